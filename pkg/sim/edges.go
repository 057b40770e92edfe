package sim

// edges holds the state of every direction that has been used. With few
// processes it is a table of rows, one for each sender, made when the sender
// first sends; with many it is an open-addressing hash table, since n² rows
// would not fit.
type edges struct {
	n      int
	rows   [][]edge // by sender + 1: Outside is row 0
	keys   []uint64 // hash table: 0 is empty
	values []edge
	used   int
}

const manyProcesses = 1024

func newEdges(n int) edges {
	if n <= manyProcesses {
		return edges{n: n, rows: make([][]edge, n+1)}
	}
	return edges{n: n, keys: make([]uint64, 1024), values: make([]edge, 1024)}
}

// at finds the edge; the pointer is good until the next call.
func (t *edges) at(from, to ID) *edge {
	if t.rows != nil {
		row := t.rows[from+1]
		if row == nil {
			row = make([]edge, t.n)
			t.rows[from+1] = row
		}
		return &row[to]
	}
	return t.find(uint64(from+1)<<32 | uint64(to+1))
}

func (t *edges) find(key uint64) *edge {
	mask := uint64(len(t.keys) - 1)
	i := mix(key) & mask
	for t.keys[i] != key {
		if t.keys[i] == 0 {
			if 4*t.used > 3*len(t.keys) {
				t.grow()
				return t.find(key)
			}
			t.keys[i] = key
			t.used++
			break
		}
		i = (i + 1) & mask
	}
	return &t.values[i]
}

func (t *edges) grow() {
	keys, values := t.keys, t.values
	t.keys, t.values, t.used = make([]uint64, 2*len(keys)), make([]edge, 2*len(keys)), 0
	for i, key := range keys {
		if key != 0 {
			*t.find(key) = values[i]
		}
	}
}

// forgetLinks makes every edge look up its law again.
func (t *edges) forgetLinks() {
	for _, row := range t.rows {
		for i := range row {
			row[i].link = 0
		}
	}
	for i := range t.values {
		t.values[i].link = 0
	}
}
