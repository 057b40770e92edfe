package sim

import (
	"time"
)

// network holds what links remember.
type network struct {
	config *Config
	seed   uint64
	edges  edges
	rules  []LinkRule // of the Config, then of faults; the last that fits wins
	links  []link     // one for each rule, after that of Config.Link
	cuts   []cut
	fixed  map[MessageName][]time.Duration
}

// link is a Link with its chances as thresholds.
type link struct {
	Link
	loss, duplicate, reorder chance
}

// edge is the state of one direction between two processes.
type edge struct {
	n    uint64 // messages so far
	last int64  // FIFO: when the latest one arrives
	link int32  // index of its law, from 1; 0 is not looked up yet
}

func newNetwork(c *Config) network {
	n := network{config: c, seed: derive(c.Seed, streamNetwork, 0), edges: newEdges(c.Nodes + c.Clients)}
	n.links = append(n.links, compile(c.Link))
	for _, rule := range c.Links {
		n.addRule(rule)
	}
	if len(c.Decisions) > 0 {
		n.fixed = make(map[MessageName][]time.Duration, len(c.Decisions))
		for _, d := range c.Decisions {
			n.fixed[d.Message] = d.Delays
		}
	}
	return n
}

func (n *network) addRule(rule LinkRule) {
	n.rules = append(n.rules, rule)
	n.links = append(n.links, compile(rule.Link))
}

func compile(l Link) link {
	if l.HoldBack.Kind == LawConstant && l.HoldBack.A == 0 && l.HoldBack.Shift == 0 {
		l.HoldBack = l.Latency
	}
	return link{Link: l, loss: chanceOf(l.Loss), duplicate: chanceOf(l.Duplicate), reorder: chanceOf(l.Reorder)}
}

// linkOf is the law of an edge.
func (n *network) linkOf(e *edge, from, to ID) *link {
	if e.link == 0 {
		e.link = 1
		for i, rule := range n.rules {
			if (rule.From == Any || rule.From == from) && (rule.To == Any || rule.To == to) {
				e.link = int32(i) + 2
			}
		}
	}
	return &n.links[e.link-1]
}

// Streams of one message's fate: each choice has its own, so that another
// loss rate, say, leaves every delay as it was.
const (
	fateLoss = iota + 1
	fateDuplicate
	fateReorder
	fateDelay
	fateSecond
	fateHold
)

// fate is the source of all that chance decides for one message.
type fate uint64

func (n *network) fateOf(m MessageName) fate {
	return fate(mix(mix(n.seed^(uint64(uint32(m.From))<<32|uint64(uint32(m.To)))) + m.N*golden))
}

func (f fate) draw(choice uint64) uint64 { return mix(uint64(f) + choice*golden) }
func (f fate) stream(choice uint64) Rand { return Rand{state: f.draw(choice)} }

// send puts a message on its way.
func (w *World) send(p *process, to ID, message any) {
	e := w.network.edges.at(p.id, to)
	e.n++
	s := slot{kind: slotMessage, message: message, from: p.id, to: to, n: e.n, copy: 1}
	w.note(mark64(slotMessage, p.id)<<1, uint64(uint32(to))<<32^e.n)
	w.stats.Sent++
	if w.config.Check {
		w.seal(p, &s)
	}
	if w.recorder.on() {
		w.record(Event{Kind: EventSend, Node: p.id, Peer: to, Message: s.name(), Copy: 1, Value: message})
	}
	if to == p.id {
		w.schedule(w.now, s)
		return
	}
	if w.network.isCut(p.id, to) {
		w.drop(s, DropCut)
		return
	}
	w.decide(e, s)
}

// decide draws the message's fate, or reads it from a Decision.
func (w *World) decide(e *edge, s slot) {
	n := &w.network
	law := n.linkOf(e, s.from, s.to)
	if delays, ok := n.fixed[s.name()]; ok {
		w.deliverAfter(e, law, s, delays)
		return
	}
	f := n.fateOf(s.name())
	if !law.loss.never() && law.loss.hit(f.draw(fateLoss)) {
		w.drop(s, DropLost)
		return
	}
	delay := law.delay(f, fateDelay)
	if !law.reorder.never() && law.reorder.hit(f.draw(fateReorder)) {
		r := f.stream(fateHold)
		delay += law.HoldBack.draw(&r)
		w.stats.Reordered++
	}
	w.carry(e, law, s, delay)
	if !law.duplicate.never() && law.duplicate.hit(f.draw(fateDuplicate)) {
		w.duplicate(e, law, s, law.delay(f, fateSecond))
	}
}

func (l *link) delay(f fate, choice uint64) time.Duration {
	r := f.stream(choice)
	return l.Latency.draw(&r)
}

func (w *World) deliverAfter(e *edge, law *link, s slot, delays []time.Duration) {
	if len(delays) == 0 {
		w.drop(s, DropLost)
	}
	for i, d := range delays {
		if i == 0 {
			w.carry(e, law, s, d)
			continue
		}
		w.duplicate(e, law, s, d)
		s.copy++
	}
}

func (w *World) duplicate(e *edge, law *link, s slot, delay time.Duration) {
	s.copy++
	w.stats.Duplicated++
	w.record(Event{Kind: EventDuplicate, Node: s.from, Peer: s.to, Message: s.name(), Copy: s.copy, Value: s.message})
	w.carry(e, law, s, delay)
}

// carry schedules the arrival.
func (w *World) carry(e *edge, law *link, s slot, delay time.Duration) {
	at := w.now + int64(delay)
	if law.FIFO {
		at = max(at, e.last)
		e.last = at
	}
	w.schedule(at, s)
}

// arrive is a message at the receiver's end of the link.
func (w *World) arrive(p *process, i int32) {
	s := w.slots[i]
	switch {
	case s.from >= 0 && s.from != s.to && w.network.isCut(s.from, s.to):
		w.release(i)
		w.drop(s, DropCut)
	case p.node == nil:
		w.release(i)
		w.drop(s, DropDown)
	default:
		w.offer(p, i)
	}
}

// delivered accounts for a message that its node is about to handle.
func (w *World) delivered(p *process, s slot) {
	w.stats.Delivered++
	if w.config.Check {
		w.checkUnchanged(p, s, "on its way")
	}
	w.record(Event{Kind: EventDeliver, Node: p.id, Peer: s.from, Message: s.name(), Copy: s.copy, Value: s.message})
}

func (w *World) drop(s slot, reason string) {
	switch reason {
	case DropLost:
		w.stats.Lost++
	case DropCut:
		w.stats.Cut++
	default:
		w.stats.Down++
	}
	w.record(Event{Kind: EventDrop, Node: s.from, Peer: s.to, Message: s.name(), Copy: s.copy, Text: reason, Value: s.message})
}

func (s *slot) name() MessageName { return MessageName{s.from, s.to, s.n} }

// ask delivers a message from Outside, as an event of its own: nothing can
// happen to it on the way.
func (w *World) ask(to ID, message any) {
	e := w.network.edges.at(Outside, to)
	e.n++
	s := slot{kind: slotMessage, message: message, from: Outside, to: to, n: e.n, copy: 1}
	if w.config.Check {
		w.seal(nil, &s)
	}
	w.steps++
	w.note(uint64(w.now), mark64(slotMessage, to))
	w.asked = append(w.asked, Request{When{w.Now(), w.steps}, to, message})
	w.record(Event{Kind: EventSend, Node: Outside, Peer: to, Message: s.name(), Copy: 1, Value: message})
	w.arrive(&w.processes[to], w.place(s))
}
