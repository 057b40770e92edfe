package sim

// graph is who is whose neighbour, in two arrays, so that a million nodes take
// a few bytes for each direction of an edge. Only servers are in it: clients
// are linked to all servers whatever the graph, and to each other.
type graph struct {
	n     int
	start []int32 // of each server's neighbours in to; one more for the end
	to    []ID    // in the order of Peers: ascending from the server's own ID on
}

// mostDirections bounds a graph's memory.
const mostDirections = 1 << 26

// newGraph joins lists of neighbours, each of which must be symmetric and
// without repetition.
func newGraph(neighbours [][]ID) *graph {
	g := &graph{n: len(neighbours), start: make([]int32, 1, len(neighbours)+1)}
	total := 0
	for _, list := range neighbours {
		total += len(list)
	}
	g.to = make([]ID, 0, total)
	for id, list := range neighbours {
		g.to = append(g.to, list...)
		g.start = append(g.start, int32(len(g.to)))
		sortFrom(g.peers(ID(id)), ID(id), g.n)
	}
	return g
}

// peers are a server's neighbours.
func (g *graph) peers(id ID) []ID {
	end := g.start[id+1]
	return g.to[g.start[id]:end:end]
}

// steps is how far b is after a, going up and around.
func steps(a, b ID, n int) ID {
	if b < a {
		return b - a + ID(n)
	}
	return b - a
}

// slot is the place of a direction among all, or -1 if there is no such link.
func (g *graph) slot(from, to ID) int {
	if from < 0 || int(from) >= g.n || int(to) >= g.n {
		return -1
	}
	want := steps(from, to, g.n)
	lo, hi := int(g.start[from]), int(g.start[from+1])
	for lo < hi {
		middle := int(uint(lo+hi) / 2)
		switch at := steps(from, g.to[middle], g.n); {
		case at == want:
			return middle
		case at < want:
			lo = middle + 1
		default:
			hi = middle
		}
	}
	return -1
}

// linked says whether a process may send to another.
func (g *graph) linked(from, to ID) bool {
	return from == to || int(from) >= g.n || int(to) >= g.n || g.slot(from, to) >= 0
}

// connected says whether there is a way from every server to every other.
func (g *graph) connected() bool {
	seen := make([]bool, g.n)
	reached := []ID{0}
	seen[0] = true
	for i := 0; i < len(reached); i++ {
		for _, next := range g.peers(reached[i]) {
			if !seen[next] {
				seen[next] = true
				reached = append(reached, next)
			}
		}
	}
	return len(reached) == g.n
}
