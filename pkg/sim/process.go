package sim

import (
	"fmt"
	"time"
)

// process is one node's place in the world, and the Env that the node sees.
// There may be a million: what few of them need is behind one pointer.
type process struct {
	w         *World
	node      Node   // nil while crashed
	clock     *clock // nil: perfect
	timers    []timer
	cursor    int64 // where the node's effects happen; busy until then
	more      *rare // nil: none of it is needed yet
	rand      Rand
	first     [1]timer // the beginning of timers, which often is all
	id        ID
	boot      uint32
	status    int32 // an index of World.statuses
	drawn     bool  // rand is seeded
	inHandler bool
	cut       bool // the crash has come: nothing of this event happens any more
	cutSoon   bool // a crash is planned after some effects
	held      bool // an event has to wait even if the cursor is past
	starting  bool // Start is pending
	paused    bool
	slow      bool // more.slow says how
	waking    bool // a wake-up is scheduled
}

// rare is the part of a process that most never use.
type rare struct {
	disk     disk
	diskRand Rand
	choices  *Rand
	waiting  []int32 // slots of events that came while the node could not
	before   Node    // while crashed: the one that was
	later    int     // effects still to happen at the cursor
	cutAfter int     // effects left until a crash in mid-event

	law       *DiskLaw // of this disk; nil: the Config's
	writeRand Rand
	lieRand   Rand
	slow      slowness
}

// rarely is the rare part, made when first needed.
func (p *process) rarely() *rare {
	if p.more == nil {
		p.more = &rare{}
		p.more.disk.signed = p.w.signed
		p.more.seed(p)
	}
	return p.more
}

func (r *rare) seed(p *process) {
	boot := uint64(p.id)<<32 | uint64(p.boot)
	r.diskRand = *NewRand(derive(p.w.config.Seed, streamDisk, boot))
	r.writeRand = *NewRand(derive(p.w.config.Seed, streamWrite, boot))
	r.lieRand = *NewRand(derive(p.w.config.Seed, streamLie, boot))
}

// hold notes whether events have to wait in line.
func (p *process) hold() {
	p.held = p.paused || p.starting || p.more != nil && (p.more.later > 0 || len(p.more.waiting) > 0)
}

// ticking is the process's clock, to be changed.
func (p *process) ticking() *clock {
	if p.clock == nil {
		p.clock = &clock{}
	}
	return p.clock
}

// legal reports the use of an Env outside its event.
func (p *process) legal(method string) bool {
	if !p.inHandler {
		p.w.fail("%s used its Env (%s) outside its own event: use it only during the call that it was given to", p.w.name(p.id), method)
	}
	return p.inHandler && p.w.failure == nil
}

// effect says whether the next effect may happen, and counts it.
func (p *process) effect(method string) bool {
	if !p.legal(method) || p.cut {
		return false
	}
	if p.cutSoon {
		p.more.cutAfter--
		p.cut = p.more.cutAfter == 0
	}
	return true
}

func (p *process) ID() ID { return p.id }

func (p *process) Peers() []ID { return p.w.peers(p.id) }

func (p *process) Now() time.Duration {
	p.legal("Now")
	return time.Duration(p.clock.now(p.w.now))
}

func (p *process) Elapsed() time.Duration {
	p.legal("Elapsed")
	return time.Duration(p.clock.elapsed(p.w.now))
}

func (p *process) Adjust(by, over time.Duration) {
	if over < 0 {
		p.w.fail("%s called Adjust over %v: use 0 for a step, or a positive time", p.w.name(p.id), over)
	}
	if !within(by, longest) || over > longest {
		p.w.fail("%s called Adjust by %v over %v: at most %v", p.w.name(p.id), by, over, longest)
	}
	if p.effect("Adjust") {
		do(p, adjusting{by, over})
	}
}

func (p *process) Rand() *Rand {
	p.legal("Rand")
	if !p.drawn {
		p.drawn = true
		p.rand = *NewRand(deriveSecret(p.w.config.Seed, streamNode, uint64(p.id)<<32|uint64(p.boot)))
	}
	return &p.rand
}

func (p *process) Choose(n int) int {
	if !p.legal("Choose") {
		return 0
	}
	if n < 1 {
		p.w.fail("%s called Choose(%d): there must be something to choose from", p.w.name(p.id), n)
		return 0
	}
	return p.choice().IntN(n)
}

func (p *process) choice() *Rand {
	more := p.rarely()
	if more.choices == nil {
		more.choices = NewRand(deriveSecret(p.w.config.Seed, streamChoice, uint64(p.id)<<32|uint64(p.boot)))
	}
	return more.choices
}

func (p *process) Send(to ID, message any) {
	if to == Outside {
		p.Output(message)
		return
	}
	if !p.w.known(to) {
		p.w.fail("%s sent to %d, which does not exist: IDs go from 0 to %d", p.w.name(p.id), to, len(p.w.processes)-1)
		return
	}
	if g := p.w.network.graph; g != nil && !g.linked(p.id, to) && !p.w.config.Forgeable {
		p.w.fail("%s sent to %s, to which Config.Graph gives it no link: send to Env.Peers only", p.w.name(p.id), p.w.name(to))
		return
	}
	if err := p.w.sendable.check(message); err != nil {
		p.w.fail("%s sent to %s: %v", p.w.name(p.id), p.w.name(to), err)
		return
	}
	switch {
	case !p.effect("Send"):
	case p.cursor <= p.w.now:
		p.w.send(p, to, message)
	default:
		do(p, sending{to, message, p.w.forged})
	}
}

func (p *process) SetTimer(name string, after time.Duration) {
	if after < 0 {
		p.w.fail("%s set timer %q to %v: a timer cannot fire in the past", p.w.name(p.id), name, after)
	}
	switch {
	case !p.effect("SetTimer"):
	case p.cursor <= p.w.now:
		p.arm(name, p.clock.elapsed(p.w.now)+int64(min(after, longest)))
	default:
		do(p, arming{name, min(after, longest)})
	}
}

func (p *process) CancelTimer(name string) {
	if p.effect("CancelTimer") {
		do(p, disarming{name})
	}
}

func (p *process) Busy(d time.Duration) {
	if d < 0 {
		p.w.fail("%s called Busy(%v): work cannot take less than no time", p.w.name(p.id), d)
	}
	if p.legal("Busy") && !p.cut {
		p.cursor += p.worked(min(d, longest))
	}
}

func (p *process) Disk() Disk {
	p.legal("Disk")
	return (*nodeDisk)(p)
}

func (p *process) Sign(content any) Signature {
	p.legal("Sign")
	s, err := sign(p.id, content)
	if err != nil {
		p.w.fail("%s signed %T: %v", p.w.name(p.id), content, err)
		return Signature{}
	}
	p.w.signed[s] = struct{}{}
	return s
}

func (p *process) Output(value any) {
	if p.effect("Output") {
		do(p, outputting{value})
	}
}

func (p *process) Status(state string) {
	if p.legal("Status") && !p.cut {
		do(p, entering{state})
	}
}

func (p *process) Note(format string, args ...any) {
	if !p.legal("Note") || p.cut {
		return
	}
	text := ""
	if p.w.recorder.on() {
		text = fmt.Sprintf(format, args...)
	}
	do(p, noting{text}) // recorded or not, so that recording changes nothing
}
