package sim

// table holds a T for every direction between two processes. If a graph is
// given it has one for each direction of an edge. Otherwise, with few
// processes, it has a row for each sender, made when first needed; with many it
// is an open-addressing hash table, since n² would not fit.
type table[T any] struct {
	n      int
	rows   [][]T    // by sender + 1: Outside is row 0
	keys   []uint64 // hash table: 0 is empty
	values []T
	used   int
	graph  *graph // if it is not complete: each of its directions has a place
	edges  []T    // these places, made when first needed
}

const manyProcesses = 1024

// newTable is a table for a graph, or for the complete one if it is nil.
func newTable[T any](n int, g *graph) table[T] {
	if g != nil {
		n = maxProcesses
	}
	return table[T]{n: n, graph: g}
}

// at finds the place of a direction; the pointer is good until the next call.
func (t *table[T]) at(from, to ID) *T {
	if t.n > manyProcesses {
		return t.sparse(from, to)
	}
	if t.rows == nil {
		t.rows = make([][]T, t.n+1)
	}
	row := t.rows[from+1]
	if row == nil {
		row = make([]T, t.n)
		t.rows[from+1] = row
	}
	return &row[to]
}

// sparse is at where there is no row for each sender.
func (t *table[T]) sparse(from, to ID) *T {
	if t.graph != nil {
		if i := t.graph.slot(from, to); i >= 0 {
			if t.edges == nil {
				t.edges = make([]T, len(t.graph.to))
			}
			return &t.edges[i]
		}
	}
	return t.find(uint64(from+1)<<32 | uint64(to+1))
}

func (t *table[T]) find(key uint64) *T {
	if 4*t.used >= 3*len(t.keys) {
		t.grow()
	}
	mask := uint64(len(t.keys) - 1)
	i := mix(key) & mask
	for t.keys[i] != key {
		if t.keys[i] == 0 {
			t.keys[i] = key
			t.used++
			break
		}
		i = (i + 1) & mask
	}
	return &t.values[i]
}

func (t *table[T]) grow() {
	keys, values := t.keys, t.values
	size := max(1024, 2*len(keys))
	t.keys, t.values, t.used = make([]uint64, size), make([]T, size), 0
	for i, key := range keys {
		if key != 0 {
			*t.find(key) = values[i]
		}
	}
}

// numbers counts messages, to name them: per link, or, with more than
// manyProcesses on a complete graph, per sender, since a count for each of n² links would be more
// than all the rest of the world.
type numbers struct {
	perLink   table[uint32]
	perSender []uint32
}

func newNumbers(n int, g *graph) numbers {
	if n > manyProcesses && g == nil {
		return numbers{perSender: make([]uint32, n+1)}
	}
	return numbers{perLink: newTable[uint32](n, g)}
}

// next is the number of the next message from one process to another.
func (c *numbers) next(from, to ID) uint64 {
	if c.perSender != nil {
		c.perSender[from+1]++
		return uint64(c.perSender[from+1])
	}
	n := c.perLink.at(from, to)
	*n++
	return uint64(*n)
}
