package exercise

import (
	"fmt"
	"strings"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// Trial is one run of a submission in a world. It notices what a node does
// wrong by itself, so that a check looks only at what the nodes achieve.
type Trial struct {
	World *sim.World
	// Accepted are the requests from Outside whose Receive has returned.
	Accepted []Accepted

	failure *Failure
}

// Accepted is a request that a node has taken over: its event has ended, so
// that a crash later on is no excuse for having forgotten it.
type Accepted struct {
	At      time.Duration
	Node    sim.ID
	Message any
}

// NewTrial makes the world; role says which role plays at an ID. A mistake in
// the Config is the exercise's own, and panics.
func NewTrial(c sim.Config, nodes Nodes, role func(sim.ID) string) *Trial {
	t := &Trial{}
	world, err := sim.New(c, func(id sim.ID) sim.Node {
		w := &watched{Idle{}, t, role(id)}
		t.guard(w.role, "its constructor", func() { w.make(nodes[w.role]) })
		return w
	})
	if err != nil {
		panic(fmt.Sprintf("exercise: a world of its own: %v", err))
	}
	t.World = world
	return t
}

// Until runs until met holds and says whether it does: false means that the
// run ended before, or went wrong; see Broken.
func (t *Trial) Until(met func(*sim.World) bool) bool {
	holds := false
	stop := t.World.RunUntil(func(w *sim.World) bool {
		holds = t.failure == nil && met(w)
		return holds || t.failure != nil
	})
	if stop.Err != nil && t.failure == nil {
		t.failure = explain(stop)
	}
	return holds
}

// Run lets virtual time go on for d; false means that the run went wrong.
func (t *Trial) Run(d time.Duration) bool {
	if t.failure != nil {
		return false
	}
	if stop := t.World.Run(d); stop.Err != nil && t.failure == nil {
		t.failure = explain(stop)
	}
	return t.failure == nil
}

// Broken is the outcome of a run in which a node panicked, misused its Env or
// did not come to rest; nil if nothing of the kind has happened.
func (t *Trial) Broken() *Outcome {
	if t.failure == nil {
		return nil
	}
	return &Outcome{Message: t.failure.Message, Hint: t.failure.Hint, At: t.World.Now(), Trace: Before(t.World.Trace(), t.World.Now())}
}

func explain(stop sim.Stop) *Failure {
	if stop.Why == sim.BudgetSpent {
		return &Failure{
			Message: "The run does not come to rest: " + stop.Err.Error() + ".",
			Hint:    "Something happens again and again. Is a timer set to a time near zero, or does every message cause another one?",
		}
	}
	text, _, _ := strings.Cut(stop.Err.Error(), "\n")
	if i := strings.LastIndex(text, " (seed "); i > 0 {
		text = text[:i]
	}
	return &Failure{Message: strings.ToUpper(text[:1]) + text[1:] + "."}
}

// watched is a submission's node in a trial.
type watched struct {
	sim.Node
	trial *Trial
	role  string
}

func (w *watched) make(fresh func() sim.Node) {
	if fresh == nil {
		panic(Failure{Message: fmt.Sprintf("There is no node for the role %s.", w.role)})
	}
	node := fresh()
	if node == nil {
		panic(Failure{Message: fmt.Sprintf("The node for the role %s is nil.", w.role)})
	}
	w.Node = node
}

func (w *watched) Start(env sim.Env) {
	w.trial.guard(w.role, "Start", func() { w.Node.Start(env) })
}

func (w *watched) Receive(env sim.Env, from sim.ID, message any) {
	w.trial.guard(w.role, "Receive", func() { w.Node.Receive(env, from, message) })
	if from == sim.Outside {
		w.trial.Accepted = append(w.trial.Accepted, Accepted{w.trial.World.Now(), env.ID(), message})
	}
}

func (w *watched) Timer(env sim.Env, name string) {
	w.trial.guard(w.role, "Timer", func() { w.Node.Timer(env, name) })
}

// guard calls a node's method; after the first failure it calls none.
func (t *Trial) guard(role, method string, call func()) {
	if t.failure != nil {
		return
	}
	defer func() {
		if r := recover(); r != nil {
			t.failure = panicked(role, method, r)
		}
	}()
	call()
}
