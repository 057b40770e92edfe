package sim

// cut is a partition in force, or the exception from those before it.
type cut struct {
	a, b   set
	oneWay bool
	mended bool
}

// set is a set of processes as bits.
type set []uint64

func newSet(g Group) set {
	var s set
	for _, id := range g {
		for int(id)/64 >= len(s) {
			s = append(s, 0)
		}
		s[id/64] |= 1 << (id % 64)
	}
	return s
}

func (s set) has(id ID) bool {
	return int(id)/64 < len(s) && s[id/64]>>(id%64)&1 == 1
}

func (n *network) isCut(from, to ID) bool {
	for i := len(n.cuts) - 1; i >= 0; i-- {
		c := &n.cuts[i]
		if c.a.has(from) && c.b.has(to) || !c.oneWay && c.b.has(from) && c.a.has(to) {
			return !c.mended
		}
	}
	return false
}
