package sim

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// fires runs one node whose Start is given and outputs each timer's name.
func fires(t *testing.T, c Config, start func(Env), timer func(Env, string)) *World {
	t.Helper()
	c.Nodes, c.Record = 1, Everything
	w := newWorld(t, c, cast(script{start: start, timer: func(env Env, name string) {
		env.Output(name)
		if timer != nil {
			timer(env, name)
		}
	}}))
	runAll(t, w)
	return w
}

func wantFired(t *testing.T, w *World, name string, at time.Duration) {
	t.Helper()
	for _, out := range w.Outputs() {
		if out.Value == name {
			if out.At != at {
				t.Errorf("timer %s fired at %v, want %v", name, out.At, at)
			}
			return
		}
	}
	t.Errorf("timer %s did not fire", name)
}

func TestATimerFiresOnce(t *testing.T) {
	w := fires(t, Config{}, func(env Env) { env.SetTimer("a", 3*ms) }, nil)
	wantOutputs(t, w, 0, "a")
	wantFired(t, w, "a", 3*ms)
}

func TestRearmingMovesATimer(t *testing.T) {
	for _, to := range []time.Duration{0, ms, 3 * ms, 9 * ms} {
		w := fires(t, Config{}, func(env Env) {
			env.SetTimer("a", 3*ms)
			env.SetTimer("a", 6*ms)
			env.SetTimer("a", to)
		}, nil)
		wantOutputs(t, w, 0, "a")
		wantFired(t, w, "a", to)
	}
}

func TestTimersOfTheSameMomentFireInTheOrderOfArming(t *testing.T) {
	w := fires(t, Config{}, func(env Env) {
		env.SetTimer("a", 3*ms)
		env.SetTimer("b", 3*ms)
		env.SetTimer("c", ms)
		env.SetTimer("a", 3*ms)
		env.SetTimer("c", 3*ms)
	}, nil)
	wantOutputs(t, w, 0, "b", "a", "c")
}

func TestACancelledTimerDoesNotFireEvenIfDue(t *testing.T) {
	w := fires(t, Config{}, func(env Env) {
		env.SetTimer("a", 3*ms)
		env.SetTimer("b", 3*ms)
		env.SetTimer("c", 5*ms)
		env.CancelTimer("never set")
	}, func(env Env, name string) {
		if name == "a" {
			env.CancelTimer("b")
			env.CancelTimer("c")
			env.SetTimer("c", 7*ms)
		}
	})
	wantOutputs(t, w, 0, "a", "c")
	wantFired(t, w, "c", 10*ms)
}

// A timer that fired while its node was busy waits in line; it can still be
// cancelled, or moved.
func TestATimerInLineCanBeCancelledOrRearmed(t *testing.T) {
	w := fires(t, Config{}, func(env Env) {
		for i, name := range []string{"busy", "cancelled", "moved", "kept"} {
			env.SetTimer(name, time.Duration(i+1)*ms)
		}
	}, func(env Env, name string) {
		if name == "busy" {
			env.Busy(10 * ms)
			env.CancelTimer("cancelled") // at 11 ms, when all wait
			env.SetTimer("moved", 5*ms)
		}
	})
	wantOutputs(t, w, 0, "busy", "kept", "moved")
	wantFired(t, w, "kept", 11*ms)
	wantFired(t, w, "moved", 16*ms)
}

func TestATimerOfAPausedNodeWaits(t *testing.T) {
	w := fires(t, Config{Faults: []Fault{Pause(2*ms, 0), Resume(8*ms, 0)}}, func(env Env) {
		env.SetTimer("a", 3*ms)
		env.SetTimer("b", 9*ms)
	}, nil)
	wantFired(t, w, "a", 8*ms)
	wantFired(t, w, "b", 9*ms)
}

func TestTimersRunOnTheNodesOwnClock(t *testing.T) {
	w := fires(t, Config{Clock: Drift(-200_000 * PPM)}, func(env Env) { env.SetTimer("a", 8*ms) }, nil)
	wantFired(t, w, "a", 10*ms)
}

func TestAChangeOfRateMovesPendingTimers(t *testing.T) {
	w := fires(t, Config{Faults: []Fault{SetClockRate(10*ms, 0, -500_000*PPM), SetClockRate(20*ms, 0, 250_000*PPM)}}, func(env Env) {
		env.SetTimer("early", 10*ms)
		env.SetTimer("slow", 12*ms)
		env.SetTimer("late", 40*ms)
	}, nil)
	wantFired(t, w, "early", 10*ms)
	wantFired(t, w, "slow", 14*ms)
	wantFired(t, w, "late", 40*ms) // 10, then 5 in 10, then 25 in 20
}

// A timer that has fired and waits keeps its place, whatever the clock does.
func TestAChangeOfRateDoesNotMoveATimerInLine(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1, Requests: []Request{{When{At: 4 * ms}, 0, number{1}}},
		Faults: []Fault{Pause(2*ms, 0), SetClockRate(5*ms, 0, -500_000*PPM), Resume(8*ms, 0)}}, cast(script{
		start:   func(env Env) { env.SetTimer("a", 3*ms) },
		receive: func(env Env, _ ID, _ any) { env.Output("message") },
		timer:   func(env Env, name string) { env.Output(name) },
	}))
	runAll(t, w)
	wantTimes(t, w, 0, 8*ms, "a", 8*ms, "message")
}

func TestACrashClearsAllTimers(t *testing.T) {
	boots := 0
	w := fires(t, Config{Faults: []Fault{Crash(2*ms, 0), Restart(3*ms, 0)}}, func(env Env) {
		if boots++; boots == 1 {
			env.SetTimer("a", 5*ms)
		} else {
			env.SetTimer("b", 5*ms)
		}
	}, nil)
	wantOutputs(t, w, 0, "b")
}

// Whatever a node does with its timers, they fire as a plain list of names
// and times says.
func TestTimersFollowAModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type act struct {
			at, after int
			name      string
			cancel    bool
		}
		acts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) act {
			return act{rapid.IntRange(0, 30).Draw(t, "at"), rapid.IntRange(1, 12).Draw(t, "after"),
				rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "name"), rapid.Bool().Draw(t, "cancel")}
		}), 0, 25).Draw(t, "acts")
		slices.SortStableFunc(acts, func(a, b act) int { return a.at - b.at })

		c, due, want := Config{Nodes: 1}, map[string]int{}, []fired{}
		next := 0
		for now := 0; now < 60; now++ {
			for ; next < len(acts) && acts[next].at == now; next++ {
				a := acts[next]
				c.Requests = append(c.Requests, Request{When{At: time.Duration(now)}, 0, order{a.name, a.after, a.cancel}})
				delete(due, a.name)
				if !a.cancel {
					due[a.name] = now + a.after
				}
			}
			for _, name := range []string{"a", "b", "c", "d"} {
				if at, ok := due[name]; ok && at == now {
					want = append(want, fired{name, now})
					delete(due, name)
				}
			}
		}
		w, err := New(c, cast(script{
			receive: func(env Env, _ ID, m any) {
				if o := m.(order); o.Cancel {
					env.CancelTimer(o.Name)
				} else {
					env.SetTimer(o.Name, time.Duration(o.After))
				}
			},
			timer: func(env Env, name string) { env.Output(fired{name, int(env.Now())}) },
		}))
		if err != nil {
			t.Fatal(err)
		}
		w.RunUntil(nil)
		got := []fired{}
		for _, out := range w.Outputs() {
			got = append(got, out.Value.(fired))
		}
		slices.SortStableFunc(got, func(a, b fired) int { // within one moment by name, as the model does
			return 1000*(a.At-b.At) + int(a.Name[0]) - int(b.Name[0])
		})
		if !slices.Equal(got, want) {
			t.Fatalf("fired %v, want %v", got, want)
		}
	})
}

type fired struct {
	Name string
	At   int
}

type order struct {
	Name   string
	After  int
	Cancel bool
}
