package sim

import (
	"cmp"
	"slices"
)

// streamGraph is the purpose of the draws that make a graph; see derive.
const streamGraph = 64

// attempts is how many graphs are drawn to find a connected one.
const attempts = 20

// draw makes the graph of a valid Config; nil is the complete one.
func (g Graph) draw(nodes int, seed uint64) (*graph, error) {
	switch g.Kind {
	case Ring:
		return newGraph(lattice(nodes, g.Size)), nil
	case Grid:
		return newGraph(grid(nodes, g.Size)), nil
	case Given:
		return newGraph(given(nodes, g.Edges)), nil
	case RandomRegular, SmallWorld:
		for attempt := range uint64(attempts) {
			r := NewRand(derive(seed, streamGraph, attempt))
			neighbours := regular(nodes, g.Size, r)
			if g.Kind == SmallWorld {
				neighbours = smallWorld(nodes, g.Size, g.Chance, r)
			}
			if neighbours == nil {
				continue
			}
			if made := newGraph(neighbours); made.connected() {
				return made, nil
			}
		}
		return nil, wrong("Graph: none of %d draws is connected: use a larger Size or a smaller Chance", attempts)
	}
	return nil, nil
}

// sortFrom puts IDs in ascending order from id on, and around.
func sortFrom(list []ID, id ID, n int) {
	slices.SortFunc(list, func(a, b ID) int { return cmp.Compare(steps(id, a, n), steps(id, b, n)) })
}

// connect adds an edge to lists of neighbours.
func connect(lists [][]ID, a, b ID) {
	lists[a], lists[b] = append(lists[a], b), append(lists[b], a)
}

// disconnect takes an edge away.
func disconnect(lists [][]ID, a, b ID) {
	for _, e := range [][2]ID{{a, b}, {b, a}} {
		list := lists[e[0]]
		i := slices.Index(list, e[1])
		list[i] = list[len(list)-1]
		lists[e[0]] = list[:len(list)-1]
	}
}

// lattice is a ring where everybody has that many neighbours on each side.
func lattice(n, side int) [][]ID {
	lists := make([][]ID, n)
	for i := range n {
		for d := 1; d <= side; d++ {
			if 2*d == n && i >= d {
				break // opposite each other: one edge, not two
			}
			connect(lists, ID(i), ID((i+d)%n))
		}
	}
	return lists
}

// grid has rows of so many columns, the last row perhaps shorter.
func grid(n, columns int) [][]ID {
	lists := make([][]ID, n)
	for i := range n {
		if (i+1)%columns != 0 && i+1 < n {
			connect(lists, ID(i), ID(i+1))
		}
		if i+columns < n {
			connect(lists, ID(i), ID(i+columns))
		}
	}
	return lists
}

func given(n int, edges [][2]ID) [][]ID {
	lists := make([][]ID, n)
	for _, e := range edges {
		connect(lists, e[0], e[1])
	}
	return lists
}

// smallWorld is the model of Watts and Strogatz (1998): a ring lattice of
// which each edge, with the given chance, keeps one end and gets a random
// other one. Repetitions are avoided.
func smallWorld(n, degree int, p float64, r *Rand) [][]ID {
	lists := lattice(n, degree/2)
	for d := 1; d <= degree/2; d++ {
		for i := range n {
			a, b := ID(i), ID((i+d)%n)
			if !r.Bool(p) || len(lists[a]) >= n-1 {
				continue
			}
			c := ID(r.IntN(n))
			for c == a || slices.Contains(lists[a], c) {
				c = ID(r.IntN(n))
			}
			disconnect(lists, a, b)
			connect(lists, a, c)
		}
	}
	return lists
}

// regular gives everybody the same number of random neighbours, or nothing if
// this draw leads nowhere.
func regular(n, degree int, r *Rand) [][]ID {
	switch {
	case degree == 2: // the connected ones are the orders around a circle
		return circle(n, r)
	case 2*degree >= n: // whom not to know is the smaller choice
		others := pairing(n, n-1-degree, r)
		if others == nil {
			return nil
		}
		return complement(others)
	}
	return pairing(n, degree, r)
}

func circle(n int, r *Rand) [][]ID {
	lists := make([][]ID, n)
	order := r.Perm(n)
	for i, a := range order {
		connect(lists, ID(a), ID(order[(i+1)%n]))
	}
	return lists
}

func complement(lists [][]ID) [][]ID {
	all := make([][]ID, len(lists))
	for i, list := range lists {
		for j := range lists {
			if j != i && !slices.Contains(list, ID(j)) {
				all[i] = append(all[i], ID(j))
			}
		}
	}
	return all
}

// pairing is the configuration model of Bollobás (1980): every node has degree
// ends of edges, and the ends are joined in random pairs. A pair that would be
// a loop or a repetition changes partners with a random edge.
func pairing(n, degree int, r *Rand) [][]ID {
	ends := make([]ID, n*degree)
	for i := range ends {
		ends[i] = ID(i / degree)
	}
	r.Shuffle(len(ends), func(i, j int) { ends[i], ends[j] = ends[j], ends[i] })
	lists := make([][]ID, n)
	store := make([]ID, n*degree)
	for i := range lists {
		lists[i] = store[i*degree : i*degree : (i+1)*degree]
	}
	var colliding [][2]ID
	for i := 0; i < len(ends); i += 2 {
		a, b := ends[i], ends[i+1]
		if a == b || slices.Contains(lists[a], b) {
			colliding = append(colliding, [2]ID{a, b})
			continue
		}
		connect(lists, a, b)
	}
	for _, e := range colliding {
		if !exchange(lists, e[0], e[1], degree, r) {
			return nil
		}
	}
	return lists
}

// exchange replaces a random edge x–y by a–x and b–y.
func exchange(lists [][]ID, a, b ID, degree int, r *Rand) bool {
	for range 1000 {
		x, i := ID(r.IntN(len(lists))), r.IntN(degree)
		if i >= len(lists[x]) {
			continue
		}
		y := lists[x][i]
		if a == x || b == y || slices.Contains(lists[a], x) || slices.Contains(lists[b], y) || a == b && x == y {
			continue
		}
		disconnect(lists, x, y)
		connect(lists, a, x)
		connect(lists, b, y)
		return true
	}
	return false
}

// validateGraph checks what the kind needs, and that nothing else is given.
func (c *Config) validateGraph() error {
	g, n := c.Graph, c.Nodes
	switch {
	case g.Kind > Given:
		return wrong("Graph.Kind is %d: use sim.Complete, Ring, Grid, RandomRegular, SmallWorld or Given", g.Kind)
	case (g.Kind == Complete || g.Kind == Given) && g.Size != 0:
		return wrong("Graph.Size is %d: this kind of graph has no size, leave it 0", g.Size)
	case g.Kind != SmallWorld && g.Chance != 0:
		return wrong("Graph.Chance is %v: only sim.SmallWorld has one", g.Chance)
	case g.Kind != Given && len(g.Edges) > 0:
		return wrong("Graph.Edges: only sim.Given has a list of edges")
	case g.Kind == Given:
		return g.validateEdges(n)
	case g.Kind == Ring && (g.Size < 1 || g.Size > n/2):
		return wrong("Graph.Size is %d: with %d nodes, a ring has 1 to %d neighbours on each side", g.Size, n, n/2)
	case g.Kind == Grid && (g.Size < 1 || g.Size > n):
		return wrong("Graph.Size is %d: a grid of %d nodes has 1 to %d columns", g.Size, n, n)
	case g.Kind == RandomRegular && (g.Size < 1 || g.Size >= n || g.Size == 1 && n > 2):
		return wrong("Graph.Size is %d: a connected regular graph of %d nodes has a degree from 2 to %d", g.Size, n, n-1)
	case g.Kind == RandomRegular && n%2 == 1 && g.Size%2 == 1:
		return wrong("Graph.Size is %d: with an odd number of nodes (%d) the degree must be even", g.Size, n)
	case g.Kind == SmallWorld && (g.Size < 2 || g.Size%2 == 1 || g.Size >= n):
		return wrong("Graph.Size is %d: a small world of %d nodes has an even degree from 2 to %d", g.Size, n, n-1)
	case g.Size > 0 && g.Kind != Grid && 2*g.Size > mostDirections/n:
		return wrong("Graph.Size is %d: %d nodes would have too many links: at most %d directions are possible", g.Size, n, mostDirections)
	}
	if err := probability("Chance", g.Chance); err != nil {
		return wrong("Graph.%w", err)
	}
	return nil
}

func (g Graph) validateEdges(n int) error {
	if len(g.Edges) > mostDirections/2 {
		return wrong("Graph.Edges has %d edges: at most %d are possible", len(g.Edges), mostDirections/2)
	}
	seen := make(map[[2]ID]bool, len(g.Edges))
	for i, e := range g.Edges {
		a, b := min(e[0], e[1]), max(e[0], e[1])
		switch {
		case a < 0 || int(b) >= n:
			return wrong("Graph.Edges[%d] is %d–%d: it joins servers, whose IDs go from 0 to %d", i, e[0], e[1], n-1)
		case a == b:
			return wrong("Graph.Edges[%d] joins %d to itself: leave it out", i, a)
		case seen[[2]ID{a, b}]:
			return wrong("Graph.Edges[%d] is %d–%d, which is there already: give each edge once", i, e[0], e[1])
		}
		seen[[2]ID{a, b}] = true
	}
	return nil
}

// decidable refuses Decisions about links that the graph does not have.
func (c *Config) decidable(g *graph) error {
	for i, d := range c.Decisions {
		if m := d.Message; g != nil && !g.linked(m.From, m.To) {
			return wrong("Decisions[%d]: there is no message %v: Graph has no link from %d to %d", i, m, m.From, m.To)
		}
	}
	return nil
}
