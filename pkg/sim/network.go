package sim

import (
	"math/bits"
	"time"
)

// network holds what links remember.
type network struct {
	config   *Config
	seed     uint64
	numbers  numbers      // of messages
	arrivals table[int64] // FIFO: when the latest message of a link arrives
	rules    []LinkRule   // of the Config, then of faults; the last that fits wins
	links    []link       // one for each rule, after that of Config.Link
	cuts     []cut
	graph    *graph       // nil: complete
	bad      table[bool]  // bursts: the direction is in a bad spell
	departs  table[int64] // bandwidth: when the latest message has left
	omits    *omissions   // nil: nobody omits
	troubled bool         // there are cuts, omissions or damaged messages
	opposed  bool         // an adversary delivers the messages
	fixed    map[MessageName][]time.Duration
}

// link is a Link with its chances as thresholds.
type link struct {
	Link
	loss, duplicate, reorder chance
	weather                  *weather // nil: nothing of it
	fair                     bool     // nothing but a delay can happen to a message
}

func newNetwork(c *Config, g *graph) network {
	all := c.Nodes + c.Clients
	n := network{config: c, graph: g, seed: derive(c.Seed, streamNetwork, 0), numbers: newNumbers(all, g),
		arrivals: newTable[int64](all, g), bad: newTable[bool](all, g), departs: newTable[int64](all, g)}
	n.troubled = g != nil && c.Forgeable // an answer to a forged sender may have no link
	n.links = append(n.links, n.compile(c.Link))
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
	n.links = append(n.links, n.compile(rule.Link))
}

func (n *network) compile(l Link) link {
	if l.HoldBack.Kind == LawConstant && l.HoldBack.A == 0 && l.HoldBack.Shift == 0 {
		l.HoldBack = l.Latency
	}
	made := link{Link: l, loss: chanceOf(l.Loss), duplicate: chanceOf(l.Duplicate), reorder: chanceOf(l.Reorder), weather: newWeather(n.config, l)}
	if n.opposed {
		made.reorder = chance{}
	}
	made.fair = made.weather == nil && made.loss.never() && made.duplicate.never() && made.reorder.never()
	return made
}

// linkOf is the law of a link: of the rules that fit, the last.
func (n *network) linkOf(from, to ID) *link {
	for i := len(n.rules) - 1; i >= 0; i-- {
		if rule := &n.rules[i]; (rule.From == Any || rule.From == from) && (rule.To == Any || rule.To == to) {
			return &n.links[i+1]
		}
	}
	return &n.links[0]
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
	fateBurst
	fateCorrupt
	fateFlip
	fateOmitSend
	fateOmitReceive // and, for further copies, what follows
)

// fate is the source of all that chance decides for one message.
type fate uint64

func (n *network) fateOf(m MessageName) fate {
	link := uint64(uint32(m.From))<<32 | uint64(uint32(m.To))
	hi, lo := bits.Mul64(n.seed^link*streamGap, n.seed+m.N*golden)
	return fate(hi ^ lo)
}

// streamGap keeps the streams of a fate apart: no small multiple of golden,
// by which each goes on, leads from one to another.
const streamGap = 0xd1342543de82ef95

func (f fate) draw(choice uint64) uint64 { return mix(uint64(f) + choice*streamGap) }
func (f fate) stream(choice uint64) Rand { return Rand{state: uint64(f) + choice*streamGap} }

// send puts a message on its way.
func (w *World) send(p *process, to ID, message any) {
	net := &w.network
	n := net.numbers.next(p.id, to)
	i := w.alloc()
	s := &w.slots[i]
	s.message, s.from, s.to, s.n = message, p.id, to, n
	s.kind, s.copy, s.boot = slotMessage, 1, w.forged
	w.note(mark64(slotMessage, p.id)<<1, uint64(uint32(to))<<32^n)
	w.stats.Sent++
	if w.config.Check {
		w.seal(p, s)
	}
	if w.recorder.on() {
		w.recordMessage(EventSend, p.id, to, s)
	}
	switch {
	case to == p.id:
		w.enqueue(i, w.now)
	case net.troubled && w.stopped(i):
	default:
		w.decide(i, net.linkOf(p.id, to))
	}
}

// decide draws the message's fate, or reads it from a Decision.
func (w *World) decide(i int32, law *link) {
	s := &w.slots[i]
	loss, departs := law.loss, w.now
	if law.weather != nil {
		loss, departs = w.begin(i, law)
	}
	if w.network.fixed != nil {
		if delays, ok := w.network.fixed[s.name()]; ok {
			w.deliverAfter(i, law, delays)
			return
		}
	}
	f := w.network.fateOf(s.name())
	if law.fair {
		w.carry(i, law, w.now+int64(law.delay(f, fateDelay)))
		return
	}
	if !loss.never() && loss.hit(f.draw(fateLoss)) {
		w.drop(i, DropLost)
		return
	}
	if law.weather != nil {
		w.damage(i, law)
	}
	delay := law.delay(f, fateDelay)
	if !law.reorder.never() && law.reorder.hit(f.draw(fateReorder)) {
		r := f.stream(fateHold)
		delay += law.HoldBack.draw(&r)
		w.stats.Reordered++
	}
	w.carry(i, law, departs+int64(delay))
	if !law.duplicate.never() && law.duplicate.hit(f.draw(fateDuplicate)) {
		w.duplicate(i, law, 2, departs+int64(law.delay(f, fateSecond)))
	}
}

func (l *link) delay(f fate, choice uint64) time.Duration {
	r := f.stream(choice)
	return l.Latency.draw(&r)
}

func (w *World) deliverAfter(i int32, law *link, delays []time.Duration) {
	if len(delays) == 0 && !w.promised() {
		w.drop(i, DropLost)
		return
	}
	if law.weather != nil {
		w.damage(i, law)
	}
	if len(delays) == 0 {
		w.carry(i, law, int64(horizon))
		return
	}
	w.carry(i, law, w.now+int64(delays[0]))
	for copies, delay := range delays[1:] {
		w.duplicate(i, law, uint8(copies+2), w.now+int64(delay))
	}
}

// duplicate makes a copy of a message that is under way.
func (w *World) duplicate(i int32, law *link, number uint8, at int64) {
	second := w.slots[i]
	second.copy = number
	w.stats.Duplicated++
	if w.recorder.on() {
		w.record(Event{Kind: EventDuplicate, Node: second.from, Peer: second.to, Message: second.name(), Copy: number, Value: second.message})
	}
	w.carry(w.place(second), law, at)
}

// carry schedules the arrival, or leaves it to the adversary.
func (w *World) carry(i int32, law *link, at int64) {
	if law.weather != nil && law.weather.timing != nil {
		if w.network.opposed {
			w.hold(i, law.FIFO)
			return
		}
		w.watch(i)
		at = min(at, w.latest())
	}
	if law.FIFO {
		s := &w.slots[i]
		last := w.network.arrivals.at(s.from, s.to)
		at = max(at, *last)
		*last = at
	}
	w.enqueue(i, at)
}

// arrive is a message at the receiver's end of the link.
func (w *World) arrive(p *process, i int32) {
	switch {
	case w.network.troubled && w.refused(i):
	case p.node == nil:
		w.drop(i, DropDown)
	default:
		w.offer(p, i)
	}
}

// receive hands a message to its node.
func (w *World) receive(p *process, s *slot) {
	w.stats.Delivered++
	if w.recorder.on() {
		w.recordMessage(EventDeliver, p.id, s.from, s)
	}
	if !w.config.Check {
		p.node.Receive(p, s.sender(), s.message)
		return
	}
	whole := *s
	w.checkUnchanged(p, whole, "on its way")
	p.node.Receive(p, whole.sender(), whole.message)
	w.checkUnchanged(p, whole, "while it was received")
}

// drop ends a message's way.
func (w *World) drop(i int32, reason string) {
	s := &w.slots[i]
	switch reason {
	case DropLost:
		w.stats.Lost++
	case DropCut:
		w.stats.Cut++
	case DropDamaged:
		w.stats.Damaged++
		s.message = readable(s.message)
	case DropUnsent, DropUnheard:
		w.stats.Omitted++
	default:
		w.stats.Down++
	}
	if w.recorder.on() {
		w.record(Event{Kind: EventDrop, Node: s.from, Peer: s.to, Message: s.name(), Copy: s.copy, Text: reason, Value: s.message})
	}
	w.release(i)
}

func (s *slot) name() MessageName { return MessageName{s.from, s.to, s.n} }

// ask delivers a message from Outside, as an event of its own: nothing can
// happen to it on the way.
func (w *World) ask(to ID, message any) {
	i := w.place(slot{kind: slotMessage, message: message, from: Outside, to: to, n: w.network.numbers.next(Outside, to), copy: 1})
	s := &w.slots[i]
	if w.config.Check {
		w.seal(nil, s)
	}
	w.steps++
	w.note(uint64(w.now), mark64(slotMessage, to))
	w.asked = append(w.asked, Request{When{w.Now(), w.steps}, to, message})
	w.record(Event{Kind: EventSend, Node: Outside, Peer: to, Message: s.name(), Copy: 1, Value: message})
	w.arrive(&w.processes[to], i)
}
