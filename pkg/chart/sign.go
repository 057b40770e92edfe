package chart

import (
	"slices"
	"time"

	"gonum.org/v1/plot/vg"

	"github.com/faultline-go/faultline/pkg/sim"
)

// signKind is what a sign on a process line stands for.
type signKind uint8

const (
	signTimer signKind = iota
	signOutput
	signStatus
	signNote
	signCrash
	signRestart
	signDisk
	signClock
)

// sign is a mark on a process line with the text that belongs to it.
type sign struct {
	kind signKind
	id   sim.ID
	at   vg.Point
	text string
	// carried is a status from before the window: only its text is drawn.
	carried bool
}

// radius bounds what is drawn for a sign, from its middle.
func (k signKind) radius() vg.Length {
	switch k {
	case signOutput:
		return 4.2
	case signRestart:
		return 4
	case signStatus:
		return 0.5
	case signNote, signDisk:
		return 2
	}
	return 3
}

var signOf = map[sim.EventKind]signKind{
	sim.EventTimer: signTimer, sim.EventOutput: signOutput, sim.EventStatus: signStatus,
	sim.EventNote: signNote, sim.EventCrash: signCrash, sim.EventStart: signRestart,
	sim.EventWrite: signDisk, sim.EventSync: signDisk, sim.EventClock: signClock,
}

// box is what a sign covers.
func (g sign) box() vg.Rectangle {
	if g.kind == signStatus {
		return vg.Rectangle{Min: g.at, Max: vg.Point{X: g.at.X + 5, Y: g.at.Y + flagHeight}}
	}
	return around(g.at, g.kind.radius(), g.kind.radius())
}

// mark lays out a sign for every event on a process line in the window.
func (s *scene) mark() {
	s.carry()
	booted := map[sim.ID]bool{}
	for _, e := range s.trace.Events {
		kind, marked := signOf[e.Kind]
		if !marked || !s.counts(e) || !s.inside(e.At) {
			continue
		}
		if e.Kind == sim.EventStart && !booted[e.Node] && !s.wasDown(e.Node, e.At) {
			booted[e.Node] = true
			continue // the first boot is no news
		}
		at := vg.Point{X: s.x(e.At), Y: s.y(e.Node)}
		s.signs = append(s.signs, sign{kind: kind, id: e.Node, at: at, text: s.signText(e)})
	}
}

// carry writes the status that each process has when the window begins.
func (s *scene) carry() {
	status := map[sim.ID]string{}
	for _, e := range s.trace.Events {
		if e.At >= s.from {
			break
		}
		switch e.Kind {
		case sim.EventStatus:
			status[e.Node] = clean(e.Text)
		case sim.EventCrash:
			delete(status, e.Node)
		}
	}
	for _, id := range s.order {
		if status[id] != "" {
			at := vg.Point{X: s.left, Y: s.y(id)}
			s.signs = append(s.signs, sign{kind: signStatus, id: id, at: at, text: status[id], carried: true})
		}
	}
}

// wasDown tells whether a process was down until a moment.
func (s *scene) wasDown(id sim.ID, at time.Duration) bool {
	return slices.ContainsFunc(s.downs, func(d down) bool { return d.id == id && !d.paused && d.to == at })
}

func (s *scene) signText(e sim.Event) string {
	switch e.Kind {
	case sim.EventOutput:
		return s.naming(e.Value).long
	case sim.EventWrite:
		return clean(e.Text + " = " + s.naming(e.Value).long)
	case sim.EventSync:
		return "sync"
	case sim.EventCrash, sim.EventStart:
		return ""
	}
	return clean(e.Text)
}
