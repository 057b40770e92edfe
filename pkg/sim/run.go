package sim

import (
	"fmt"
	"math"
	"time"
)

const (
	defaultEvents = 10_000_000
	forever       = time.Duration(math.MaxInt64)

	// horizon is the end of virtual time, after 73 years: up to there no sum
	// or product of times and clock rates can overflow.
	horizon = time.Duration(1) << 61
)

// Step lets the next thing happen: a fault, or one event. It returns false if
// nothing is left, or if the run has failed.
func (w *World) Step() bool {
	if w.failure != nil {
		return false
	}
	next, pending := w.nextEvent()
	fault, request := w.faults.first(w, next, pending), w.inputs.first(w, next, pending)
	switch {
	case fault.list != nil && !(request.list != nil && before(request, fault)):
		w.now = int64(fault.at)
		w.happen(fault.take())
	case request.list != nil:
		w.now = int64(request.at)
		r := request.take()
		w.ask(r.To, r.Message)
	case pending:
		w.dispatch()
	default:
		return false
	}
	return true
}

func (w *World) nextEvent() (at time.Duration, pending bool) {
	if !w.settle() {
		return forever, false
	}
	return time.Duration(w.queue[0].at), true
}

// nextMoment is when the next thing happens, or forever.
func (w *World) nextMoment() time.Duration {
	next, pending := w.nextEvent()
	moment := next
	if fault := w.faults.first(w, next, pending); fault.list != nil {
		moment = min(moment, fault.at)
	}
	if request := w.inputs.first(w, next, pending); request.list != nil {
		moment = min(moment, request.at)
	}
	return moment
}

// dispatch takes the first event off the queue and lets it happen.
func (w *World) dispatch() {
	e := w.queue.pop()
	w.now = e.at
	w.steps++
	i := e.slot()
	s := w.slots[i]
	w.note(uint64(w.now), mark64(s.kind, s.to))
	p := &w.processes[s.to]
	switch s.kind {
	case slotMessage:
		w.arrive(p, i)
	case slotWake:
		w.release(i)
		if s.boot == p.boot {
			p.waking = false
			w.wake(p)
		}
	case slotEffect, slotCrash:
		w.release(i)
		if s.boot != p.boot {
			return
		}
		p.later--
		if s.kind == slotCrash {
			w.crash(p)
			return
		}
		s.message.(effect).happen(p)
	default:
		if s.boot != p.boot {
			w.release(i)
			return
		}
		w.offer(p, i)
	}
}

// waits is the key of a slot that has left the queue and waits for its node.
const waits = 0

// offer lets the node handle the event, or puts it in line if it cannot yet.
func (w *World) offer(p *process, i int32) {
	if !p.paused && p.cursor <= w.now && p.later == 0 && len(p.waiting) == 0 {
		w.handle(p, i)
		return
	}
	w.line(p, i)
}

// line makes the event wait for its node.
func (w *World) line(p *process, i int32) {
	w.slots[i].key = waits
	p.waiting = append(p.waiting, i)
	w.wakeLater(p)
}

func (w *World) wakeLater(p *process) {
	if !p.paused && !p.waking && len(p.waiting) > 0 {
		p.waking = true
		w.schedule(max(p.cursor, w.now), slot{kind: slotWake, to: p.id, boot: p.boot})
	}
}

// wake handles the first event in line that is still wanted.
func (w *World) wake(p *process) {
	for len(p.waiting) > 0 && !p.paused && p.cursor <= w.now {
		i := p.waiting[0]
		p.waiting = p.waiting[1:]
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
	s := w.slots[i]
	w.release(i)
	p.cursor = max(p.cursor, w.now)
	w.stats.Events++
	switch s.kind {
	case slotStart:
		w.record(Event{Kind: EventStart, Node: p.id})
	case slotTimer:
		p.timers[s.n].slot = unarmed
		w.record(Event{Kind: EventTimer, Node: p.id, Text: p.timers[s.n].name})
	case slotMessage:
		w.delivered(p, s)
	}
	w.call(p, s)
	if p.cut {
		w.crashAtCursor(p)
	}
}

// call runs the node's method; a panic becomes the run's failure.
func (w *World) call(p *process, s slot) {
	name := ""
	if s.kind == slotTimer {
		name = p.timers[s.n].name
	}
	p.inHandler, w.current = true, p
	defer func() {
		p.inHandler, w.current = false, nil
		if r := recover(); r != nil {
			w.panicked(p, describe(p, s, name), r)
		}
	}()
	switch s.kind {
	case slotStart:
		p.node.Start(p)
	case slotTimer:
		p.node.Timer(p, name)
	case slotMessage:
		p.node.Receive(p, s.from, s.message)
		if w.config.Check {
			w.checkUnchanged(p, s, "while it was received")
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
	stop := w.run(func() bool { return w.nextMoment() > end })
	if stop.Why == Met {
		w.now = max(w.now, int64(end))
		stop.Why = TimeUp
	}
	return stop
}

// RunUntil runs until the condition holds; it is asked before the first event
// and after each. A nil condition never holds.
func (w *World) RunUntil(met func(*World) bool) Stop {
	return w.run(func() bool { return met != nil && met(w) })
}

func (w *World) run(done func() bool) Stop {
	for {
		switch {
		case w.failure != nil:
			return Stop{Failed, w.failure}
		case done():
			return Stop{Why: Met}
		}
		if err := w.overspent(); err != nil {
			return Stop{BudgetSpent, err}
		}
		if !w.Step() && w.failure == nil {
			return Stop{Why: Quiet}
		}
	}
}

func (w *World) overspent() error {
	limit := w.config.Budget.Events
	if limit == 0 {
		limit = defaultEvents
	}
	if w.steps >= limit && w.nextMoment() != forever {
		return fmt.Errorf("budget spent after %d events at t = %v", w.steps, w.Now())
	}
	if end := w.config.Budget.Time; end > 0 && w.nextMoment() > end && w.nextMoment() != forever {
		return fmt.Errorf("budget spent: %v of virtual time, after %d events", end, w.steps)
	}
	return nil
}
