package sim

import (
	"slices"
	"testing"
	"time"
)

// flood makes node 0 send n numbers to node 1, one every millisecond; node 1
// outputs what it gets.
func flood(n int) func(ID) Node {
	sent := 0
	return cast(
		script{
			start: func(env Env) { env.SetTimer("send", ms) },
			timer: func(env Env, name string) {
				sent++
				env.Send(1, number{sent})
				if sent < n {
					env.SetTimer(name, ms)
				}
			},
		},
		script{receive: func(env Env, _ ID, m any) { env.Output(m.(number).N) }},
	)
}

func runFlood(t *testing.T, n int, c Config) *World {
	t.Helper()
	if c.Nodes == 0 {
		c.Nodes = 2
	}
	w := newWorld(t, c, flood(n))
	runAll(t, w)
	return w
}

func TestFaultsOfALinkFireAtTheirRates(t *testing.T) {
	const n = draws
	w := runFlood(t, n, Config{Seed: 1, Link: Link{Latency: Constant(ms), Loss: 0.1, Duplicate: 0.03, Reorder: 0.07, HoldBack: Constant(ms)}})
	s := w.Stats()
	wantRate(t, "lost", int(s.Lost), n, 0.1)
	arrived := n - int(s.Lost)
	wantRate(t, "duplicated", int(s.Duplicated), arrived, 0.03)
	wantRate(t, "held back", int(s.Reordered), arrived, 0.07)
	if int(s.Delivered) != arrived+int(s.Duplicated) {
		t.Errorf("%d delivered, want %d and %d copies", s.Delivered, arrived, s.Duplicated)
	}
}

func TestLossDuplicationAndReorderingAreIndependent(t *testing.T) {
	const n = draws
	w := runFlood(t, n, Config{Seed: 2, Record: Everything, Link: Link{Duplicate: 0.5, Reorder: 0.5, HoldBack: Constant(100)}})
	counts := make([]int, 4)
	for _, delays := range latencies(w) {
		kind := len(delays) - 1
		if slices.Contains(delays, 100) {
			kind += 2
		}
		counts[kind]++
	}
	if p := chiSquare(counts, func(int) float64 { return n / 4 }); p < unlikely {
		t.Errorf("counts %v have chance %.2g", counts, p)
	}
}

func TestChancesOfZeroAndOne(t *testing.T) {
	s := runFlood(t, 1000, Config{Link: Link{Loss: 1}}).Stats()
	if s.Lost != 1000 || s.Delivered != 0 {
		t.Errorf("loss 1: %v", s)
	}
	s = runFlood(t, 1000, Config{Link: Link{Duplicate: 1}}).Stats()
	if s.Duplicated != 1000 || s.Delivered != 2000 {
		t.Errorf("duplicate 1: %v", s)
	}
	s = runFlood(t, 1000, Config{}).Stats()
	if s.Delivered != 1000 || s.Lost+s.Duplicated+s.Reordered != 0 {
		t.Errorf("perfect link: %v", s)
	}
}

func TestDelaysFollowTheLatencyLaw(t *testing.T) {
	w := runFlood(t, draws, Config{Seed: 3, Record: Everything, Link: Link{Latency: continuous[3].law}})
	xs := []float64{}
	for _, delays := range latencies(w) {
		xs = append(xs, float64(delays[0]))
	}
	if len(xs) != draws {
		t.Fatalf("%d delays", len(xs))
	}
	if p := kolmogorov(xs, continuous[3].cdf); p < unlikely {
		t.Errorf("delays like these have chance %.2g", p)
	}
}

func TestACopyHasADelayOfItsOwn(t *testing.T) {
	w := runFlood(t, 1000, Config{Seed: 3, Record: Everything, Link: Link{Latency: Exponential(ms), Duplicate: 1}})
	same := 0
	for _, delays := range latencies(w) {
		if delays[0] == delays[1] {
			same++
		}
	}
	if same > 1 {
		t.Errorf("%d of 1000 copies took as long as the original", same)
	}
}

func TestMessagesOvertakeUnlessFIFO(t *testing.T) {
	link := Link{Latency: Exponential(10 * ms), Duplicate: 0.1}
	free := runFlood(t, 1000, Config{Seed: 4, Link: link})
	link.FIFO = true
	fifo := runFlood(t, 1000, Config{Seed: 4, Link: link})
	inOrder := func(w *World) bool {
		return slices.IsSortedFunc(outputsOf(w, 1), func(a, b any) int { return a.(int) - b.(int) })
	}
	if inOrder(free) || !inOrder(fifo) {
		t.Errorf("in order: free %v, FIFO %v", inOrder(free), inOrder(fifo))
	}
}

func TestReorderLetsLaterMessagesOvertake(t *testing.T) {
	w := runFlood(t, 1000, Config{Seed: 4, Link: Link{Latency: Constant(5 * ms), Reorder: 0.1, HoldBack: Constant(1500 * time.Microsecond)}})
	overtaken := 0
	got := outputsOf(w, 1)
	for i := 1; i < len(got); i++ {
		if got[i].(int) < got[i-1].(int) {
			overtaken++
		}
	}
	if held := int(w.Stats().Reordered); overtaken == 0 || overtaken > held {
		t.Errorf("%d overtaken, %d held back", overtaken, held)
	}
}

func TestInstantMessagesKeepTheirOrder(t *testing.T) {
	w := newWorld(t, Config{Nodes: 2}, cast(
		script{start: func(env Env) {
			for i := range 100 {
				env.Send(1, number{i})
			}
		}},
		script{receive: func(env Env, _ ID, m any) { env.Output(m.(number).N) }},
	))
	runAll(t, w)
	for i, v := range outputsOf(w, 1) {
		if v != i {
			t.Fatalf("message %d came in place %d", v, i)
		}
	}
}

func TestTheLastLinkRuleThatFitsWins(t *testing.T) {
	w := newWorld(t, Config{Nodes: 4, Record: Everything, Link: Link{Latency: Constant(ms)}, Links: []LinkRule{
		{Any, 2, Link{Latency: Constant(2 * ms)}},
		{0, Any, Link{Latency: Constant(3 * ms)}},
		{0, 3, Link{Latency: Constant(4 * ms)}},
		{3, 0, Link{Latency: Constant(9 * ms)}},
	}}, func(ID) Node { return &script{start: func(env Env) { Broadcast(env, number{}) }} })
	runAll(t, w)
	for name, delays := range latencies(w) {
		want := ms
		switch {
		case name.From == 0 && name.To == 3:
			want = 4 * ms
		case name.From == 3 && name.To == 0:
			want = 9 * ms
		case name.From == 0:
			want = 3 * ms
		case name.To == 2:
			want = 2 * ms
		}
		if delays[0] != want {
			t.Errorf("message %v took %v, want %v", name, delays[0], want)
		}
	}
}

func TestSetLinkChangesTheLawFromItsMoment(t *testing.T) {
	w := runFlood(t, 10, Config{Record: Everything, Link: Link{Latency: Constant(ms)}, Faults: []Fault{
		SetLink(5*ms, Group{0}, Group{1}, Link{Latency: Constant(7 * ms)}), SetLink(8*ms, Group{1}, Group{0}, Link{Loss: 1}),
	}})
	for name, delays := range latencies(w) {
		want := ms
		if name.N >= 5 {
			want = 7 * ms
		}
		if delays[0] != want {
			t.Errorf("message %v took %v, want %v", name, delays[0], want)
		}
	}
}

func TestDecisionsOverrideFate(t *testing.T) {
	w := runFlood(t, 4, Config{Record: Everything, Link: Link{Latency: Constant(ms), Loss: 1}, Decisions: []Decision{
		{MessageName{0, 1, 1}, []time.Duration{9 * ms}},
		{MessageName{0, 1, 2}, nil},
		{MessageName{0, 1, 3}, []time.Duration{0, 2 * ms, 5 * ms}},
	}})
	wantOutputs(t, w, 1, 3, 3, 3, 1)
	copies := []uint8{}
	for _, e := range w.Trace().Events {
		if e.Kind == EventDeliver {
			copies = append(copies, e.Copy)
		}
	}
	if !slices.Equal(copies, []uint8{1, 2, 3, 1}) {
		t.Errorf("copies %v arrived", copies)
	}
	if s := w.Stats(); s.Lost != 2 || s.Duplicated != 2 {
		t.Errorf("counts: %v", s)
	}
}

func TestAMessageToOneselfIsInstantAndCertain(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1, Link: Link{Latency: Constant(time.Hour), Loss: 1}}, cast(script{
		start:   func(env Env) { env.Send(0, number{1}) },
		receive: func(env Env, from ID, _ any) { env.Output(from) },
	}))
	runAll(t, w)
	wantOutputs(t, w, 0, ID(0))
	if w.Now() != 0 {
		t.Errorf("it took until %v", w.Now())
	}
}

func TestSparseTablesAreTheSameAsDenseOnes(t *testing.T) {
	r := NewRand(1)
	dense, sparse := newTable[int64](manyProcesses, nil), newTable[int64](manyProcesses+1, nil)
	for range 20_000 {
		from, to := ID(r.IntN(100))-1, ID(r.IntN(1000))
		*dense.at(from, to)++
		*sparse.at(from, to)++
		if a, b := *dense.at(from, to), *sparse.at(from, to); a != b {
			t.Fatalf("%d>%d: %d, sparse %d", from, to, a, b)
		}
	}
}
