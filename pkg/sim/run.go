package sim

import (
	"fmt"
	"math"
	"slices"
	"time"
)

const (
	defaultEvents = 10_000_000
	forever       = time.Duration(math.MaxInt64)

	// horizon is the end of virtual time, after 73 years: up to there no sum
	// or product of times and clock rates can overflow.
	horizon = time.Duration(1) << 61
)

// progress is what came of trying to go on.
type progress uint8

const (
	went  progress = iota
	quiet          // nothing is left to happen
	later          // the next thing is beyond the end that was given
)

// Step lets the next thing happen: a fault, or one event. It returns false if
// nothing is left, or if the run has failed.
func (w *World) Step() bool {
	return w.failure == nil && w.step(forever) == went
}

// step lets the next thing happen unless it is later than end.
func (w *World) step(end time.Duration) progress {
	defer w.rescue()
	if w.asynchrony != nil {
		if w.consult(); w.failure != nil {
			return went
		}
	}
	head, pending := w.settle()
	if pending && head.at < w.planned.at && w.steps+1 < w.planned.step {
		if head.at > int64(end) {
			return later
		}
		w.queue.take()
		w.dispatch(head)
		return went
	}
	return w.stepByPlan(end, head, pending)
}

// stepByPlan is step where a fault or a request may come first.
func (w *World) stepByPlan(end time.Duration, head entry, pending bool) progress {
	next := forever
	if pending {
		next = time.Duration(head.at)
	}
	fault, request := w.faults.first(w, next, pending), w.inputs.first(w, next, pending)
	switch moment := min(fault.moment(), request.moment(), next); {
	case moment == forever:
		return quiet
	case moment > end:
		return later
	case fault.list != nil && !(request.list != nil && before(request, fault)):
		w.now = int64(fault.at)
		f := fault.take()
		w.replan()
		w.happen(f)
	case request.list != nil:
		w.now = int64(request.at)
		r := request.take()
		w.replan()
		w.ask(r.To, r.Message)
	default:
		w.queue.take()
		w.dispatch(head)
	}
	return went
}

// nextMoment is when the next thing happens, or forever.
func (w *World) nextMoment() time.Duration {
	next := forever
	if w.asynchrony != nil {
		w.consult()
	}
	head, pending := w.settle()
	if pending {
		next = time.Duration(head.at)
	}
	fault, request := w.faults.first(w, next, pending), w.inputs.first(w, next, pending)
	return min(fault.moment(), request.moment(), next)
}

// dispatch lets an event happen that has just left the queue.
func (w *World) dispatch(e entry) {
	w.now = e.at
	w.steps++
	i := e.slot()
	s := &w.slots[i]
	w.note(uint64(e.at), mark64(s.kind, s.to))
	p := &w.processes[s.to]
	switch s.kind {
	case slotMessage:
		w.arrive(p, i)
	case slotTimer, slotStart:
		if s.boot != p.boot {
			w.release(i)
			return
		}
		w.offer(p, i)
	default:
		late, kind := s.boot != p.boot, s.kind
		what, _ := s.message.(effect)
		w.release(i)
		if !late {
			w.belated(p, kind, what)
		}
	}
}

// belated is what a busy node left for later.
func (w *World) belated(p *process, kind slotKind, what effect) {
	switch kind {
	case slotWake:
		p.waking = false
		w.wake(p)
	case slotCrash:
		w.crash(p)
	case slotEffect:
		p.more.later--
		p.hold()
		what.happen(p)
	}
}

// waits is the key of a slot that has left the queue and waits for its node.
const waits = 0

// offer lets the node handle the event, or puts it in line if it cannot yet.
func (w *World) offer(p *process, i int32) {
	switch {
	case !p.held && p.cursor <= w.now:
		w.handle(p, i)
	case w.slots[i].kind != slotStart:
		w.line(p, i, false)
	case p.paused || p.cursor > w.now:
		w.line(p, i, true)
	default:
		w.handle(p, i)
	}
}

// line makes the event wait for its node: a Start before all others.
func (w *World) line(p *process, i int32, start bool) {
	w.slots[i].key = waits
	more := p.rarely()
	if start {
		more.waiting = slices.Insert(more.waiting, 0, i)
	} else {
		more.waiting = append(more.waiting, i)
	}
	p.held = true
	w.wakeLater(p)
}

func (w *World) wakeLater(p *process) {
	if !p.paused && !p.waking && p.more != nil && len(p.more.waiting) > 0 {
		p.waking = true
		w.schedule(max(p.cursor, w.now), slot{kind: slotWake, to: p.id, boot: p.boot})
	}
}

// wake handles the first event in line that is still wanted.
func (w *World) wake(p *process) {
	more := p.rarely()
	for len(more.waiting) > 0 && !p.paused && p.cursor <= w.now {
		i := more.waiting[0]
		more.waiting = more.waiting[1:]
		p.hold()
		if w.slots[i].kind == slotDead {
			w.release(i)
			continue
		}
		w.handle(p, i)
		break
	}
	w.wakeLater(p)
}

// handle calls the node.
func (w *World) handle(p *process, i int32) {
	s := &w.slots[i]
	if p.cursor < w.now {
		p.cursor = w.now
	}
	if p.slow {
		p.cursor += int64(p.more.slow.extra)
	}
	w.stats.Events++
	w.handling, w.current, p.inHandler = i, p, true
	switch s.kind {
	case slotMessage:
		w.receive(p, s)
	case slotTimer:
		t := &p.timers[s.n]
		t.slot = unarmed
		if w.recorder.on() {
			w.record(Event{Kind: EventTimer, Node: p.id, Text: t.name})
		}
		w.timer = t.name
		p.node.Timer(p, t.name)
	case slotStart:
		p.starting = false
		p.hold()
		w.record(Event{Kind: EventStart, Node: p.id})
		p.node.Start(p)
	}
	p.inHandler, w.current = false, nil
	w.release(i)
	if p.cut {
		w.crashAtCursor(p)
	}
}

// rescue makes a node's panic the failure of the run.
func (w *World) rescue() {
	if p := w.current; p != nil {
		if r := recover(); r != nil {
			p.inHandler, w.current = false, nil
			w.panicked(p, w.describe(p, &w.slots[w.handling]), r)
		}
	}
}

// Run lets virtual time go on for d.
func (w *World) Run(d time.Duration) Stop {
	if d < 0 {
		w.fail("Run(%v): time does not run backwards", d)
	}
	end := forever
	if d <= horizon-w.Now() {
		end = w.Now() + d
	}
	stop := w.run(end, nil)
	if stop.Why == TimeUp {
		w.now = max(w.now, int64(end))
	}
	return stop
}

// RunUntil runs until the condition holds; it is asked before the first event
// and after each. A nil condition never holds.
func (w *World) RunUntil(met func(*World) bool) Stop { return w.run(forever, met) }

func (w *World) run(end time.Duration, met func(*World) bool) Stop {
	last := end
	if bound := w.config.Budget.Time; bound > 0 {
		last = min(end, bound)
	}
	for {
		switch {
		case w.failure != nil:
			return Stop{Failed, w.failure}
		case met != nil && met(w):
			return Stop{Why: Met}
		case w.steps >= w.eventLimit && w.nextMoment() <= last:
			return Stop{BudgetSpent, fmt.Errorf("budget spent after %d events at t = %v", w.steps, w.Now())}
		}
		switch w.step(last) {
		case later:
			if last < end && w.nextMoment() <= end {
				return Stop{BudgetSpent, fmt.Errorf("budget spent: %v of virtual time, after %d events", last, w.steps)}
			}
			return Stop{Why: TimeUp}
		case quiet:
			if end == forever {
				return Stop{Why: Quiet}
			}
			return Stop{Why: TimeUp}
		}
	}
}
