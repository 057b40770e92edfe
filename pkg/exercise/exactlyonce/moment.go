package exactlyonce

import (
	"fmt"
	"time"

	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/sim"
)

// accept is when the account's first deposit was accepted, if its client never
// sent a request, or else its last.
func (s *story) accept(a account) (at time.Duration) {
	for _, p := range s.accepted {
		if p.client == a.client && p.amount == a.amount {
			if at = p.at; s.sends(a.client) == 0 {
				break
			}
		}
	}
	return at
}

func (s *story) lastReport(a account) time.Duration {
	list := s.reported(a)
	return list[len(list)-1].at
}

// lastWrite is when the account's last entry was written.
func (s *story) lastWrite(a account) time.Duration {
	at := s.end
	for _, e := range s.writes() {
		if entry, ok := e.Value.(Entry); ok && entry.Client == a.client && entry.Amount == a.amount {
			at = e.At
		}
	}
	return at
}

// repeatedWrite is when an entry of the account was written that the ledger
// has already, or else when the last one was.
func (s *story) repeatedWrite(a account) time.Duration {
	inLedger, seen := map[Entry]int{}, map[Entry]bool{}
	for _, entry := range s.ledger {
		inLedger[entry]++
	}
	for _, e := range s.writes() {
		entry, ok := e.Value.(Entry)
		if !ok || entry.Client != a.client || entry.Amount != a.amount || inLedger[entry] < 2 {
			continue
		}
		if seen[entry] {
			return e.At
		}
		seen[entry] = true
	}
	return s.lastWrite(a)
}

// written is when an entry like this was written first and last.
func (s *story) written(entry Entry) (first, last time.Duration) {
	first = -1
	for _, e := range s.writes() {
		if e.Value == entry {
			if last = e.At; first < 0 {
				first = e.At
			}
		}
	}
	return first, last
}

// noise is the outcome of a run in which messages are still sent although all
// is done since the moment from.
func (s *story) noise(t *exercise.Trial, sent uint64, from time.Duration) exercise.Outcome {
	trace := t.World.Trace()
	at, shown := from, 0
	for _, e := range trace.Events {
		if e.Kind == sim.EventSend && e.At >= from && shown < 6 {
			at, shown = e.At, shown+1
		}
	}
	were := "messages were"
	if sent == 1 {
		were = "message was"
	}
	return exercise.Outcome{
		Message: fmt.Sprintf("all deposits had been done for %v, and %d %s sent in the %v that followed.", grace, sent, were, silence),
		Hint:    hintCancel, At: at, Trace: exercise.Before(trace, at),
	}
}
