package sim

import (
	"strings"
	"testing"
	"time"
)

// ticking counts milliseconds for ever.
func ticking(ID) Node {
	return &script{
		start: func(env Env) { env.SetTimer("tick", ms) },
		timer: func(env Env, name string) {
			env.Output(env.Elapsed())
			env.SetTimer(name, ms)
		},
	}
}

func TestRunEndsAtItsTime(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1}, ticking)
	for i := 1; i <= 3; i++ {
		if stop := w.Run(2500 * time.Microsecond); stop != (Stop{Why: TimeUp}) {
			t.Fatalf("%v", stop)
		}
		if want := time.Duration(i) * 2500 * time.Microsecond; w.Now() != want || len(w.Outputs()) != int(want/ms) {
			t.Errorf("at %v with %d ticks, want %v", w.Now(), len(w.Outputs()), want)
		}
	}
	if stop := w.Run(0); stop.Why != TimeUp || w.Now() != 7500*time.Microsecond {
		t.Errorf("Run(0): %v at %v", stop.Why, w.Now())
	}
}

func TestRunTakesEventsAtItsEnd(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1, Faults: []Fault{Crash(3*ms, 0)}}, ticking)
	w.Run(2 * ms)
	if n := len(w.Outputs()); n != 2 {
		t.Errorf("%d ticks by 2 ms", n)
	}
	if w.Run(ms); w.Up(0) || len(w.Outputs()) != 2 {
		t.Errorf("the crash at the end did not happen: %d ticks", len(w.Outputs()))
	}
}

func TestAQuietWorldRunsOutItsTime(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1}, cast())
	if stop := w.Run(time.Second); stop.Why != TimeUp || w.Now() != time.Second {
		t.Errorf("%v at %v", stop.Why, w.Now())
	}
	if stop := w.Run(forever); stop.Why != Quiet || w.Now() != time.Second {
		t.Errorf("for ever: %v at %v", stop.Why, w.Now())
	}
	if w.Step() {
		t.Error("a step happened")
	}
}

func TestRunUntilStopsWhenTheConditionHolds(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1}, ticking)
	stop := w.RunUntil(func(w *World) bool { return len(w.Outputs()) == 5 })
	if stop != (Stop{Why: Met}) || w.Now() != 5*ms {
		t.Errorf("%v at %v", stop, w.Now())
	}
	steps := w.Steps()
	if stop := w.RunUntil(func(*World) bool { return true }); stop.Why != Met || w.Steps() != steps {
		t.Errorf("%v after %d further steps", stop.Why, w.Steps()-steps)
	}
}

func TestABudgetEndsARun(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1, Budget: Budget{Events: 100}}, ticking)
	stop := w.RunUntil(nil)
	if stop.Why != BudgetSpent || stop.Err == nil || w.Steps() != 100 || !strings.Contains(stop.Err.Error(), "after 100 events") {
		t.Errorf("%v after %d steps", stop, w.Steps())
	}
	w = newWorld(t, Config{Nodes: 1, Budget: Budget{Time: 7 * ms}}, ticking)
	if stop := w.Run(time.Second); stop.Why != BudgetSpent || stop.Err == nil || w.Now() != 7*ms {
		t.Errorf("%v at %v", stop, w.Now())
	}
	// Nothing is left to happen: that is no budget's fault.
	w = newWorld(t, Config{Nodes: 1, Budget: Budget{Events: 1, Time: 1}}, cast())
	if stop := w.RunUntil(nil); stop.Why != Quiet {
		t.Errorf("%v", stop)
	}
}

func TestAnEndlessRunEndsByItself(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1}, cast(script{
		start:   func(env Env) { env.Send(0, number{}) },
		receive: func(env Env, _ ID, m any) { env.Send(0, m) },
	}))
	w.config.Budget.Events = 0
	if stop := w.RunUntil(func(w *World) bool { return w.Steps() == 1000 }); stop.Why != Met || w.Now() != 0 {
		t.Errorf("%v at %v", stop.Why, w.Now())
	}
	w.steps = defaultEvents
	if stop := w.RunUntil(nil); stop.Why != BudgetSpent {
		t.Errorf("%v", stop)
	}
}

func TestTimeEndsWithASentenceNotAnOverflow(t *testing.T) {
	for _, rate := range []Rate{0, fastest, -fastest} {
		w := newWorld(t, Config{Nodes: 1, Clock: Drift(rate)}, cast(script{
			start: func(env Env) { env.SetTimer("t", forever) },
			timer: func(env Env, name string) {
				env.Output(int64(env.Elapsed()))
				env.Busy(forever)
				env.SetTimer(name, forever)
			},
		}))
		stop := w.RunUntil(nil)
		if stop.Why != Failed || !strings.Contains(stop.Err.Error(), "virtual time ends after") {
			t.Errorf("%d ppb: %v", rate, stop)
		}
		before := int64(0)
		for _, v := range outputsOf(w, 0) {
			if v.(int64) <= before {
				t.Errorf("%d ppb: elapsed times %v", rate, outputsOf(w, 0))
			}
			before = v.(int64)
		}
	}
}

func TestReasonsSayThemselves(t *testing.T) {
	for why, want := range map[Reason]string{Met: "condition met", Failed: "failed", 0: "?", 99: "failed"} {
		if why != 99 && why.String() != want {
			t.Errorf("%d is %q", why, why.String())
		}
	}
}
