package guest

import (
	"fmt"
	"slices"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// env is the Env of the sandboxed node. What the node does becomes actions in
// out; what it asks is answered from what the host told before the event.
type env struct {
	boot         Boot
	rand         *sim.Rand
	choices      *sim.Rand
	disk         disk
	now, elapsed time.Duration
	out          []byte
	actions      int
	inEvent      bool
}

// stop is panicked with to end an event that cannot go on; the action that
// says why is already out.
type stop struct{}

func newEnv(b Boot) *env {
	e := &env{boot: b, rand: sim.ContinueRand(b.Rand), choices: sim.ContinueRand(b.Choices)}
	e.disk = newDisk(e, b.Disk)
	return e
}

// misuse ends the event: the node did what Env does not allow.
func (e *env) misuse(format string, args ...any) {
	e.end(OpMisuse, fmt.Sprintf(format, args...))
}

func (e *env) end(op Op, text string) {
	e.out = AppendText(append(e.out, byte(op)), clip(text))
	panic(stop{})
}

func clip(text string) string { return text[:min(len(text), MaxMessage/2)] }

func (e *env) legal(method string) {
	if !e.inEvent {
		panic(fmt.Sprintf("Env.%s was used outside its own event: use an Env only during the call that it was given to", method))
	}
}

// act begins an action of the given weight in bytes.
func (e *env) act(op Op, method string, weight int) {
	e.legal(method)
	e.actions++
	switch {
	case weight > MaxMessage:
		e.end(OpRefused, fmt.Sprintf("handed %d bytes to %s: at most %d are allowed", weight, method, MaxMessage))
	case e.actions > MaxActions:
		e.end(OpRefused, fmt.Sprintf("did more than %d things in one event (the last was %s)", MaxActions, method))
	case len(e.out)+weight > MaxBytes-MaxMessage:
		e.end(OpRefused, fmt.Sprintf("produced more than %d bytes in one event (the last by %s)", MaxBytes-MaxMessage, method))
	}
	e.out = append(e.out, byte(op))
}

func (e *env) number(n int64) *env  { e.out = AppendNumber(e.out, n); return e }
func (e *env) text(s string) *env   { e.out = AppendText(e.out, s); return e }
func (e *env) bytes(b []byte) *env  { e.out = AppendText(e.out, b); return e }
func (e *env) ID() sim.ID           { return e.boot.ID }
func (e *env) Peers() []sim.ID      { return e.boot.Peers }
func (e *env) Now() time.Duration   { e.legal("Now"); return e.now }
func (e *env) Rand() *sim.Rand      { e.legal("Rand"); return e.rand }
func (e *env) Disk() sim.Disk       { e.legal("Disk"); return &e.disk }
func (e *env) Status(state string)  { e.act(OpStatus, "Status", len(state)); e.text(state) }
func (e *env) CancelTimer(n string) { e.act(OpCancel, "CancelTimer", len(n)); e.text(n) }

func (e *env) Elapsed() time.Duration { e.legal("Elapsed"); return e.elapsed }

func (e *env) Adjust(by, over time.Duration) {
	if over < 0 {
		e.misuse("called Adjust over %v: use 0 for a step, or a positive time", over)
	}
	e.act(OpAdjust, "Adjust", 16)
	e.number(int64(by)).number(int64(over))
	if over == 0 {
		e.now += by
	}
}

func (e *env) Choose(n int) int {
	e.legal("Choose")
	if n < 1 {
		e.misuse("called Choose(%d): there must be something to choose from", n)
	}
	return e.choices.IntN(n)
}

func (e *env) Send(to sim.ID, message any) {
	name, data, err := sim.Encode(message)
	if err != nil {
		e.misuse("sent a message that cannot be sent: %v", err)
	}
	e.act(OpSend, "Send", len(name)+len(data))
	e.number(int64(to)).text(name).bytes(data)
}

func (e *env) SetTimer(name string, after time.Duration) {
	if after < 0 {
		e.misuse("set timer %q to %v: a timer cannot fire in the past", name, after)
	}
	e.act(OpTimer, "SetTimer", len(name))
	e.number(int64(after)).text(name)
}

func (e *env) Busy(d time.Duration) {
	if d < 0 {
		e.misuse("called Busy(%v): work cannot take less than no time", d)
	}
	e.act(OpBusy, "Busy", 8)
	e.number(int64(d))
}

func (e *env) Sign(any) sim.Signature {
	e.misuse("called Sign: signatures are not available to graded nodes in this version")
	return sim.Signature{}
}

func (e *env) Output(value any) {
	o, err := sim.Pack(value)
	if err != nil {
		e.misuse("output a value that cannot be encoded: %v", err)
	}
	e.act(OpOutput, "Output", len(o.Type)+len(o.Data))
	e.text(o.Type).bytes(o.Data)
}

func (e *env) Note(format string, args ...any) {
	text := clip(fmt.Sprintf(format, args...))
	e.act(OpNote, "Note", len(text))
	e.text(text)
}

// begin opens the Env for one event.
func (e *env) begin(now, elapsed time.Duration) {
	e.now, e.elapsed = now, elapsed
	e.out, e.actions, e.inEvent = e.out[:0], 0, true
	if cap(e.out) > 1<<20 {
		e.out = slices.Clip(e.out)
	}
}
