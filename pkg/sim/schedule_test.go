package sim

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// wantReplay saves the world's schedule, loads it, runs it in a new world and
// wants the same run.
func wantReplay(t interface {
	Helper()
	Fatalf(string, ...any)
}, w *World, newNode func(ID) Node) {
	t.Helper()
	data, err := EncodeSchedule(w.Schedule())
	if err != nil {
		t.Fatalf("the schedule cannot be saved: %v", err)
	}
	loaded, err := DecodeSchedule(data)
	if err != nil {
		t.Fatalf("the saved schedule cannot be loaded: %v\n%s", err, data)
	}
	again, err := New(loaded, newNode)
	if err != nil {
		t.Fatalf("the schedule is refused: %v", err)
	}
	again.Run(w.Now())
	if again.Checksum() != w.Checksum() || again.Stats() != w.Stats() || again.Steps() != w.Steps() {
		t.Fatalf("the schedule gives another run of %d steps, %v\n%s\nit was of %d, %v\n%s\nby %+v",
			again.Steps(), again.Stats(), traceText(again), w.Steps(), w.Stats(), traceText(w), w.Schedule())
	}
	if traceText(again) != traceText(w) {
		t.Fatalf("the schedule gives another trace\n%s\nit was\n%s", traceText(again), traceText(w))
	}
}

func TestAScheduleRepeatsTheRun(t *testing.T) {
	for seed := range uint64(10) {
		w := newWorld(t, richConfig(seed), richNode)
		w.Run(700 * ms)
		wantReplay(t, w, richNode)
	}
}

func TestAScheduleHoldsWhatIsStillToCome(t *testing.T) {
	w := newWorld(t, richConfig(1), richNode)
	w.Run(330 * ms)
	again := newWorld(t, w.Schedule(), richNode)
	w.Run(670 * ms)
	again.Run(time.Second)
	if again.Checksum() != w.Checksum() {
		t.Error("the schedule of half a run does not give the whole run")
	}
}

// Faults and requests applied between any two steps, with many events at one
// moment, replay exactly: that is what step numbers are for.
func TestImperativeFaultsReplayAtTies(t *testing.T) {
	const nodes = 4
	newNode := func(id ID) Node {
		if id == 0 {
			return &keeper{}
		}
		return echo(id)
	}
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.Map(rapid.IntRange(0, nodes-1), func(i int) ID { return ID(i) })
		c := Config{Nodes: nodes, Seed: rapid.Uint64Range(0, 50).Draw(t, "seed"), Record: Everything, Link: Link{Loss: 0.1, Duplicate: 0.3}}
		if rapid.Bool().Draw(t, "latency") {
			c.Link.Latency = Constant(10 * ms)
		}
		w, err := New(c, newNode)
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 15).Draw(t, "acts") {
			for range rapid.IntRange(0, 12).Draw(t, "steps") {
				w.Step()
			}
			if rapid.Bool().Draw(t, "run") {
				w.Run(time.Duration(rapid.IntRange(0, 15).Draw(t, "ms")) * ms)
			}
			if rapid.IntRange(0, 3).Draw(t, "request") == 0 {
				err = w.Request(0, ask{1})
			} else {
				err = w.Apply(anyFault(t, id.Draw(t, "node")))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		w.Run(30 * ms)
		if w.failure != nil {
			t.Fatal(w.failure)
		}
		wantReplay(t, w, newNode)
	})
}

func anyFault(t *rapid.T, id ID) Fault {
	return rapid.SampledFrom([]Fault{
		Crash(0, id), Restart(0, id), Restart(0, id), CrashAfter(0, id, 1+int(id)), Pause(0, id), Resume(0, id),
		Partition(0, Group{id}, Group{(id + 1) % 4}), OneWay(0, Group{id}, Group{(id + 2) % 4}), Heal(0),
		SetLink(0, Group{id}, Group{0, 1}, Link{Latency: Constant(ms)}), StepClock(0, id, time.Second),
		SetClockRate(0, id, 100_000*PPM), SetClockRate(0, id, -100_000*PPM),
		SlowDown(0, id, 3, ms), SlowDown(0, id, 1, 0), SetDisk(0, id, DiskLaw{Lie: 0.5, Sync: Constant(ms)}),
	}).Draw(t, "fault")
}

func TestAFaultOfAStepHappensJustBeforeIt(t *testing.T) {
	// Three messages arrive at 1 ms, as events 3 to 5; the crash comes between.
	newNode := cast(script{start: func(env Env) {
		for i := range 3 {
			env.Send(1, number{i})
		}
	}}, script{receive: func(env Env, _ ID, m any) { env.Output(m.(number).N) }})
	for step, want := range [][]any{3: nil, 4: {0}, 5: {0, 1}, 6: {0, 1, 2}} {
		if step < 3 {
			continue
		}
		f := Crash(ms, 1)
		f.Step = uint64(step)
		w := newWorld(t, Config{Nodes: 2, Link: Link{Latency: Constant(ms)}, Faults: []Fault{f}}, newNode)
		runAll(t, w)
		wantOutputs(t, w, 1, want...)
	}
}

// A shrinker moves and drops faults; then a step may come earlier or later
// than the time that was recorded with it. Time must not jump.
func TestTimeNeverRunsBackwardsWhateverTheSchedule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Config{Nodes: 4, Record: Everything, Link: Link{Latency: Uniform(0, 5*ms)}}
		for range rapid.IntRange(0, 8).Draw(t, "faults") {
			f := anyFault(t, ID(rapid.IntRange(0, 3).Draw(t, "node")))
			f.At = time.Duration(rapid.IntRange(0, 60).Draw(t, "at")) * ms
			f.Step = uint64(rapid.IntRange(0, 60).Draw(t, "step"))
			c.Faults = append(c.Faults, f)
			c.Requests = append(c.Requests, Request{f.When, f.Node, number{1}})
		}
		w, err := New(c, echo)
		if err != nil {
			t.Fatal(err)
		}
		if stop := w.Run(100 * ms); stop.Why != TimeUp {
			t.Fatalf("%v", stop)
		}
		before := time.Duration(0)
		for _, e := range w.Trace().Events {
			if e.At < before {
				t.Fatalf("time runs back\n%s", traceText(w))
			}
			before = e.At
		}
		wantReplay(t, w, echo)
	})
}

func TestRequestsComeAfterFaultsAndBeforeEvents(t *testing.T) {
	c := Config{Nodes: 2, Link: Link{Latency: Constant(5 * ms)}, Faults: []Fault{StepClock(5*ms, 1, time.Hour)},
		Requests: []Request{{When{At: 5 * ms}, 1, number{1}}, {When{At: 5 * ms}, 1, number{2}}}}
	w := newWorld(t, c, cast(
		script{start: func(env Env) { env.Send(1, number{3}) }},
		script{receive: func(env Env, _ ID, m any) {
			if env.Now() < time.Hour {
				t.Error("the fault has not happened")
			}
			env.Output(m.(number).N)
		}},
	))
	runAll(t, w)
	wantOutputs(t, w, 1, 1, 2, 3)
}

func TestEqualMomentsKeepTheOrderOfTheList(t *testing.T) {
	c := Config{Nodes: 1, Faults: []Fault{StepClock(2*ms, 0, 1), Restart(ms, 0), StepClock(2*ms, 0, 2), StepClock(ms, 0, 3), StepClock(2*ms, 0, 4)}}
	w := newWorld(t, c, cast())
	runAll(t, w)
	got := []time.Duration{}
	for _, f := range w.Trace().Faults {
		got = append(got, f.By)
	}
	if !slices.Equal(got, []time.Duration{0, 3, 1, 2, 4}) {
		t.Errorf("happened as %v", got)
	}
}

// Steps that never come happen, at their times, when nothing else is left; a
// later fault by time does not wait for them.
func TestAStepThatNeverComesHoldsNothingBack(t *testing.T) {
	late := StepClock(5*ms, 0, 1)
	late.Step = 1000
	w := newWorld(t, Config{Nodes: 1, Faults: []Fault{late, StepClock(7*ms, 0, 2), StepClock(ms, 0, 3)}}, cast(script{
		start: func(env Env) { env.SetTimer("t", 20*ms) },
	}))
	runAll(t, w)
	got := []any{}
	for _, f := range w.Trace().Faults {
		got = append(got, f.At, f.By)
	}
	if want := []any{ms, time.Duration(3), 7 * ms, time.Duration(2), 20 * ms, time.Duration(1)}; !slices.Equal(got, want) {
		t.Errorf("happened %v, want %v", got, want)
	}
}
