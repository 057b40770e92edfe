package sim

import "time"

// Flap is a link or a part of the network that comes and goes: from the first
// moment on the links between a and b are cut for one time, whole for another,
// and so on; from until on they are whole. Both times must be positive.
// It heals its own links only.
func Flap(from, until, cut, whole time.Duration, a, b Group) (faults []Fault) {
	if cut <= 0 || whole <= 0 {
		panic("sim: Flap: the times cut and whole must be positive")
	}
	for at := from; at < until; at += cut + whole {
		faults = append(faults, Partition(at, a, b), HealBetween(min(at+cut, until), a, b))
	}
	return faults
}

// HealBetween mends every link between a process of a and one of b, both ways;
// other cuts stay.
func HealBetween(at time.Duration, a, b Group) Fault {
	return Fault{When: When{At: at}, Kind: FaultHeal, A: a, B: b}
}

// heal ends omissions and mends every cut, or those between two groups.
func (n *network) heal(f Fault) {
	if len(f.A) == 0 {
		n.cuts, n.omits = n.cuts[:0], nil
		return
	}
	mended := cut{a: newSet(f.A), b: newSet(f.B), mended: true}
	kept := n.cuts[:0]
	for _, c := range n.cuts {
		if !c.within(mended) {
			kept = append(kept, c)
		}
	}
	if n.cuts = kept; len(kept) > 0 {
		n.cuts = append(n.cuts, mended)
	}
}

// within says whether all that c says is about links that m mends.
func (c cut) within(m cut) bool {
	return c.a.subset(m.a) && c.b.subset(m.b) || c.a.subset(m.b) && c.b.subset(m.a)
}

func (s set) subset(of set) bool {
	for i, bits := range s {
		if bits != 0 && (i >= len(of) || bits&^of[i] != 0) {
			return false
		}
	}
	return true
}
