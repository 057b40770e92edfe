package sim

// Apply lets a fault happen now, whatever its moment says. It is recorded, so
// that Schedule replays it.
func (w *World) Apply(f Fault) error {
	if err := first(w.idle("Apply"), w.config.validateFault(f), w.config.Timing.allows(f, w.Now())); err != nil {
		return err
	}
	w.happen(f)
	return nil
}

// Request delivers a message from Outside now: it is the next event, after
// any fault that is applied first.
func (w *World) Request(to ID, message any) error {
	r := Request{When{w.Now(), w.steps + 1}, to, message}
	if err := first(w.idle("Request"), w.config.validateRequest(r)); err != nil {
		return err
	}
	w.inputs.soon(r)
	w.replan()
	return nil
}

// idle refuses what would change the world in the middle of an event.
func (w *World) idle(method string) error {
	if w.current != nil {
		return wrong("World.%s was called during an event of %s: call it between steps", method, w.name(w.current.id))
	}
	return nil
}

// happen carries out a fault at the present moment. One that has nothing to
// do, such as a crash of a crashed node, does nothing and is recorded as such.
func (w *World) happen(f Fault) {
	f.When = When{w.Now(), w.steps + 1}
	w.done = append(w.done, f)
	w.note(uint64(f.Kind)<<40|uint64(w.now)<<8, uint64(uint32(f.Node))<<32|uint64(f.Effects))
	p := &process{}
	if w.known(f.Node) {
		p = &w.processes[f.Node]
	}
	switch f.Kind {
	case FaultCrash:
		if f.Effects > 0 && p.node != nil {
			p.rarely().cutAfter, p.cutSoon = f.Effects, true
		} else if p.node != nil {
			w.crash(p)
		}
	case FaultRestart:
		w.restart(p)
	case FaultPause:
		w.pause(p)
	case FaultResume:
		w.resume(p)
	case FaultClockStep, FaultClockRate:
		w.changeClock(p, f)
	case FaultSlow:
		w.slowDown(p, f)
	case FaultDisk:
		w.setDisk(p, f)
	default:
		w.changeNetwork(f)
	}
}

// crash takes the node's memory, timers and line; its synced disk stays.
func (w *World) crash(p *process) {
	w.stats.Crashes++
	w.record(Event{Kind: EventCrash, Node: p.id})
	more := p.rarely()
	more.disk.crash(w.now, chanceOf(p.diskLaw().Torn), &more.diskRand)
	p.disarmAll()
	for _, i := range more.waiting {
		if w.slots[i].kind == slotMessage {
			w.drop(i, DropHeld)
		} else {
			w.release(i)
		}
	}
	p.boot++
	more.before, more.choices, more.waiting, more.later = p.node, nil, nil, 0
	more.seed(p)
	p.node, p.status, p.cursor = nil, 0, w.now
	p.paused, p.starting, p.waking, p.drawn, p.cut, p.cutSoon, p.held = false, false, false, false, false, false, false
}

// crashAtCursor ends an event that a crash has cut: what it did before the cut
// happens first, even if the node was busy meanwhile.
func (w *World) crashAtCursor(p *process) {
	if p.cursor <= w.now {
		w.crash(p)
		return
	}
	p.rarely().later++
	p.hold()
	w.schedule(p.cursor, slot{kind: slotCrash, to: p.id, boot: p.boot})
}

func (w *World) restart(p *process) {
	if p.node == nil {
		p.cursor = w.now
		w.bootUp(p)
	}
}

func (w *World) pause(p *process) {
	if p.node != nil && !p.paused {
		p.paused, p.held = true, true
		w.record(Event{Kind: EventPause, Node: p.id})
	}
}

func (w *World) resume(p *process) {
	if p.paused {
		p.paused = false
		p.hold()
		w.record(Event{Kind: EventResume, Node: p.id})
		w.wakeLater(p)
	}
}

func (w *World) changeClock(p *process, f Fault) {
	if f.Kind == FaultClockStep {
		p.ticking().offset += int64(f.By)
	} else {
		p.ticking().setRate(w.now, int64(f.Rate))
		p.retime()
	}
	w.record(Event{Kind: EventClock, Node: p.id, Text: f.String()})
}

func (w *World) changeNetwork(f Fault) {
	n := &w.network
	switch f.Kind {
	case FaultPartition, FaultOneWay:
		n.cuts = append(n.cuts, cut{a: newSet(f.A), b: newSet(f.B), oneWay: f.Kind == FaultOneWay})
	case FaultHeal:
		n.heal(f)
	case FaultOmitSend, FaultOmitReceive:
		n.omit(f)
	case FaultLink:
		for _, a := range f.A {
			for _, b := range f.B {
				n.addRule(LinkRule{From: a, To: b, Link: *f.Link})
			}
		}
	}
	n.troubled = n.troubled || len(n.cuts) > 0 || n.omits != nil
	w.record(Event{Kind: EventFault, Node: Outside, Text: f.String()})
}
