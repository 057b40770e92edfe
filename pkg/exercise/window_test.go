package exercise

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/faultline-go/faultline/pkg/sim"
)

func TestWindows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		trace := &sim.Trace{Dropped: 3}
		at := time.Duration(0)
		for range rapid.IntRange(1, 300).Draw(t, "events") {
			at += time.Duration(rapid.IntRange(0, 3).Draw(t, "gap"))
			trace.Events = append(trace.Events, sim.Event{At: at})
		}
		moment := trace.Events[rapid.IntRange(0, len(trace.Events)-1).Draw(t, "moment")].At
		before, after := Before(trace, moment), After(trace, moment)
		for _, p := range []*sim.Trace{before, after} {
			if n := len(p.Events); n == 0 || n > windowed {
				t.Fatalf("%d events", n)
			}
		}
		if last := before.Events[len(before.Events)-1]; last.At != moment {
			t.Fatalf("before %v ends at %v", moment, last.At)
		}
		if after.Events[0].At != moment || after.Dropped < 3 {
			t.Fatalf("after %v begins at %v", moment, after.Events[0].At)
		}
	})
	if Before(&sim.Trace{}, 5) != nil || After(&sim.Trace{}, 5) != nil {
		t.Error("a window of nothing")
	}
}
