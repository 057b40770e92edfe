package lesson

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/faultline-go/faultline/pkg/sim"
)

type event struct {
	Node sim.ID
	N    int
}

type note struct{ From event }

// link is an output: the event itself, and the event whose message it handles.
type link struct {
	Self, Cause event
	Received    bool
}

// gossip outputs a link at each event and sends to random peers.
type gossip struct{ n int }

func (g *gossip) step(env sim.Env, cause event, received bool) event {
	g.n++
	self := event{env.ID(), g.n}
	env.Output(link{self, cause, received})
	return self
}

func (g *gossip) Start(env sim.Env) { env.SetTimer("send", env.Rand().Duration(wait)) }

func (g *gossip) Timer(env sim.Env, _ string) {
	env.Send(env.Peers()[env.Rand().IntN(len(env.Peers()))], note{g.step(env, event{}, false)})
	g.Start(env)
}

func (g *gossip) Receive(env sim.Env, _ sim.ID, message any) { g.step(env, message.(note).From, true) }

var wait = sim.Exponential(20 * time.Millisecond)

// TestPairsIsTheTransitiveClosure compares with the closure computed, the slow
// way, from what the nodes themselves say about each event's cause.
func TestPairsIsTheTransitiveClosure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := Run(sim.Config{
			Nodes: rapid.IntRange(2, 5).Draw(t, "nodes"), Seed: rapid.Uint64().Draw(t, "seed"),
			Link: sim.Link{Latency: sim.Exponential(20 * time.Millisecond), Loss: 0.2, Duplicate: 0.2},
		}, 100*time.Millisecond, func(sim.ID) sim.Node { return &gossip{} })
		var links []link
		index := map[event]int{}
		for i, out := range w.Outputs() {
			links = append(links, out.Value.(link))
			index[links[i].Self] = i
		}
		want := closure(links, index)
		visited := 0
		Pairs(w.Trace(), func(a, b any, before bool) {
			i, k := index[a.(link).Self], index[b.(link).Self]
			visited++
			if before != want[i][k] || want[k][i] {
				t.Fatalf("%+v before %+v: got %v, want %v", a, b, before, want[i][k])
			}
		})
		if n := len(links); visited != n*(n-1)/2 {
			t.Fatalf("%d pairs visited of %d outputs", visited, n)
		}
	})
}

func closure(links []link, index map[event]int) [][]bool {
	before := make([][]bool, len(links))
	for i := range before {
		before[i] = make([]bool, len(links))
	}
	for k, l := range links {
		if l.Self.N > 1 {
			before[index[event{l.Self.Node, l.Self.N - 1}]][k] = true
		}
		if l.Received {
			before[index[l.Cause]][k] = true
		}
	}
	for via := range links {
		for i := range links {
			for k := range links {
				before[i][k] = before[i][k] || before[i][via] && before[via][k]
			}
		}
	}
	return before
}

// relay passes on what it receives and outputs nothing but the beginning and
// the end, and "alone", which has no cause.
type relay struct{}

func (relay) Start(env sim.Env) {
	switch env.ID() {
	case 0:
		env.Output("first")
		env.Send(1, note{})
	case 3:
		env.SetTimer("alone", 2*time.Second)
	}
}

func (relay) Receive(env sim.Env, _ sim.ID, m any) {
	if env.ID() < 2 {
		env.Send(env.ID()+1, m)
		return
	}
	env.SetTimer("last", 3*time.Second)
}

func (relay) Timer(env sim.Env, name string) { env.Output(name) }

func TestPairsAlongEventsWithoutOutput(t *testing.T) {
	w := Run(sim.Config{Nodes: 4, Seed: 1}, 5*time.Second, func(sim.ID) sim.Node { return relay{} })
	want := map[[2]any]bool{{"first", "alone"}: false, {"first", "last"}: true, {"alone", "last"}: false}
	got := map[[2]any]bool{}
	Pairs(w.Trace(), func(a, b any, before bool) { got[[2]any{a, b}] = before })
	if len(got) != len(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for pair, before := range want {
		if got[pair] != before {
			t.Errorf("%v: got %v, want %v", pair, got[pair], before)
		}
	}
}
