package sim

import (
	"slices"
	"strings"
	"time"
)

// A Byzantine process may run any Node at all. The constructors of this file
// make one from a correct Node: it behaves correctly but for its sends. They
// compose, as in Replay(Equivocate(node, …), 0.1); the outermost is nearest to
// the network. What a node sends to itself, and its outputs, stay as they are.
// The Node must be a fresh one, like every Node that newNode returns.

// Mutate sends, instead of each message, what change makes of it: a message
// that may depend on the receiver, or nil for silence. The Env is the node's
// own, so that the lie can be signed as this node, and as nobody else. The
// function must make a new message and leave the old one as it is.
func Mutate(node Node, change func(env Env, to ID, message any) any) Node {
	return wrap(node, func(_ *wrapper, env Env, to ID, message any) {
		if lie := change(env, to, message); lie != nil {
			env.Send(to, lie)
		}
	})
}

// Equivocate tells the processes of a group a lie in place of each message,
// and all others the truth: see Mutate.
func Equivocate(node Node, to Group, lie func(env Env, message any) any) Node {
	return Mutate(node, func(env Env, receiver ID, message any) any {
		if slices.Contains(to, receiver) {
			return lie(env, message)
		}
		return message
	})
}

// Silence sends nothing to the processes of a group; nil: to nobody.
func Silence(node Node, to Group) Node {
	return Equivocate(node, to, func(Env, any) any { return nil })
}

// SilenceAll sends nothing to anybody: the node is mute, and listens.
func SilenceAll(node Node) Node {
	return Mutate(node, func(Env, ID, any) any { return nil })
}

// Delay holds each message back for a time drawn from the law, by the node's
// own clock, so that later ones may overtake it.
func Delay(node Node, law Law) Node {
	if err := law.Validate(); err != nil {
		panic("sim.Delay: " + err.Error())
	}
	n, held := uint64(0), map[string]Received{} // by timer; From is the receiver
	w := wrap(node, func(w *wrapper, env Env, to ID, message any) {
		delay := w.rand(env).Duration(law)
		if delay == 0 {
			env.Send(to, message)
			return
		}
		n++
		timer := Numbered("delay", n)
		held[timer] = Received{to, message}
		env.SetTimer(own+timer, delay)
	})
	w.timer = func(env Env, name string) {
		env.Send(held[name].From, held[name].Message)
		delete(held, name)
	}
	return w
}

// Impersonate sends every message in another process's name. It is misuse
// unless Config.Forgeable is set: see Forge.
func Impersonate(node Node, as ID) Node {
	return wrap(node, func(_ *wrapper, env Env, to ID, message any) {
		Forge(env, as, to, message)
	})
}

// wrapper is a node whose sends go through a function.
type wrapper struct {
	node   Node
	shell  shell
	send   func(w *wrapper, env Env, to ID, message any)
	heard  func(w *wrapper, env Env, message any) // of each message; may be nil
	timer  func(env Env, name string)             // of the wrapper's own timers
	stream *Rand
}

func wrap(node Node, send func(w *wrapper, env Env, to ID, message any)) *wrapper {
	if node == nil {
		panic("sim: a Byzantine wrapper was given a nil Node: give it a correct one")
	}
	w := &wrapper{node: node, send: send}
	w.shell.w = w
	return w
}

// rand is the wrapper's own stream: one draw is all that it takes from the
// node's.
func (w *wrapper) rand(env Env) *Rand {
	if w.stream == nil {
		w.stream = NewRand(env.Rand().Uint64())
	}
	return w.stream
}

func (w *wrapper) under(env Env) Env {
	w.shell.Env = env
	return &w.shell
}

func (w *wrapper) Start(env Env) { w.node.Start(w.under(env)) }

func (w *wrapper) Receive(env Env, from ID, message any) {
	if w.heard != nil {
		w.heard(w, env, message)
	}
	w.node.Receive(w.under(env), from, message)
}

func (w *wrapper) Timer(env Env, name string) {
	inner, mine := strings.CutPrefix(name, own)
	switch {
	case !mine:
		w.node.Timer(w.under(env), name)
	case strings.HasPrefix(inner, own):
		w.node.Timer(w.under(env), inner)
	default:
		w.timer(env, inner)
	}
}

// shell is the Env that the wrapped node sees.
type shell struct {
	Env
	w *wrapper
}

// own begins the names of a wrapper's own timers; the node's timers whose
// names begin so get another one.
const own = "~"

// Unwrap is the Env below.
func (s *shell) Unwrap() Env { return s.Env }

func (s *shell) Send(to ID, message any) {
	if to == Outside || to == s.ID() {
		s.Env.Send(to, message)
		return
	}
	s.w.send(s.w, s.Env, to, message)
}

func (s *shell) SetTimer(name string, after time.Duration) { s.Env.SetTimer(escape(name), after) }
func (s *shell) CancelTimer(name string)                   { s.Env.CancelTimer(escape(name)) }

func escape(timer string) string {
	if strings.HasPrefix(timer, own) {
		return own + timer
	}
	return timer
}
