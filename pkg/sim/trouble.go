package sim

// Cuts, omissions and damage are rare: while there has been none, a message
// passes all of them with one comparison.

// stopped drops a message that does not leave its sender.
func (w *World) stopped(i int32) bool {
	s := &w.slots[i]
	switch {
	case w.network.omits != nil && w.unsent(i):
		w.drop(i, DropUnsent)
	case w.isCut(s.from, s.to), w.network.graph != nil && !w.network.graph.linked(s.from, s.to):
		w.drop(i, DropCut)
	default:
		return false
	}
	return true
}

// refused drops an arriving message that does not reach its receiver.
func (w *World) refused(i int32) bool {
	s := &w.slots[i]
	_, broken := s.message.(damaged)
	switch {
	case s.from == Outside || s.from == s.to:
		return false
	case w.isCut(s.from, s.to):
		w.drop(i, DropCut)
	case broken:
		w.drop(i, DropDamaged)
	case w.network.omits != nil && w.processes[s.to].node != nil && w.unheard(i):
		w.drop(i, DropUnheard)
	default:
		return false
	}
	return true
}

func (w *World) isCut(from, to ID) bool {
	return len(w.network.cuts) > 0 && !w.promised() && w.network.isCut(from, to)
}
