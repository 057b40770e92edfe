package sim

import "time"

// recorder keeps the latest trace events, in a ring.
type recorder struct {
	limit   int
	events  []Event
	next    int
	dropped uint64
}

func (r *recorder) on() bool { return r.limit > 0 }

func (r *recorder) add(e Event) {
	if len(r.events) < r.limit {
		r.events = append(r.events, e)
		return
	}
	r.events[r.next] = e
	r.next = (r.next + 1) % r.limit
	r.dropped++
}

// record completes the event with the moment and keeps it.
func (w *World) record(e Event) {
	if !w.recorder.on() {
		return
	}
	e.Step, e.At = w.steps, time.Duration(w.now)
	if w.known(e.Node) {
		e.Local = w.clockOf(&w.processes[e.Node])
	}
	w.recorder.add(e)
}

// Trace is what Config.Record asked to keep, so far.
func (w *World) Trace() *Trace {
	r := &w.recorder
	t := &Trace{Servers: w.config.Nodes, Seed: w.config.Seed, Dropped: r.dropped, Faults: w.done}
	for i := range w.processes {
		t.Names = append(t.Names, w.name(ID(i)))
	}
	t.Events = append(append(t.Events, r.events[r.next:]...), r.events[:r.next]...)
	return t
}
