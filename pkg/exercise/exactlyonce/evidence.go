package exactlyonce

import (
	"fmt"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// The functions of this file look for one symptom each in a recorded run.

func count(n uint64) string {
	if n == 1 {
		return "1 message was"
	}
	return fmt.Sprintf("%d messages were", n)
}

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

func (s *story) lastCrash(id sim.ID) (at time.Duration, found bool) {
	for _, e := range s.events {
		if e.Kind == sim.EventCrash && e.Node == id {
			at, found = e.At, true
		}
	}
	return at, found
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

func (s *story) sent(id, to sim.ID, from, until time.Duration) (n int) {
	for _, e := range s.events {
		if e.Kind == sim.EventSend && e.Node == id && e.Peer == to && e.At >= from && e.At <= until {
			n++
		}
	}
	return n
}

func (s *story) lastSend(id, to sim.ID) (step uint64, found bool) {
	for _, e := range s.events {
		if e.Kind == sim.EventSend && e.Node == id && e.Peer == to {
			step, found = e.Step, true
		}
	}
	return step, found
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

// lost says whether an entry of the account was written and then undone.
func (s *story) lost(a account) bool {
	written := 0
	for _, e := range s.writes() {
		if entry, ok := e.Value.(Entry); ok && entry.Client == a.client && entry.Amount == a.amount {
			written++
		}
	}
	return written > len(s.entries(a))
}

// gaveUp says whether the client was silent during the last half of the time
// that it had, in which it should have repeated what was not answered.
func (s *story) gaveUp(client sim.ID) bool {
	return s.sent(client, Bank, s.end-allowed/2, s.end) == 0
}

// numbers counts the different numbers of the client's requests.
func (s *story) numbers(client sim.ID) int {
	seen := map[uint64]bool{}
	for _, e := range s.requests(client) {
		seen[e.Value.(Request).Number] = true
	}
	return len(seen)
}

func (s *story) deposits(client sim.ID) (n int) {
	for _, p := range s.accepted {
		if p.client == client {
			n++
		}
	}
	return n
}

// reuses says whether the client sent a request under a number that had been
// answered before with another request's content, or before its own restart.
func (s *story) reuses(client sim.ID) bool {
	answered := map[uint64]time.Duration{}
	for _, e := range s.events {
		switch v := e.Value.(type) {
		case Reply:
			if _, known := answered[v.Number]; e.Kind == sim.EventDeliver && e.Node == client && !known {
				answered[v.Number] = e.At
			}
		case Request:
			at, known := answered[v.Number]
			if e.Kind == sim.EventSend && e.Node == client && known && s.acceptedBetween(client, at, e.At) {
				return true
			}
		}
	}
	return false
}

// acceptedBetween says whether the client took over a deposit in that time: a
// request for it may have got an old number.
func (s *story) acceptedBetween(client sim.ID, from, to time.Duration) bool {
	for _, p := range s.accepted {
		if p.client == client && p.at > from && p.at <= to {
			return true
		}
	}
	return false
}
