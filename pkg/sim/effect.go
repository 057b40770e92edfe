package sim

import (
	"fmt"
	"time"
)

// effect is something that an event does to the world. It happens at the
// node's cursor: at once, or as an event of its own if the node was busy.
type effect interface{ happen(p *process) }

type (
	sending struct {
		to      ID
		message any
		forged  uint32 // World.forged
	}
	arming struct {
		name  string
		after time.Duration
	}
	disarming  struct{ name string }
	outputting struct{ value any }
	entering   struct{ state string }
	noting     struct{ text string }
	syncing    struct {
		upTo int
		lie  bool
	}
	adjusting struct{ by, over time.Duration }
	writing   struct { // the write itself happened; this tells the trace when
		what  string
		value any
	}
)

// do is generic so that an effect which happens at once is not boxed.
func do[E effect](p *process, e E) {
	if p.cursor <= p.w.now {
		e.happen(p)
		return
	}
	p.rarely().later++
	p.hold()
	p.w.schedule(p.cursor, slot{kind: slotEffect, to: p.id, boot: p.boot, message: effect(e)})
}

func (e sending) happen(p *process) {
	p.w.forged = e.forged
	p.w.send(p, e.to, e.message)
	p.w.forged = 0
}

func (e arming) happen(p *process) {
	p.arm(e.name, p.clock.elapsed(p.w.now)+int64(e.after))
}

func (e disarming) happen(p *process) { p.disarm(e.name) }

func (e outputting) happen(p *process) {
	w := p.w
	w.note(mark64(slotEffect, p.id), uint64(len(w.outputs)))
	w.outputs = append(w.outputs, Out{Step: w.steps, At: time.Duration(w.now), Node: p.id, Value: e.value})
	w.record(Event{Kind: EventOutput, Node: p.id, Value: e.value})
}

func (e entering) happen(p *process) {
	p.status = p.w.statuses.number(e.state)
	p.w.record(Event{Kind: EventStatus, Node: p.id, Text: e.state})
}

func (e noting) happen(p *process) {
	p.w.record(Event{Kind: EventNote, Node: p.id, Text: e.text})
}

func (e syncing) happen(p *process) {
	if e.lie {
		p.w.stats.LostSyncs++
		p.w.record(Event{Kind: EventSync, Node: p.id, Text: "that is a lie"})
		return
	}
	p.rarely().disk.sync(e.upTo)
	p.w.record(Event{Kind: EventSync, Node: p.id})
}

func (e adjusting) happen(p *process) {
	p.ticking().adjust(p.w.now, int64(e.by), int64(e.over))
	p.w.note(mark64(slotEffect, p.id), uint64(e.by))
	p.w.record(Event{Kind: EventClock, Node: p.id, Text: fmt.Sprintf("adjusted by %v over %v", e.by, e.over)})
}

func (e writing) happen(p *process) {
	p.w.record(Event{Kind: EventWrite, Node: p.id, Text: e.what, Value: e.value})
}
