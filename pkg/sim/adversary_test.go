package sim

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func asynchronous(fair uint64) Timing { return Timing{Model: Asynchronous, Fair: fair} }

func oppose(t testing.TB, w *World, a Adversary) {
	t.Helper()
	if err := w.Oppose(a); err != nil {
		t.Fatal(err)
	}
}

// burstOf sends n numbers at once, and node 1 outputs them as they come.
func burstOf(n int) func(ID) Node {
	return cast(script{start: func(env Env) {
		for i := range n {
			env.Send(1, number{i})
		}
	}}, script{receive: func(env Env, _ ID, m any) { env.Output(m.(number).N) }})
}

func last(pending []Pending) int { return len(pending) - 1 }

func TestAnAdversaryPicksEveryOrder(t *testing.T) {
	seen := map[string]bool{}
	for seed := range uint64(200) {
		w := newWorld(t, Config{Nodes: 2, Timing: asynchronous(0)}, burstOf(3))
		oppose(t, w, Shuffled(seed))
		runAll(t, w)
		text := ""
		for _, v := range outputsOf(w, 1) {
			text += string(rune('0' + v.(int)))
		}
		seen[text] = true
	}
	if len(seen) != 6 {
		t.Errorf("the orders of three messages were %v", seen)
	}
	w := newWorld(t, Config{Nodes: 2, Timing: asynchronous(0)}, burstOf(5))
	oppose(t, w, last)
	runAll(t, w)
	wantOutputs(t, w, 1, 4, 3, 2, 1, 0)
}

func TestAnAdversarySeesNamesAgesAndContents(t *testing.T) {
	w := newWorld(t, Config{Nodes: 2, Timing: asynchronous(0), Link: Link{Duplicate: 1}}, burstOf(2))
	calls := 0
	oppose(t, w, func(pending []Pending) int {
		if calls++; calls == 1 {
			want := []Pending{
				{MessageName{0, 1, 1}, 1, 0, 1, number{0}}, {MessageName{0, 1, 1}, 2, 0, 1, number{0}},
				{MessageName{0, 1, 2}, 1, 0, 1, number{1}}, {MessageName{0, 1, 2}, 2, 0, 1, number{1}},
			}
			for i := range pending {
				pending[i].Waited = min(pending[i].Waited, 1)
			}
			if !slices.Equal(pending, want) {
				t.Errorf("it sees %v, want %v", pending, want)
			}
		}
		return 0
	})
	runAll(t, w)
	wantOutputs(t, w, 1, 0, 0, 1, 1)
}

func TestAnAdversaryRespectsFIFO(t *testing.T) {
	w := newWorld(t, Config{Nodes: 2, Timing: asynchronous(0), Link: Link{FIFO: true}}, burstOf(50))
	oppose(t, w, last)
	runAll(t, w)
	if got := outputsOf(w, 1); len(got) != 50 || !slices.IsSortedFunc(got, func(a, b any) int { return a.(int) - b.(int) }) {
		t.Errorf("they came as %v", got)
	}
}

// An adversary that only delivers when it must: timers fire first.
func TestAnAdversaryMayLetTimersFireFirst(t *testing.T) {
	newNode := func(id ID) Node {
		fired := 0
		return &script{
			start: func(env Env) { env.SetTimer("t", ms); env.Send(1-id, number{}) },
			timer: func(env Env, name string) {
				if fired++; fired < 10 {
					env.SetTimer(name, ms)
				}
			},
			receive: func(env Env, _ ID, _ any) { env.Output(fired) },
		}
	}
	w := newWorld(t, Config{Nodes: 2, Timing: asynchronous(0)}, newNode)
	oppose(t, w, func([]Pending) int {
		if w.Now() < 7*ms {
			return -1
		}
		return 0
	})
	runAll(t, w)
	wantOutputs(t, w, 0, 7)
	wantOutputs(t, w, 1, 7)
}

func TestAnUnfairAdversaryIsFoundAndNamed(t *testing.T) {
	starve := func(pending []Pending) int {
		for i, p := range pending {
			if p.Message.To != 2 {
				return i
			}
		}
		return -1
	}
	pingPong := func(id ID) Node {
		return &script{
			start:   func(env Env) { Broadcast(env, number{}) },
			receive: func(env Env, from ID, m any) { env.Send(from, m) },
		}
	}
	w := newWorld(t, Config{Nodes: 3, Timing: asynchronous(40)}, pingPong)
	oppose(t, w, starve)
	stop := w.RunUntil(nil)
	if stop.Why != Failed || !errors.Is(stop.Err, ErrUnfair) || !strings.Contains(stop.Err.Error(), "message 0>2#1 from n0 to n2 is still under way 40 events") {
		t.Errorf("%v", stop)
	}
	// The same run from its schedule is unfair at the same event.
	again := newWorld(t, w.Schedule(), pingPong)
	if stop := again.RunUntil(nil); !errors.Is(stop.Err, ErrUnfair) || again.Steps() != w.Steps() || again.Checksum() != w.Checksum() {
		t.Errorf("replayed: %v after %d steps, it was %d", stop, again.Steps(), w.Steps())
	}
	w = newWorld(t, Config{Nodes: 3, Timing: asynchronous(40), Budget: Budget{Events: 2000}}, pingPong)
	oppose(t, w, Fairly(40, starve))
	if stop := w.RunUntil(nil); stop.Why != BudgetSpent {
		t.Errorf("restrained: %v", stop)
	}
}

func TestWithholdingForEverIsUnfair(t *testing.T) {
	never := func([]Pending) int { return -1 }
	w := newWorld(t, Config{Nodes: 2, Timing: asynchronous(1000)}, burstOf(1))
	oppose(t, w, never)
	if stop := w.RunUntil(nil); !errors.Is(stop.Err, ErrUnfair) || !strings.Contains(stop.Err.Error(), "nothing else can happen") {
		t.Errorf("%v", stop)
	}
	w = newWorld(t, Config{Nodes: 2, Timing: asynchronous(0)}, burstOf(1))
	oppose(t, w, never)
	if stop := w.RunUntil(nil); stop.Why != Quiet {
		t.Errorf("%v", stop)
	}
}

// Decisions and laws can be unfair too, without any adversary.
func TestFairnessIsCheckedWithoutAnAdversary(t *testing.T) {
	ticking := func(id ID) Node {
		return &script{
			start: func(env Env) { env.SetTimer("t", ms); env.Send(1-id, number{}) },
			timer: func(env Env, name string) { env.SetTimer(name, ms) },
		}
	}
	c := Config{Nodes: 2, Timing: asynchronous(20), Link: Link{Latency: Constant(5 * ms)}}
	w := newWorld(t, c, ticking)
	if stop := w.Run(50 * ms); stop.Why != TimeUp {
		t.Errorf("%v", stop)
	}
	c.Link.Latency = Constant(15 * ms)
	w = newWorld(t, c, ticking)
	if stop := w.Run(50 * ms); !errors.Is(stop.Err, ErrUnfair) || !strings.Contains(stop.Err.Error(), "0>1#1") || !strings.Contains(stop.Err.Error(), "Timing.Fair allows 20") {
		t.Errorf("%v", stop)
	}
}

// Whatever an adversary does, with every other fault, its schedule repeats
// the run without it.
func TestAnAdversarysRunReplaysWithoutIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := richConfig(rapid.Uint64Range(0, 50).Draw(t, "seed"))
		c.Timing = asynchronous(uint64(rapid.SampledFrom([]int{0, 1000}).Draw(t, "fair")))
		c.Decisions = nil
		if rapid.Bool().Draw(t, "rare") {
			c.Link.Burst, c.Link.Corrupt, c.Link.Bandwidth = &Burst{0.1, 0.3, 0.9}, 0.1, 20_000
		}
		w, err := New(c, richNode)
		if err != nil {
			t.Fatal(err)
		}
		seed := rapid.Uint64().Draw(t, "adversary")
		r := NewRand(seed)
		if err := w.Oppose(func(pending []Pending) int { return r.IntN(len(pending)+1) - 1 }); err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(0, 5).Draw(t, "acts") {
			for range rapid.IntRange(0, 20).Draw(t, "steps") {
				w.Step()
			}
			if w.failure != nil {
				break
			}
			if err := first(w.Apply(anyFault(t, ID(rapid.IntRange(0, 3).Draw(t, "node")))), w.Request(0, ask{9})); err != nil {
				t.Fatal(err)
			}
		}
		w.Run(300 * ms)
		if w.failure != nil && !errors.Is(w.failure, ErrUnfair) {
			t.Fatal(w.failure)
		}
		if w.failure == nil {
			wantReplay(t, w, richNode)
		}
	})
}

// An adversary orders the messages, not the law that holds some back, neither
// from the beginning nor from a SetLink on: or a replay would count others.
func TestAnAdversaryTakesThePlaceOfReordering(t *testing.T) {
	slow := Link{Reorder: 1, HoldBack: Constant(ms)}
	w := newWorld(t, Config{Nodes: 2, Timing: asynchronous(0), Link: slow, Faults: []Fault{SetLink(5*ms, Group{0}, Group{1}, slow)}}, flood(10))
	oppose(t, w, last)
	runAll(t, w)
	if s := w.Stats(); s.Reordered != 0 || s.Delivered != 10 {
		t.Errorf("%v, %d held back", s, s.Reordered)
	}
	wantReplay(t, w, flood(10))
}

// How a run is driven does not matter to it, adversary or not.
func TestAnAdversaryIsAskedOnceHoweverTheRunIsDriven(t *testing.T) {
	begin := func() *World {
		c := richConfig(3)
		c.Timing, c.Decisions = asynchronous(0), nil
		w := newWorld(t, c, richNode)
		r := NewRand(1)
		oppose(t, w, func(pending []Pending) int { return r.IntN(len(pending)+1) - 1 })
		return w
	}
	whole, pieces := begin(), begin()
	whole.RunUntil(func(w *World) bool { return w.Steps() >= 1000 })
	for pieces.Steps() < 1000 && pieces.Step() {
		pieces.nextMoment()
	}
	if whole.Checksum() != pieces.Checksum() || whole.Steps() < 500 {
		t.Errorf("after %d and %d steps the runs differ", whole.Steps(), pieces.Steps())
	}
}

func TestMisuseOfAnAdversaryIsSaid(t *testing.T) {
	w := newWorld(t, Config{Nodes: 2, Timing: asynchronous(0)}, burstOf(2))
	for want, err := range map[string]error{
		"Oppose(nil)":              w.Oppose(nil),
		"needs Timing.Model to be": newWorld(t, Config{Nodes: 2}, burstOf(2)).Oppose(last),
		"with 1 Decisions: leave": newWorld(t, Config{Nodes: 2, Timing: asynchronous(0),
			Decisions: []Decision{{MessageName{0, 1, 1}, nil}}}, burstOf(2)).Oppose(last),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	oppose(t, w, func([]Pending) int { return 7 })
	if stop := w.RunUntil(nil); stop.Why != Failed || !strings.Contains(stop.Err.Error(), "the adversary chose message 7 of 2") {
		t.Errorf("%v", stop)
	}
	if err := w.Oppose(last); err == nil || !strings.Contains(err.Error(), "call it before the first") {
		t.Error(err)
	}
}
