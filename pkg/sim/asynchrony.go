package sim

import "time"

// asynchrony is the state of an Asynchronous world.
type asynchrony struct {
	adversary Adversary // nil: the links' laws and Decisions
	flying    []flight  // of which fairness is demanded, oldest first
	held      []flight  // that wait for the adversary, oldest first
	shown     []Pending
	index     []int // in held, of each shown
	seen      table[uint64]
	round     uint64
	declined  uint64 // the step, from 1, at which it said -1
	chosen    []flight
}

// flight is a message under way.
type flight struct {
	slot int32
	name MessageName
	copy uint8
	fifo bool
	step uint64
	at   int64         // when it was sent
	took time.Duration // chosen: its delay
}

func (w *World) flightOf(i int32) flight {
	s := &w.slots[i]
	return flight{slot: i, name: s.name(), copy: s.copy, step: w.steps, at: w.now}
}

// hold leaves a message to the adversary.
func (w *World) hold(i int32, fifo bool) {
	f := w.flightOf(i)
	f.fifo = fifo
	w.slots[i].key = held
	w.asynchrony.held = append(w.asynchrony.held, f)
	w.watch(i)
}

// held is the key of a slot that is in no queue and waits for nobody.
const held = 1

// watch begins to count the steps that a message takes.
func (w *World) watch(i int32) {
	if w.config.Timing.Fair > 0 {
		w.asynchrony.flying = append(w.asynchrony.flying, w.flightOf(i))
	}
}

// consult, between two events, checks fairness and asks the adversary. It
// changes nothing when called again before the next event.
func (w *World) consult() {
	a := w.asynchrony
	if w.failure != nil || w.overdue() || a.adversary == nil || len(a.held) == 0 || a.declined == w.steps+1 {
		return
	}
	head, pending := w.settle()
	if pending && head.at <= w.now+1 {
		return
	}
	a.show(w.steps, w.slots)
	choice := a.adversary(a.shown)
	switch {
	case choice >= 0 && choice < len(a.shown):
		w.deliverNext(a.index[choice])
	case choice != -1:
		w.fail("the adversary chose message %d of %d: choose one of them, or -1 for none", choice, len(a.shown))
	default:
		a.declined = w.steps + 1
		if !pending && len(w.faults.rest()) == 0 && len(w.inputs.rest()) == 0 && w.config.Timing.Fair > 0 {
			w.unfair(a.held[0], "and nothing else can happen")
		}
	}
}

// show lists what the adversary may choose from: of a FIFO link the oldest.
func (a *asynchrony) show(steps uint64, slots []slot) {
	a.round++
	a.shown, a.index = a.shown[:0], a.index[:0]
	for i, f := range a.held {
		if f.fifo {
			if seen := a.seen.at(f.name.From, f.name.To); *seen == a.round {
				continue
			} else {
				*seen = a.round
			}
		}
		a.shown = append(a.shown, Pending{f.name, f.copy, time.Duration(f.at), steps - f.step, readable(slots[f.slot].message)})
		a.index = append(a.index, i)
	}
}

// deliverNext makes a held message arrive. Since it arrives later than all
// that has happened and before all else, times alone repeat the order.
func (w *World) deliverNext(i int) {
	a := w.asynchrony
	f := a.held[i]
	copy(a.held[i:], a.held[i+1:])
	a.held = a.held[:len(a.held)-1]
	f.took = time.Duration(w.now + 1 - f.at)
	a.chosen = append(a.chosen, f)
	w.enqueue(f.slot, w.now+1)
}

// overdue fails the run if a message has been under way for too long.
func (w *World) overdue() bool {
	a := w.asynchrony
	for len(a.flying) > 0 {
		f := a.flying[0]
		s := &w.slots[f.slot]
		if s.kind == slotMessage && s.key != waits && s.name() == f.name && s.copy == f.copy {
			if w.steps-f.step < w.config.Timing.Fair {
				return false
			}
			w.unfair(f, "")
			return true
		}
		a.flying = a.flying[1:]
	}
	return false
}

func (w *World) unfair(f flight, why string) {
	if why != "" {
		why = " " + why
	}
	w.fail("%w: message %v from %s to %s is still under way %d events after it was sent%s; Timing.Fair allows %d",
		ErrUnfair, f.name, w.name(f.name.From), w.name(f.name.To), w.steps-f.step, why, w.config.Timing.Fair)
}

// decisions are what the adversary chose; what it has not delivered stays
// under way for ever.
func (a *asynchrony) decisions() (list []Decision) {
	place := map[MessageName]int{}
	for _, flights := range [][]flight{a.chosen, a.held} {
		for _, f := range flights {
			if _, known := place[f.name]; !known {
				place[f.name] = len(list)
				list = append(list, Decision{Message: f.name})
			}
			d := &list[place[f.name]]
			for len(d.Delays) < int(f.copy) {
				d.Delays = append(d.Delays, longest)
			}
			if f.took > 0 {
				d.Delays[f.copy-1] = f.took
			}
		}
	}
	return list
}
