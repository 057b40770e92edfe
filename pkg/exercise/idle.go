package exercise

import "github.com/faultline-go/faultline/pkg/sim"

// Idle is a node that does nothing. A type that embeds it is a sim.Node at
// once, and its own methods replace Idle's one by one.
type Idle struct{}

// Start does nothing.
func (Idle) Start(sim.Env) {}

// Receive does nothing.
func (Idle) Receive(sim.Env, sim.ID, any) {}

// Timer does nothing.
func (Idle) Timer(sim.Env, string) {}

// NotImplemented is what the stubs of an exercise panic with.
const NotImplemented = "not implemented"

// Forgiving is the node with every method that panics with NotImplemented
// taken as one that does nothing, so that the functions of an exercise can be
// written, and earn their points, one after the other.
func Forgiving(n sim.Node) sim.Node { return forgiving{n} }

type forgiving struct{ sim.Node }

func (f forgiving) Start(env sim.Env) {
	defer forgive()
	f.Node.Start(env)
}

func (f forgiving) Receive(env sim.Env, from sim.ID, message any) {
	defer forgive()
	f.Node.Receive(env, from, message)
}

func (f forgiving) Timer(env sim.Env, name string) {
	defer forgive()
	f.Node.Timer(env, name)
}

func forgive() {
	r := recover()
	if failure, ok := r.(Failure); ok {
		panic(failure)
	}
	if r != nil && r != NotImplemented {
		panic(panicIn{r, panicking()})
	}
}
