package sim

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestForgingNeedsConfigForgeable(t *testing.T) {
	w := newWorld(t, Config{Nodes: 3}, at(0, teller, func(n Node) Node { return Impersonate(n, 1) }))
	stop := w.RunUntil(nil)
	if stop.Why != Failed || !strings.Contains(stop.Err.Error(), "n0 forged a message from n1: channels are authenticated; set Config.Forgeable") {
		t.Errorf("%v", stop)
	}
	w = newWorld(t, Config{Nodes: 3, Forgeable: true}, at(0, teller, func(n Node) Node { return Impersonate(n, 9) }))
	if stop := w.RunUntil(nil); stop.Why != Failed || !strings.Contains(stop.Err.Error(), "forged a message from 9, which does not exist") {
		t.Errorf("%v", stop)
	}
}

func TestAForgedMessageLooksLikeItsVictims(t *testing.T) {
	for _, busy := range []time.Duration{0, ms / 10} { // at once, and as a later effect
		forger := func(n Node) Node {
			return Delay(Impersonate(Mutate(n, func(env Env, to ID, m any) any {
				env.Busy(busy)
				return number{50 + m.(number).N}
			}), 1), Constant(0))
		}
		w := runByzantine(t, Config{Forgeable: true, Link: Link{Duplicate: 1}}, forger)
		if got := heard(w, 2, 0); len(got) > 0 {
			t.Errorf("2 heard %v from 0", got)
		}
		got := heard(w, 2, 1)
		slices.Sort(got)
		if want := []int{1, 1, 2, 2, 3, 3, 4, 4, 51, 51, 52, 52, 53, 53, 54, 54}; !slices.Equal(got, want) {
			t.Errorf("2 heard %v from 1", got)
		}
		trace := traceText(w)
		for _, line := range []string{"send 0>2#1 to n2: number{N:51} (forged as n1)", "receive 0>2#1 from n0: number{N:51} (forged as n1)"} {
			if !strings.Contains(trace, line) {
				t.Errorf("the trace does not say %q\n%s", line, trace)
			}
		}
	}
}

// A forged message takes the forger's own link: a cut between victim and
// receiver does not stop it, one between forger and receiver does.
func TestAForgedMessageTravelsOnTheForgersLink(t *testing.T) {
	forger := func(n Node) Node { return Impersonate(n, 1) }
	w := runByzantine(t, Config{Forgeable: true, Faults: []Fault{Partition(0, Group{1}, Group{2})}}, forger)
	if got := heard(w, 2, 1); len(got) != 4 {
		t.Errorf("2 heard %v", got)
	}
	w = runByzantine(t, Config{Forgeable: true, Faults: []Fault{Partition(0, Group{0}, Group{2})}}, forger)
	if got := heard(w, 2, 1); !slices.Equal(got, []int{1, 2, 3, 4}) || w.Stats().Cut != 8 {
		t.Errorf("2 heard %v, %v", got, w.Stats())
	}
}
