package sim

import (
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func drawn(t testing.TB, g Graph, n int, seed uint64) *graph {
	t.Helper()
	if err := (&Config{Nodes: n, Graph: g}).validateGraph(); err != nil {
		t.Fatal(err)
	}
	made, err := g.draw(n, seed)
	if err != nil {
		t.Fatal(err)
	}
	for a := range ID(n) {
		for i, b := range made.peers(a) {
			if b == a || made.slot(b, a) < 0 || made.slot(a, b) != int(made.start[a])+i {
				t.Fatalf("%v: %d lists %d among %v, and %d lists %v", g, a, b, made.peers(a), b, made.peers(b))
			}
		}
	}
	return made
}

func TestGraphsHaveTheNeighboursOfTheirKind(t *testing.T) {
	for _, c := range []struct {
		graph Graph
		nodes int
		want  [][]ID // of the first few
	}{
		{Graph{Kind: Ring, Size: 1}, 5, [][]ID{{1, 4}, {2, 0}, {3, 1}, {4, 2}, {0, 3}}},
		{Graph{Kind: Ring, Size: 2}, 4, [][]ID{{1, 2, 3}, {2, 3, 0}}},
		{Graph{Kind: Ring, Size: 1}, 2, [][]ID{{1}, {0}}},
		{Graph{Kind: Grid, Size: 3}, 8, [][]ID{{1, 3}, {2, 4, 0}, {5, 1}, {4, 6, 0}, {5, 7, 1, 3}, {2, 4}, {7, 3}, {4, 6}}},
		{Graph{Kind: Grid, Size: 1}, 3, [][]ID{{1}, {2, 0}, {1}}},
		{Graph{Kind: Given, Edges: [][2]ID{{2, 0}, {1, 2}}}, 4, [][]ID{{2}, {2}, {0, 1}, {}}},
		{Graph{Kind: SmallWorld, Size: 2}, 4, [][]ID{{1, 3}, {2, 0}}},
		{Graph{Kind: RandomRegular, Size: 3}, 4, [][]ID{{1, 2, 3}, {2, 3, 0}}},
		{Graph{Kind: RandomRegular, Size: 1}, 2, [][]ID{{1}, {0}}},
	} {
		g := drawn(t, c.graph, c.nodes, 1)
		for id, want := range c.want {
			if got := g.peers(ID(id)); !slices.Equal(got, want) {
				t.Errorf("%+v of %d: neighbours of %d are %v, want %v", c.graph, c.nodes, id, got, want)
			}
		}
	}
}

func TestRandomGraphsKeepTheirPromises(t *testing.T) {
	for n := 4; n < 40; n++ {
		for size := 2; size < n; size++ {
			for seed := range uint64(3) {
				if n*size%2 == 0 {
					g := drawn(t, Graph{Kind: RandomRegular, Size: size}, n, seed)
					for id := range ID(n) {
						if len(g.peers(id)) != size {
							t.Fatalf("%d of %d nodes has %d neighbours, want %d", id, n, len(g.peers(id)), size)
						}
					}
					if !g.connected() {
						t.Fatalf("a regular graph of %d nodes and degree %d is not connected", n, size)
					}
				}
				if size%2 == 0 {
					g := drawn(t, Graph{Kind: SmallWorld, Size: size, Chance: 0.3}, n, seed)
					if len(g.to) != n*size || !g.connected() {
						t.Fatalf("a small world of %d nodes and degree %d has %d directions", n, size, len(g.to))
					}
				}
			}
		}
	}
}

func TestGraphsDependOnTheSeedAlone(t *testing.T) {
	for _, g := range []Graph{{Kind: RandomRegular, Size: 4}, {Kind: SmallWorld, Size: 4, Chance: 0.5}} {
		a, b, c := drawn(t, g, 100, 1), drawn(t, g, 100, 1), drawn(t, g, 100, 2)
		if !slices.Equal(a.to, b.to) || slices.Equal(a.to, c.to) {
			t.Errorf("%v: the same seed gives the same: %v, another seed: %v", g, slices.Equal(a.to, b.to), slices.Equal(a.to, c.to))
		}
	}
}

// In a random regular graph every pair is an edge equally often, and a small
// world rewires as many edges as it should, to everybody alike.
func TestRandomGraphsAreUniform(t *testing.T) {
	const n, rounds = 12, 8000
	pairs, far := make([]int, 0, n*n), make([]int, n-3)
	counts := [n][n]int{}
	for seed := range uint64(rounds) {
		g := drawn(t, Graph{Kind: RandomRegular, Size: 3}, n, seed)
		for a := range ID(n) {
			for _, b := range g.peers(a) {
				counts[a][b]++
			}
		}
		for _, b := range drawn(t, Graph{Kind: SmallWorld, Size: 2, Chance: 0.2}, n, seed).peers(0) {
			if b != 1 && b != n-1 {
				far[b-2]++
			}
		}
	}
	for a := range n {
		pairs = append(pairs, counts[a][a+1:]...)
	}
	if p := chiSquare(pairs, func(int) float64 { return rounds * 3.0 / (n - 1) }); p < unlikely {
		t.Errorf("pairs %v have chance %.2g", pairs, p)
	}
	total := 0
	for _, c := range far {
		total += c
	}
	if p := chiSquare(far, func(int) float64 { return float64(total) / (n - 3) }); p < unlikely {
		t.Errorf("far neighbours %v have chance %.2g", far, p)
	}
}

// Watts and Strogatz (1998), figure 2: clustering falls as (1−p)³.
func TestSmallWorldsClusterAsPublished(t *testing.T) {
	const n, degree = 1000, 10
	clustering := func(p float64) float64 {
		g, sum := drawn(t, Graph{Kind: SmallWorld, Size: degree, Chance: p}, n, 1), 0.0
		for a := range ID(n) {
			peers, linked := g.peers(a), 0
			for i, b := range peers {
				for _, c := range peers[:i] {
					if g.slot(b, c) >= 0 {
						linked++
					}
				}
			}
			sum += float64(linked) / float64(len(peers)*(len(peers)-1)/2)
		}
		return sum / n
	}
	lattice := clustering(0)
	if want := 3.0 * (degree - 2) / (4 * (degree - 1)); math.Abs(lattice-want) > 1e-9 {
		t.Errorf("a lattice clusters by %v, want %v", lattice, want)
	}
	for _, p := range []float64{0.01, 0.1, 0.3} {
		if got, want := clustering(p)/lattice, math.Pow(1-p, 3); math.Abs(got-want) > 0.05 {
			t.Errorf("at %v clustering is %.3f of the lattice's, want %.3f", p, got, want)
		}
	}
}

func TestPeersAreNeighboursAndClientsReachAll(t *testing.T) {
	w := newWorld(t, Config{Nodes: 5, Clients: 1, Graph: Graph{Kind: Ring, Size: 1}}, func(id ID) Node {
		return &script{start: func(env Env) {
			env.Output(len(env.Peers()))
			Broadcast(env, number{int(id)})
			env.Send(5, number{})
		}}
	})
	runAll(t, w)
	for id := range ID(5) {
		wantOutputs(t, w, id, 2)
	}
	wantOutputs(t, w, 5, 5)
	if s := w.Stats(); s.Delivered != 5*2+5+6 {
		t.Errorf("%v", s)
	}
}

func TestSendingToAStrangerIsMisuse(t *testing.T) {
	w := newWorld(t, Config{Nodes: 5, Graph: Graph{Kind: Ring, Size: 1}}, cast(script{start: func(env Env) { env.Send(2, number{}) }}))
	stop := w.RunUntil(nil)
	if stop.Why != Failed || !strings.Contains(stop.Err.Error(), "n0 sent to n2, to which Config.Graph gives it no link") {
		t.Errorf("%v", stop)
	}
}

// Who answers a forged sender cannot know that there is no link.
func TestAnAnswerToAForgedStrangerIsCutOff(t *testing.T) {
	w := newWorld(t, Config{Nodes: 5, Forgeable: true, Graph: Graph{Kind: Ring, Size: 1}}, cast(
		script{start: func(env Env) { Forge(env, 3, 1, number{}) }},
		script{receive: func(env Env, from ID, m any) { env.Output(from); env.Send(from, m) }},
	))
	runAll(t, w)
	wantOutputs(t, w, 1, ID(3))
	if s := w.Stats(); s.Cut != 1 {
		t.Errorf("%v", s)
	}
}

func TestADecisionNeedsALink(t *testing.T) {
	_, err := New(Config{Nodes: 5, Graph: Graph{Kind: Ring, Size: 1}, Decisions: []Decision{{Message: MessageName{0, 2, 1}}}}, cast())
	if err == nil || !strings.Contains(err.Error(), "sim.Config: Decisions[0]: there is no message 0>2#1") {
		t.Error(err)
	}
}

func TestASmallWorldThatCannotBeConnectedIsRefused(t *testing.T) {
	_, err := New(Config{Nodes: 2000, Seed: 3, Graph: Graph{Kind: SmallWorld, Size: 2, Chance: 1}}, cast())
	if err == nil || !strings.Contains(err.Error(), "sim.Config: Graph: none of 20 draws is connected") {
		t.Error(err)
	}
}

// Links of a graph number and remember for themselves, however many there are.
func TestLinkStateIsDenseByEdge(t *testing.T) {
	g := drawn(t, Graph{Kind: RandomRegular, Size: 6}, 2000, 1)
	table := newTable[int](2000, g)
	for a := range ID(2000) {
		for i, b := range g.peers(a) {
			*table.at(a, b) = int(a)*10 + i
		}
		*table.at(a, a) = -int(a)
	}
	for a := range ID(2000) {
		for i, b := range g.peers(a) {
			if *table.at(a, b) != int(a)*10+i {
				t.Fatalf("%d>%d forgot", a, b)
			}
		}
	}
	if len(table.edges) != 12_000 || table.used != 2000 {
		t.Errorf("%d places by edge, %d others", len(table.edges), table.used)
	}
}

func TestAGraphOfAHundredThousandNodesIsSmall(t *testing.T) {
	const n, degree = 100_000, 8
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	g := drawn(t, Graph{Kind: RandomRegular, Size: degree}, n, 1)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if bytes := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) / n; bytes > 4*degree+16 {
		t.Errorf("%d bytes a node for %d neighbours", bytes, degree)
	}
	runtime.KeepAlive(g)
}
