package exactlyonce

import (
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// The functions of this file look for one symptom each in a recorded run.

// answeredUnsynced says whether the bank wrote an entry, sent its client
// something, and crashed before it synced.
func (s *story) answeredUnsynced() bool {
	written, answered := map[sim.ID]bool{}, false
	for _, e := range s.events {
		entry, isEntry := e.Value.(Entry)
		switch {
		case e.Node != Bank:
		case e.Kind == sim.EventWrite && isEntry:
			written[entry.Client] = true
		case e.Kind == sim.EventSend:
			answered = answered || written[e.Peer]
		case e.Kind == sim.EventSync:
			clear(written)
			answered = false
		case e.Kind == sim.EventCrash:
			if answered {
				return true
			}
			clear(written)
		}
	}
	return false
}

// reportsOldAnswers says whether two outputs of the client were made when
// answers of the same number came.
func (s *story) reportsOldAnswers(client sim.ID) bool {
	used, current := map[uint64]bool{}, sim.Event{}
	for _, e := range s.events {
		if e.Node != client {
			continue
		}
		if e.Kind == sim.EventDeliver {
			current = e
		}
		reply, ok := current.Value.(Reply)
		if e.Kind != sim.EventOutput || !ok || e.Step != current.Step {
			continue
		}
		if used[reply.Number] {
			return true
		}
		used[reply.Number] = true
	}
	return false
}

// applied finds the entry of a request.
func (s *story) applied(client sim.ID, number uint64) (receipt int, found bool) {
	for i, e := range s.ledger {
		if e.Client == client && e.Number == number {
			return i, true
		}
	}
	return 0, false
}

// confused says whether the bank answered the client's request of that number
// with another client's entry.
func (s *story) confused(client sim.ID, number uint64) bool {
	for _, e := range s.events {
		r, ok := e.Value.(Reply)
		if !ok || e.Kind != sim.EventSend || e.Peer != client || r.Number != number {
			continue
		}
		if r.Receipt >= 0 && r.Receipt < len(s.ledger) && s.ledger[r.Receipt].Client != client {
			return true
		}
	}
	return false
}

// ignored finds a request of the account that arrived and has no entry.
func (s *story) ignored(a account) (number uint64, found bool) {
	for _, e := range s.requests(a.client) {
		r := e.Value.(Request)
		if _, made := s.applied(a.client, r.Number); !made && r.Amount == a.amount && s.arrived(a.client, r) {
			return r.Number, true
		}
	}
	return 0, false
}

// undone finds the client's first request that was never reported: the event
// in which it was sent last.
func (s *story) undone(client sim.ID) (last sim.Event, found bool) {
	for _, e := range s.requests(client) {
		r := e.Value.(Request)
		if receipt, made := s.applied(client, r.Number); made && s.isReported(client, receipt) {
			continue
		}
		if !found || r == last.Value {
			last, found = e, true
		}
	}
	return last, found
}

func (s *story) isReported(client sim.ID, receipt int) bool {
	for _, r := range s.reports {
		if r.client == client && r.Receipt == receipt {
			return true
		}
	}
	return false
}

// movedOn says whether the client sent another request between an event and a
// moment.
func (s *story) movedOn(client sim.ID, from sim.Event, to time.Duration) bool {
	for _, e := range s.requests(client) {
		if e.Step > from.Step && e.At < to && e.Value != from.Value {
			return true
		}
	}
	return false
}

// repeats says whether any client sends when its timer fires.
func (s *story) repeats() bool {
	timer := sim.Event{}
	for _, e := range s.events {
		if e.Kind == sim.EventTimer {
			timer = e
		}
		if e.Kind == sim.EventSend && e.Node != Bank && e.Node == timer.Node && e.Step == timer.Step {
			return true
		}
	}
	return false
}

// renumbers says whether the client sent more different requests than it had
// deposits, in a time without a crash of its own.
func (s *story) renumbers(client sim.ID) bool {
	for i, p := range s.accepted {
		if p.client != client {
			continue
		}
		until := s.end
		for _, q := range s.accepted[i+1:] {
			if q.client == client {
				until = q.at
				break
			}
		}
		if s.renumbersFrom(client, p.at, until) {
			return true
		}
	}
	return false
}

// renumbersFrom looks for a request that is followed by one of a new number,
// with no answer in between.
func (s *story) renumbersFrom(client sim.ID, from, until time.Duration) bool {
	var last *Request
	for _, e := range s.events {
		if e.At <= from || e.At >= until || e.Node != client {
			continue
		}
		switch v := e.Value.(type) {
		case Request:
			if e.Kind == sim.EventSend {
				if last != nil && v.Amount == last.Amount && v.Number > last.Number {
					return true
				}
				last = &v
			}
		case Reply:
			last = nil
		default:
			if e.Kind == sim.EventCrash {
				last = nil
			}
		}
	}
	return false
}

// numbers counts the different numbers of the client's requests.
func (s *story) numbers(client sim.ID) int {
	seen := map[uint64]bool{}
	for _, e := range s.requests(client) {
		seen[e.Value.(Request).Number] = true
	}
	return len(seen)
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
