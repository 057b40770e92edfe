package sim

import (
	"slices"
	"strings"
	"testing"
)

func TestOmissionsHappenAtTheirRate(t *testing.T) {
	const n = draws
	for _, f := range []Fault{OmitSend(0, 0, 0.2), OmitReceive(0, 1, 0.2)} {
		w := runFlood(t, n, Config{Seed: 1, Faults: []Fault{f}})
		wantRate(t, f.String(), int(w.Stats().Omitted), n, 0.2)
		if s := w.Stats(); s.Omitted+s.Delivered != n || s.Lost != 0 {
			t.Errorf("%v: %v", f, s)
		}
	}
	w := runFlood(t, n, Config{Seed: 1, Faults: []Fault{OmitSend(0, 1, 1), OmitReceive(0, 0, 1)}})
	if s := w.Stats(); s.Omitted != 0 {
		t.Errorf("the wrong direction: %v", s)
	}
}

// Sender's omissions, receiver's, losses and copies are drawn apart.
func TestOmissionsAreIndependentOfEachOther(t *testing.T) {
	const n = draws
	w := runFlood(t, n, Config{Seed: 2, Link: Link{Loss: 0.5, Duplicate: 0.5}, Faults: []Fault{OmitSend(0, 0, 0.5), OmitReceive(0, 1, 0.5)}})
	times := make([]int, n+1)
	for _, v := range outputsOf(w, 1) {
		times[v.(int)]++
	}
	counts := make([]int, 3)
	for _, k := range times[1:] {
		counts[k]++
	}
	// Two copies: sent, not lost, copied, received twice; and so on.
	twice, once := 0.25*0.5*0.25, 0.25*(0.5*0.5+0.5*0.5)
	expected := []float64{n * (1 - once - twice), n * once, n * twice}
	if p := chiSquare(counts, func(i int) float64 { return expected[i] }); p < unlikely {
		t.Errorf("received never, once, twice: %v, want %v: chance %.2g", counts, expected, p)
	}
}

func TestOmissionsEnd(t *testing.T) {
	for what, end := range map[string][]Fault{
		"by chance 0":     {OmitSend(5*ms+1, 0, 0), OmitReceive(5*ms+1, 1, 0)},
		"by a heal":       {Heal(5*ms + 1)},
		"not by a reboot": {Crash(5*ms+1, 1), Restart(5*ms+1, 1), Heal(5*ms + 2)},
	} {
		w := runFlood(t, 8, Config{Record: Everything, Faults: append([]Fault{OmitSend(0, 0, 1), OmitReceive(0, 1, 1)}, end...)})
		if got := outputsOf(w, 1); !slices.Equal(got, []any{6, 7, 8}) {
			t.Errorf("%s: %v\n%s", what, got, traceText(w))
		}
	}
	text := traceText(runFlood(t, 20, Config{Record: Everything, Faults: []Fault{OmitSend(0, 0, 0.5), OmitReceive(0, 1, 1)}}))
	for _, want := range []string{"node 0 omits to send with chance 0.5", "node 1 omits to receive with chance 1", "is gone: unheard"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestOmissionSparesRequestsAndMessagesToOneself(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1, Faults: []Fault{OmitSend(0, 0, 1), OmitReceive(0, 0, 1)}, Requests: []Request{{When{At: ms}, 0, number{1}}}},
		cast(script{receive: func(env Env, from ID, m any) {
			env.Output(from)
			if from == Outside {
				env.Send(0, m)
			}
		}}))
	runAll(t, w)
	wantOutputs(t, w, 0, Outside, ID(0))
}

// Messages go every millisecond; the link is cut for 3 ms of every 5.
func TestFlappingCutsAndMendsAgainAndAgain(t *testing.T) {
	flapping := Flap(10*ms-1, 22*ms-1, 3*ms, 2*ms, Group{0}, Group{1})
	w := runFlood(t, 30, Config{Nodes: 3, Record: Everything, Faults: append(flapping, Partition(0, Group{0}, Group{2}))})
	var want []any
	for i := 1; i <= 30; i++ {
		if i < 10 || i >= 22 || (i-10)%5 >= 3 {
			want = append(want, i)
		}
	}
	wantOutputs(t, w, 1, want...)
	if !w.network.isCut(0, 2) || len(w.network.cuts) != 2 {
		t.Errorf("flapping healed another cut: %v", w.network.cuts)
	}
	if !strings.Contains(traceText(w), "heal {0} | {1}") {
		t.Error(traceText(w))
	}
}

func TestFlapEndsWhole(t *testing.T) {
	faults := Flap(0, 7, 3, 2, Group{0}, Group{1})
	last := faults[len(faults)-1]
	if len(faults) != 4 || last.Kind != FaultHeal || last.At != 7 {
		t.Errorf("%v", faults)
	}
	defer func() {
		if recover() == nil {
			t.Error("a flap without duration was accepted")
		}
	}()
	Flap(0, 1, 0, 0, Group{0}, Group{1})
}

func TestHealBetweenMendsThoseLinksOnly(t *testing.T) {
	n := network{config: &Config{Nodes: 4}}
	n.cuts = []cut{{a: newSet(Group{0, 1}), b: newSet(Group{2, 3})}}
	n.heal(HealBetween(0, Group{2}, Group{0}))
	for pair, want := range map[[2]ID]bool{{0, 2}: false, {2, 0}: false, {0, 3}: true, {1, 2}: true, {3, 1}: true} {
		if n.isCut(pair[0], pair[1]) != want {
			t.Errorf("%v is cut: %v", pair, !want)
		}
	}
	n.cuts = append(n.cuts, cut{a: newSet(Group{0}), b: newSet(Group{2}), oneWay: true})
	if !n.isCut(0, 2) || n.isCut(2, 0) {
		t.Error("a later cut does not count")
	}
	n.heal(Heal(0))
	if len(n.cuts) != 0 {
		t.Error("a heal of everything left something")
	}
}

// A partition need not be transitive: 0 and 1 do not hear each other while
// both reach 2, who carries the message over.
func TestAPartitionThatIsNotTransitive(t *testing.T) {
	w := newWorld(t, Config{Nodes: 3, Faults: []Fault{Partition(0, Group{0}, Group{1})}}, cast(
		script{start: func(env Env) { Broadcast(env, number{1}) }},
		script{receive: func(env Env, from ID, _ any) { env.Output(from) }},
		script{receive: func(env Env, from ID, m any) { env.Send(1-from, m) }},
	))
	runAll(t, w)
	wantOutputs(t, w, 1, ID(2))
	if s := w.Stats(); s.Cut != 1 || s.Delivered != 2 {
		t.Errorf("%v", s)
	}
}
