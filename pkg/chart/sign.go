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
}

// radius bounds what is drawn for a sign, from its middle.
func (k signKind) radius() vg.Length {
	switch k {
	case signOutput:
		return 4.2
	case signStatus, signRestart:
		return 4
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

// mark lays out a sign for every event on a process line in the window.
func (s *scene) mark() {
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
		s.signs = append(s.signs, sign{kind, e.Node, at, s.signText(e)})
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
