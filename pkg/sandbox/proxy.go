package sandbox

import (
	"context"
	"fmt"

	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/sandbox/guest"
	"github.com/faultline-go/faultline/pkg/sim"
)

// proxy is a submission's node in the grader's world: every event is handled
// by the guest, whose actions are then done here. When the guest fails, the
// proxy panics with an exercise.Failure.
type proxy struct {
	program *Program
	role    string
	inst    *instance
	dead    bool
	disk    *written
	packed  []byte
}

// happening is an event in words, for what is said when it ends badly.
type happening struct {
	kind uint32
	from sim.ID
	what string // the timer's name or the message's type
}

// String goes on after "while".
func (h happening) String() string {
	switch h.kind {
	case guest.EventStart:
		return "handling Start"
	case guest.EventTimer:
		return fmt.Sprintf("handling timer %q", h.what)
	case guest.EventReceive:
		if h.from == sim.Outside {
			return fmt.Sprintf("handling a request (%s)", h.what)
		}
		return fmt.Sprintf("handling a message (%s) from node %d", h.what, h.from)
	}
	return "being set up"
}

func (p *proxy) Start(env sim.Env) {
	ctx := context.Background()
	p.program.box.enter(env.ID(), p.role, happening{}, env.Elapsed())
	defer p.program.box.leave()
	run := p.program.run
	p.disk = run.disk(env.ID())
	p.boot(ctx, env, run)
	booted := happening{kind: guest.EventStart}
	p.program.box.now(booted)
	p.event(ctx, env, booted, nil)
}

func (p *proxy) boot(ctx context.Context, env sim.Env, run *run) {
	inst, err := p.program.nursery.take()
	p.inst = inst
	run.booted(ctx, env.ID(), inst)
	if err != nil {
		p.left(env, happening{}, err)
	}
	rand, choices := sim.Streams(env)
	boot := guest.Boot{Role: p.role, ID: env.ID(), Peers: env.Peers(), Rand: rand, Choices: choices, Disk: p.disk.image(env.Disk())}
	packed, err := inst.boot(ctx, boot)
	if err != nil {
		p.left(env, happening{}, err)
	}
	p.do(env, happening{}, packed)
}

func (p *proxy) Receive(env sim.Env, from sim.ID, message any) {
	o, err := sim.Pack(message)
	if err != nil {
		panic(fmt.Errorf("a message for the submission cannot be encoded: %w", err))
	}
	h := happening{kind: guest.EventReceive, from: from, what: text([]byte(o.Type))}
	p.program.box.enter(env.ID(), p.role, h, env.Elapsed())
	defer p.program.box.leave()
	p.packed = guest.AppendText(guest.AppendText(p.packed[:0], o.Type), o.Data)
	p.event(context.Background(), env, h, p.packed)
}

func (p *proxy) Timer(env sim.Env, name string) {
	h := happening{kind: guest.EventTimer, what: name}
	p.program.box.enter(env.ID(), p.role, h, env.Elapsed())
	defer p.program.box.leave()
	p.event(context.Background(), env, h, []byte(name))
}

func (p *proxy) event(ctx context.Context, env sim.Env, h happening, payload []byte) {
	if p.dead || p.inst == nil {
		p.fail(env, h, "was used after it had failed", "")
	}
	before := p.inst.memory()
	packed, err := p.inst.event(ctx, h.kind, h.from, payload, env.Now(), env.Elapsed())
	if err != nil {
		p.left(env, h, err)
	}
	run := p.program.run
	if run.memory += p.inst.memory() - before; run.memory > runMemory {
		p.fail(env, h, fmt.Sprintf("brought the memory of all nodes of this run over %d MB", runMemory>>20), memoryHint)
	}
	p.do(env, h, packed)
}

// do lets the actions happen in the world, in order.
func (p *proxy) do(env sim.Env, h happening, packed []byte) {
	actions, err := decode(packed)
	if err != nil {
		p.fail(env, h, "handed out actions that cannot be read: "+err.Error(), "")
	}
	run := p.program.run
	run.actions += len(actions)
	run.bytes += len(packed)
	if run.actions > runActions || run.bytes > runBytes {
		p.fail(env, h, fmt.Sprintf("brought the actions of all nodes of this run over %d, or over %d MB", runActions, runBytes>>20),
			"Messages and timers multiply: does every message that arrives cause more than one new one?")
	}
	for _, a := range actions {
		switch a.op {
		case guest.OpPanic:
			p.panicked(env, h, a)
		case guest.OpMisuse, guest.OpRefused:
			p.fail(env, h, text(clip(a.texts[0])), "")
		}
		if err := a.apply(env, p.disk); err != nil {
			p.fail(env, h, text(clip([]byte(err.Error()))), "")
		}
	}
}

// panicked ends the run, unless the panic is that of a stub, which counts as
// having done nothing.
func (p *proxy) panicked(env sim.Env, h happening, a action) {
	if string(a.texts[0]) == exercise.NotImplemented {
		return
	}
	what := "panicked: " + text(clip(a.texts[0]))
	if place := cellPlace(text(clip(a.texts[1]))); place != "" {
		what += " (" + place + ")"
	}
	p.fail(env, h, what, "")
}

// fail ends the run: what says what the node did.
func (p *proxy) fail(env sim.Env, h happening, what, hint string) {
	p.dead = true
	panic(exercise.Failure{Message: sentence(env.ID(), p.role, h, what) + ".", Hint: hint})
}

// left ends the run after the guest has gone.
func (p *proxy) left(env sim.Env, h happening, err error) {
	what, hint := departure(err, p.inst)
	p.fail(env, h, what, hint)
}

func sentence(id sim.ID, role string, h happening, what string) string {
	return fmt.Sprintf("node %d (%s) %s while %v", id, role, what, h)
}

// maxShown is how many bytes of a guest's words are shown.
const maxShown = 300

func clip(b []byte) []byte {
	if len(b) > maxShown {
		return append(b[:maxShown:maxShown], "…"...)
	}
	return b
}
