package exercise

import (
	"slices"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// windowed is how many events a picture of a failure shows at most.
const windowed = 90

// Before is the part of a trace that leads up to a moment, the moment
// included; nil if nothing was recorded.
func Before(t *sim.Trace, at time.Duration) *sim.Trace {
	end := index(t, at+1)
	return part(t, end-windowed, end)
}

// After is the part of a trace that follows from a moment, the moment
// included; nil if nothing was recorded.
func After(t *sim.Trace, at time.Duration) *sim.Trace {
	first := index(t, at)
	return part(t, first, first+windowed)
}

// index is that of the first event not before the moment.
func index(t *sim.Trace, at time.Duration) int {
	i, _ := slices.BinarySearchFunc(t.Events, at, func(e sim.Event, at time.Duration) int {
		return int(min(max(e.At-at, -1), 1))
	})
	return i
}

func part(t *sim.Trace, first, end int) *sim.Trace {
	if len(t.Events) == 0 {
		return nil
	}
	first, end = max(first, 0), min(end, len(t.Events))
	p := *t
	p.Events = slices.Clone(t.Events[first:end])
	p.Dropped += uint64(first)
	return &p
}
