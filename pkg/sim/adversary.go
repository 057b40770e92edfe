package sim

import (
	"errors"
	"time"
)

// Adversary is the scheduler of the asynchronous model: it picks which of the
// messages under way arrives next, by its index, or -1 to let something else
// happen first (a timer, say). It sees everything, contents included, as the
// strong adversary of the literature does; a weaker one just does not look.
// The slice is good during the call. To keep runs reproducible it must be
// deterministic.
type Adversary func(pending []Pending) int

// Pending is a message under way.
type Pending struct {
	Message MessageName
	Copy    uint8         // 1, or 2 for the network's duplicate
	Sent    time.Duration // true time
	Waited  uint64        // how many events have begun since it was sent
	Value   any           // the message itself: read only
}

// ErrUnfair is the reason of a Stop when a message was under way for more
// steps than Timing.Fair allows.
var ErrUnfair = errors.New("the schedule is unfair")

// Oppose lets an adversary deliver the messages, in an Asynchronous world that
// has not begun and has no Decisions. Latency, reordering and bandwidth then
// mean nothing; loss, duplication, corruption, cuts and FIFO act as before.
// Each delivery takes a nanosecond of virtual time, timers fire at their
// moments whatever the adversary does, and Schedule holds what it chose as
// Decisions: that run needs no adversary.
func (w *World) Oppose(a Adversary) error {
	switch {
	case a == nil:
		return wrong("Oppose(nil): give an Adversary")
	case w.config.Timing.Model != Asynchronous:
		return wrong("Oppose needs Timing.Model to be sim.Asynchronous: other models bound what an adversary may do")
	case len(w.config.Decisions) > 0:
		return wrong("Oppose in a world with %d Decisions: leave them out, the adversary decides", len(w.config.Decisions))
	case w.steps > 0:
		return wrong("Oppose after %d events: call it before the first", w.steps)
	}
	w.asynchrony.adversary = a
	w.network.opposed = true
	for i := range w.network.links {
		w.network.links[i].reorder = chance{}
	}
	return nil
}

// Shuffled is the adversary that delivers messages in a random order.
func Shuffled(seed uint64) Adversary {
	r := NewRand(seed)
	return func(pending []Pending) int { return r.IntN(len(pending)) }
}

// Fairly restrains an adversary: once some message has waited so long that the
// rest of fair steps may be needed for those under way, the oldest comes next.
func Fairly(fair uint64, a Adversary) Adversary {
	return func(pending []Pending) int {
		oldest := 0
		for i, p := range pending {
			if p.Waited > pending[oldest].Waited {
				oldest = i
			}
		}
		if pending[oldest].Waited+uint64(len(pending))+1 >= fair {
			return oldest
		}
		return a(pending)
	}
}
