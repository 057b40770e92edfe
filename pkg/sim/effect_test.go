package sim

import (
	"slices"
	"testing"
	"time"
)

// times are when the node's outputs happened, with their values.
func times(w *World, id ID) (all []any) {
	for _, out := range w.Outputs() {
		if out.Node == id {
			all = append(all, out.At, out.Value)
		}
	}
	return all
}

func wantTimes(t *testing.T, w *World, id ID, want ...any) {
	t.Helper()
	if got := times(w, id); !slices.Equal(got, want) {
		t.Fatalf("%s: %v, want %v\n%s", w.name(id), got, want, traceText(w))
	}
}

func TestEffectsHappenAtTheCursor(t *testing.T) {
	w := newWorld(t, Config{Nodes: 2, Record: Everything, Disk: DiskLaw{Sync: Constant(4 * ms)}}, cast(
		script{
			start: func(env Env) {
				env.Output("begin")
				env.Busy(3 * ms)
				env.Output("worked")
				env.Send(1, number{1})
				env.SetTimer("later", 5*ms)
				env.Disk().Sync()
				env.Output("synced")
			},
			timer: func(env Env, name string) { env.Output(name) },
		},
		script{receive: func(env Env, _ ID, _ any) { env.Output("received") }},
	))
	runAll(t, w)
	wantTimes(t, w, 0, time.Duration(0), "begin", 3*ms, "worked", 7*ms, "synced", 8*ms, "later")
	wantTimes(t, w, 1, 3*ms, "received")
}

func TestEventsWaitInLineForABusyNode(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1, Requests: []Request{
		{When{At: ms}, 0, number{1}}, {When{At: 2 * ms}, 0, number{2}}, {When{At: 2 * ms}, 0, number{3}}, {When{At: 50 * ms}, 0, number{4}},
	}}, cast(script{receive: func(env Env, _ ID, m any) {
		env.Output(m.(number).N)
		env.Busy(10 * ms)
	}}))
	runAll(t, w)
	wantTimes(t, w, 0, ms, 1, 11*ms, 2, 21*ms, 3, 50*ms, 4)
}

// A message that arrives at the very moment at which a busy node is free again
// comes after all effects of the event before, though it was on its way long
// before they were.
func TestAnArrivalDoesNotOvertakeTheEventBefore(t *testing.T) {
	w := newWorld(t, Config{Nodes: 2, Link: Link{Latency: Constant(10 * ms)}}, cast(
		script{start: func(env Env) { env.Send(1, number{1}) }},
		script{
			start: func(env Env) {
				env.Busy(10 * ms)
				env.Output("end of start")
				env.SetTimer("t", ms)
			},
			receive: func(env Env, _ ID, _ any) {
				env.Output("received")
				env.CancelTimer("t") // which Start has set before
			},
			timer: func(env Env, _ string) { env.Output("a cancelled timer fired") },
		},
	))
	runAll(t, w)
	wantTimes(t, w, 1, 10*ms, "end of start", 10*ms, "received")
}

func TestACrashErasesWhatLiesLater(t *testing.T) {
	run := func(crash time.Duration) *World {
		w := newWorld(t, Config{Nodes: 2, Faults: []Fault{Crash(crash, 0)}}, cast(
			script{start: func(env Env) {
				env.Send(1, number{1})
				env.Busy(10 * ms)
				env.Output("worked")
				env.Send(1, number{2})
			}},
			script{receive: func(env Env, _ ID, m any) { env.Output(m.(number).N) }},
		))
		runAll(t, w)
		return w
	}
	wantOutputs(t, run(10*ms), 1, 1) // faults come first at the same moment
	wantOutputs(t, run(10*ms+1), 1, 1, 2)
	wantOutputs(t, run(0), 1)
}

func TestACrashUndoesASyncThatHasNotEnded(t *testing.T) {
	kept := 0
	for seed := range uint64(200) {
		w := newWorld(t, Config{Nodes: 1, Seed: seed, Disk: DiskLaw{Sync: Constant(10 * ms)}, Faults: []Fault{Crash(5*ms, 0)}},
			cast(script{start: func(env Env) {
				env.Disk().Put("k", 1)
				env.Disk().Sync()
				env.Output("synced")
			}}))
		runAll(t, w)
		wantOutputs(t, w, 0)
		if w.Disk(0).Get("k", new(int)) {
			kept++
		}
	}
	wantRate(t, "unsynced writes that survive", kept, 200, 0.5)
}

// Every kind of effect that CrashAfter counts, in one event.
func TestCrashAfterCutsAnEventBetweenTwoEffects(t *testing.T) {
	const effects = 7
	for k := 1; k <= effects; k++ {
		w := newWorld(t, Config{Nodes: 2, Record: Everything, Faults: []Fault{CrashAfter(0, 0, k)}}, cast(
			script{start: func(env Env) {
				env.Output(1)
				env.Send(1, number{2})
				env.Disk().Put("three", 3)
				env.Disk().Sync()
				env.SetTimer("five", ms)
				env.CancelTimer("none")
				env.Note("not counted")
				env.Status("not counted")
				env.Output(7)
				env.Busy(time.Hour)
				env.Output(8)
			}},
			script{receive: func(env Env, _ ID, m any) { env.Output(m.(number).N) }},
		))
		runAll(t, w)
		happened := map[int]bool{1: len(outputsOf(w, 0)) > 0, 2: len(outputsOf(w, 1)) == 1, 7: len(outputsOf(w, 0)) == 2}
		for effect, did := range happened {
			if did != (effect <= k) {
				t.Errorf("crash after %d effects: effect %d happened: %v", k, effect, did)
			}
		}
		if k >= 4 && !w.Disk(0).Get("three", new(int)) {
			t.Errorf("crash after %d effects: a synced write is gone", k)
		}
		if w.Up(0) || w.Now() != 0 || w.Stats().Crashes != 1 {
			t.Errorf("crash after %d effects: up %v, at %v, %d crashes", k, w.Up(0), w.Now(), w.Stats().Crashes)
		}
	}
}

func TestCrashAfterCountsOverSeveralEvents(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1, Faults: []Fault{CrashAfter(5*ms, 0, 3)}}, cast(script{
		start: func(env Env) { env.SetTimer("t", 4*ms) },
		timer: func(env Env, name string) {
			env.SetTimer(name, 4*ms)
			env.Output(name)
		},
	}))
	runAll(t, w)
	wantTimes(t, w, 0, 4*ms, "t", 8*ms, "t") // 12 ms: only the third effect
	if w.Now() != 12*ms || w.Up(0) {
		t.Errorf("up %v at %v", w.Up(0), w.Now())
	}
}

// The effects before the cut happen, even those for which the node is still
// busy; nothing is handled in between.
func TestACutEventOfABusyNodeEndsAtItsCursor(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1, Record: Everything, Faults: []Fault{CrashAfter(0, 0, 1)}, Requests: []Request{
		{When{At: 2 * ms}, 0, number{2}}, {When{At: 5 * ms}, 0, number{5}}, {When{At: 9 * ms}, 0, number{9}},
	}}, cast(script{
		start: func(env Env) {
			env.Busy(5 * ms)
			env.Output("before the cut")
			env.Output("after the cut")
		},
		receive: func(env Env, _ ID, m any) { env.Output(m.(number).N) },
	}))
	runAll(t, w)
	wantTimes(t, w, 0, 5*ms, "before the cut")
	if s := w.Stats(); s.Down != 3 {
		t.Errorf("%d messages dropped at the crashed node, want 3\n%s", s.Down, traceText(w))
	}
}

func TestANodeSeesItsOwnDeferredWrites(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1, Record: Everything}, cast(script{start: func(env Env) {
		env.Busy(ms)
		env.Disk().Put("k", 7)
		got := 0
		env.Disk().Get("k", &got)
		env.Output(got)
	}}))
	runAll(t, w)
	wantTimes(t, w, 0, ms, 7)
	for _, e := range w.Trace().Events {
		if e.Kind == EventWrite && e.At != ms {
			t.Errorf("the trace shows the write at %v", e.At)
		}
	}
}
