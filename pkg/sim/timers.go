package sim

// timer is a name that a node has armed, now or earlier.
type timer struct {
	name string
	slot int32 // of its pending event, or unarmed
	due  int64 // elapsed time
}

const unarmed = -1

// arm sets the timer to fire when the oscillator shows due. Re-arming for
// later, the usual case, moves nothing in the queue: the old entry finds the
// new moment when it comes up.
func (p *process) arm(name string, due int64) {
	w := p.w
	i := p.timerNamed(name)
	t := &p.timers[i]
	t.due = due
	at := max(p.clock.when(due), w.now)
	w.note(mark64(slotTimer, p.id), uint64(at))
	if t.slot != unarmed {
		s := &w.slots[t.slot]
		if s.key != waits && at >= s.at {
			s.at, s.key = at, w.nextKey(t.slot)
			return
		}
		s.kind = slotDead
	}
	t.slot = w.scheduleTimer(p, i, at)
}

// scheduleTimer is schedule for the timer of that index.
func (w *World) scheduleTimer(p *process, timer int, at int64) int32 {
	i := w.alloc()
	s := &w.slots[i]
	s.kind, s.to, s.boot, s.n = slotTimer, p.id, p.boot, uint64(timer)
	w.enqueue(i, at)
	return i
}

// disarm forgets the timer, even one that fired and waits for its node.
func (p *process) disarm(name string) {
	for i := range p.timers {
		if t := &p.timers[i]; t.slot != unarmed && t.name == name {
			p.w.note(mark64(slotDead, p.id), uint64(t.due))
			p.w.slots[t.slot].kind = slotDead
			t.slot = unarmed
		}
	}
}

// timerNamed finds the timer of that name, or makes room for it in the place
// of one that is not armed.
func (p *process) timerNamed(name string) int {
	if len(p.timers) > 0 && p.timers[0].name == name {
		return 0
	}
	spare := -1
	for i := range p.timers {
		if p.timers[i].name == name {
			return i
		}
		if p.timers[i].slot == unarmed {
			spare = i
		}
	}
	if spare < 0 {
		spare = len(p.timers)
		p.timers = append(p.timers, timer{})
	}
	p.timers[spare] = timer{name: name, slot: unarmed}
	return spare
}

// retime moves every pending timer after the oscillator has changed.
func (p *process) retime() {
	for i := range p.timers {
		if t := &p.timers[i]; t.slot != unarmed && p.w.slots[t.slot].key != waits {
			p.w.slots[t.slot].kind = slotDead
			at := max(p.clock.when(t.due), p.w.now)
			t.slot = p.w.scheduleTimer(p, i, at)
		}
	}
}

func (p *process) disarmAll() {
	for i := range p.timers {
		if p.timers[i].slot != unarmed {
			p.w.slots[p.timers[i].slot].kind = slotDead
		}
	}
	p.timers = p.timers[:0]
}
