package exactlyonce

import (
	"time"

	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/sim"
)

// moment is when the problem shows, and whether what comes after it tells the
// story, rather than what led up to it.
func (s *story) moment(p *problem) (at time.Duration, after bool) {
	a := account{p.client, p.amount}
	switch p.kind {
	case invented, twice, unreadable:
		return s.lastWrite(a), false
	case wrongReceipt:
		return p.report.at, false
	case missing:
		if p.reporteds > p.entries {
			return s.lastReport(a), false
		}
		return s.forgotten(a), true
	case reportedMore:
		return s.lastReport(a), false
	}
	for _, receipt := range s.entries(a) {
		if !s.isReported(a, receipt) {
			return s.written(s.ledger[receipt]), true
		}
	}
	return s.end, false
}

func (s *story) isReported(a account, receipt int) bool {
	for _, r := range s.reported(a) {
		if r.Receipt == receipt {
			return true
		}
	}
	return false
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

// written is when an entry like this was written first.
func (s *story) written(entry Entry) time.Duration {
	for _, e := range s.writes() {
		if e.Value == entry {
			return e.At
		}
	}
	return s.end
}

// forgotten is when the first request without an entry was sent, or else when
// the account's last deposit was accepted.
func (s *story) forgotten(a account) time.Duration {
	for _, e := range s.requests(a.client) {
		if r := e.Value.(Request); r.Amount == a.amount && !s.applied(a.client, r.Number) {
			return e.At
		}
	}
	at := s.end
	for _, p := range s.accepted {
		if p.client == a.client && p.amount == a.amount {
			at = p.at
		}
	}
	return at
}

func (s *story) applied(client sim.ID, number uint64) bool {
	for _, e := range s.ledger {
		if e.Client == client && e.Number == number {
			return true
		}
	}
	return false
}

// noise is the outcome of a run in which messages are still sent although all
// is done since the moment from.
func (s *story) noise(t *exercise.Trial, sent uint64, from time.Duration) exercise.Outcome {
	trace := t.World.Trace()
	at := from
	for _, e := range trace.Events {
		if e.Kind == sim.EventSend && e.At >= from {
			at = e.At
			break
		}
	}
	return exercise.Outcome{
		Message: "all deposits were done " + grace.String() + " ago, and " + count(sent) + " sent in the " + silence.String() + " that followed.",
		Hint:    hintCancel, At: at, Trace: exercise.After(trace, from),
	}
}
