package exactlyonce

import (
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// The functions of this file pick events out of a recorded run.

// writes are the bank's writes to its ledger, those that a crash undid too.
func (s *story) writes() (list []sim.Event) {
	for _, e := range s.events {
		if e.Kind == sim.EventWrite && e.Node == Bank && e.Text == Ledger {
			list = append(list, e)
		}
	}
	return list
}

// hasNotes says whether the bank writes anything but its ledger.
func (s *story) hasNotes() bool {
	for _, e := range s.events {
		if e.Kind == sim.EventWrite && e.Node == Bank && e.Text != Ledger {
			return true
		}
	}
	return false
}

// requests are the client's sends of readable requests.
func (s *story) requests(client sim.ID) (list []sim.Event) {
	for _, e := range s.events {
		if _, ok := e.Value.(Request); ok && e.Kind == sim.EventSend && e.Node == client {
			list = append(list, e)
		}
	}
	return list
}

// arrived says whether the bank has received the request.
func (s *story) arrived(client sim.ID, r Request) bool {
	for _, e := range s.events {
		if e.Kind == sim.EventDeliver && e.Node == Bank && e.Peer == client && e.Value == r {
			return true
		}
	}
	return false
}

// crashed says whether a process crashed from one moment to another.
func (s *story) crashed(id sim.ID, from, to time.Duration) bool {
	for _, e := range s.events {
		if e.Kind == sim.EventCrash && e.Node == id && e.At >= from && e.At <= to {
			return true
		}
	}
	return false
}

// nextCrash is the first crash of a process from a moment on, or the end.
func (s *story) nextCrash(id sim.ID, from time.Duration) (at time.Duration, found bool) {
	for _, e := range s.events {
		if e.Kind == sim.EventCrash && e.Node == id && e.At >= from {
			return e.At, true
		}
	}
	return s.end, false
}

// received counts the messages that a process got from another one.
func (s *story) received(id sim.ID) (n int) {
	for _, e := range s.events {
		if e.Kind == sim.EventDeliver && e.Node == id && e.Peer != sim.Outside {
			n++
		}
	}
	return n
}

// sent counts what the client sent to the bank from a moment on.
func (s *story) sent(client sim.ID, from time.Duration) (n int) {
	for _, e := range s.events {
		if e.Kind == sim.EventSend && e.Node == client && e.Peer == Bank && e.At >= from {
			n++
		}
	}
	return n
}

// lastSend is the step of the last message from one process to another.
func (s *story) lastSend(id, to sim.ID) (step uint64, found bool) {
	for _, e := range s.events {
		if e.Kind == sim.EventSend && e.Node == id && e.Peer == to {
			step, found = e.Step, true
		}
	}
	return step, found
}

// sends counts all that a process sent.
func (s *story) sends(id sim.ID) (n int) {
	for _, e := range s.events {
		if e.Kind == sim.EventSend && e.Node == id {
			n++
		}
	}
	return n
}

// dropped says whether a message between the client and the bank was lost.
func (s *story) dropped(client sim.ID) bool {
	for _, e := range s.events {
		if e.Kind == sim.EventDrop && (e.Node == client && e.Peer == Bank || e.Node == Bank && e.Peer == client) {
			return true
		}
	}
	return false
}

// asked counts what the bank got from the client after a step.
func (s *story) asked(client sim.ID, step uint64) (n int) {
	for _, e := range s.events {
		if e.Kind == sim.EventDeliver && e.Node == Bank && e.Peer == client && e.Step > step {
			n++
		}
	}
	return n
}
