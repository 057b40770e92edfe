package sim

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// agenda is what a Config plans of one kind, faults or requests: some by time,
// some by step. Equal moments keep the order of the list.
type agenda[T any] struct {
	when           func(T) When
	timed, stepped []T
}

func newAgenda[T any](list []T, when func(T) When) agenda[T] {
	a := agenda[T]{when: when}
	for _, item := range list {
		if when(item).Step > 0 {
			a.stepped = append(a.stepped, item)
		} else {
			a.timed = append(a.timed, item)
		}
	}
	slices.SortStableFunc(a.timed, func(x, y T) int { return cmp.Compare(when(x).At, when(y).At) })
	slices.SortStableFunc(a.stepped, func(x, y T) int { return cmp.Compare(when(x).Step, when(y).Step) })
	return a
}

// soon adds an item of the present step, after those that it has.
func (a *agenda[T]) soon(item T) {
	i := 0
	for i < len(a.stepped) && a.when(a.stepped[i]).Step <= a.when(item).Step {
		i++
	}
	a.stepped = slices.Insert(a.stepped, i, item)
}

// rest is everything still to come.
func (a *agenda[T]) rest() []T { return slices.Concat(a.stepped, a.timed) }

// due is a planned thing that comes before the next event.
type due[T any] struct {
	list *[]T // it is the first of this list; nil: nothing is due
	at   time.Duration
	step uint64
}

// moment is when, or forever.
func (d due[T]) moment() time.Duration {
	if d.list == nil {
		return forever
	}
	return d.at
}

func (d due[T]) take() T {
	item := (*d.list)[0]
	*d.list = (*d.list)[1:]
	return item
}

// first is what is due first; next is the time of the next event, if any is
// pending. A step that never comes is due when nothing else can happen.
func (a *agenda[T]) first(w *World, next time.Duration, pending bool) (d due[T]) {
	if len(a.stepped) > 0 {
		if when := a.when(a.stepped[0]); when.Step <= w.steps+1 || !pending {
			d = due[T]{&a.stepped, w.dueAt(when, next), when.Step}
		}
	}
	if len(a.timed) > 0 {
		when := a.when(a.timed[0])
		if at := w.dueAt(when, next); when.At <= next && (d.list == nil || at < d.at) {
			d = due[T]{&a.timed, at, 0}
		}
	}
	return d
}

// dueAt is when something that is due happens: at its own time, but never in
// the past, and not later than the event that its step comes before.
func (w *World) dueAt(moment When, next time.Duration) time.Duration {
	return max(min(moment.At, next), w.Now())
}

// before says whether a request comes before a fault, both being due: if it is
// earlier, in time or else by their steps.
func before(request due[Request], fault due[Fault]) bool {
	if request.at != fault.at {
		return request.at < fault.at
	}
	return request.step > 0 && request.step < fault.step
}

// planned bounds what the agendas hold: nothing of them is due before that
// time and that step, so that most events need not ask them.
type planned struct {
	at   int64
	step uint64
}

func (w *World) replan() {
	w.planned = planned{math.MaxInt64, math.MaxUint64}
	w.faults.bound(&w.planned)
	w.inputs.bound(&w.planned)
}

func (a *agenda[T]) bound(p *planned) {
	if len(a.timed) > 0 {
		p.at = min(p.at, int64(a.when(a.timed[0]).At))
	}
	if len(a.stepped) > 0 {
		p.step = min(p.step, a.when(a.stepped[0]).Step)
	}
}
