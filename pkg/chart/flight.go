package chart

import (
	"slices"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// fate is how a copy of a message ended.
type fate uint8

const (
	underway fate = iota // not yet, as far as the trace tells
	arrived
	lost
	cut     // its link was cut
	refused // its receiver was down, or crashed before it looked
)

func (f fate) words() string {
	return [...]string{"still under way", "received", "lost", "cut off", "to a crashed receiver"}[f]
}

// flight is one copy of a message on its way.
type flight struct {
	from, to    sim.ID
	copy        uint8
	sent, ended time.Duration
	known       bool // whether the trace has its sending
	fate        fate
	value       any
}

type copyName struct {
	message sim.MessageName
	copy    uint8
}

// flightsOf pairs what the trace says of each copy of each message, in order
// of the first event of each.
func flightsOf(t *sim.Trace) []flight {
	var all []flight
	at := map[copyName]int{}
	for _, e := range t.Events {
		name := copyName{e.Message, max(e.Copy, 1)}
		switch e.Kind {
		case sim.EventSend, sim.EventDuplicate:
			at[name] = len(all)
			all = append(all, flight{from: e.Message.From, to: e.Message.To, copy: name.copy, sent: e.At, ended: e.At, known: true, value: e.Value})
		case sim.EventDeliver, sim.EventDrop:
			i, known := at[name]
			if !known {
				i = len(all)
				all = append(all, flight{from: e.Message.From, to: e.Message.To, copy: name.copy, sent: e.At, value: e.Value})
			}
			all[i].ended, all[i].fate = e.At, fateOf(e)
			delete(at, name)
		}
	}
	return all
}

func fateOf(e sim.Event) fate {
	switch {
	case e.Kind == sim.EventDeliver:
		return arrived
	case e.Text == sim.DropCut:
		return cut
	case e.Text == sim.DropDown || e.Text == sim.DropHeld:
		return refused
	}
	return lost
}

// typical is the median time that messages took to arrive, or a sixteenth of
// the window if none did or all came at once.
func typical(flights []flight, window time.Duration) time.Duration {
	var took []time.Duration
	for _, f := range flights {
		if f.known && f.fate == arrived && f.from != sim.Outside && f.from != f.to {
			took = append(took, f.ended-f.sent)
		}
	}
	if len(took) == 0 {
		return window / 16
	}
	slices.Sort(took)
	return min(took[len(took)/2], window/4)
}
