package sandbox

import (
	"time"

	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/sim"
)

// tally is a small exercise: every node tells every other its own number, and
// outputs the sum of all when it has them; one is restarted meanwhile.
var tally = &exercise.Exercise{
	Name: "99-tally", Title: "Tally", Roles: []string{"Node"},
	Checks: []exercise.Check{
		{Name: "calm", Points: 5, Expect: "Every node outputs the sum.", Runs: 5, Run: runTally(false)},
		{Name: "restart", Points: 5, Expect: "Every node outputs the sum although one restarts.", Runs: 5, Run: runTally(true)},
	},
}

func runTally(restart bool) func(exercise.Nodes, uint64, bool) exercise.Outcome {
	return func(nodes exercise.Nodes, seed uint64, record bool) exercise.Outcome {
		c := sim.Config{Nodes: 3, Seed: seed, Link: sim.Link{Latency: sim.Uniform(time.Millisecond, 9*time.Millisecond)}, Budget: sim.Budget{Events: 20_000}}
		if restart {
			c.Faults = []sim.Fault{sim.Crash(4*time.Millisecond, 1), sim.Restart(6*time.Millisecond, 1)}
		}
		if record {
			c.Record = sim.Everything
		}
		t := exercise.NewTrial(c, nodes, func(sim.ID) string { return "Node" })
		t.Run(time.Second)
		if broken := t.Broken(); broken != nil {
			return *broken
		}
		right := map[sim.ID]bool{}
		for _, out := range t.World.Outputs() {
			if out.Value != 3 {
				return exercise.Outcome{Message: "a wrong sum was output.", At: out.At, Trace: exercise.Before(t.World.Trace(), out.At)}
			}
			right[out.Node] = true
		}
		if len(right) < 3 {
			return exercise.Outcome{Message: "not every node output the sum.", At: t.World.Now(), Trace: t.World.Trace()}
		}
		return exercise.Outcome{Passed: true}
	}
}

// tallyNode solves tally: it repeats itself until it has heard from all.
const tallyNode = `package main

import (
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

type Mine struct{ Number int }

type Node struct{ heard map[sim.ID]int }

func (n *Node) Start(env sim.Env) {
	n.heard = map[sim.ID]int{env.ID(): int(env.ID())}
	n.Timer(env, "again")
}

func (n *Node) Receive(env sim.Env, from sim.ID, message any) {
	n.heard[from] = message.(Mine).Number
	if len(n.heard) == 3 {
		sum := 0
		for _, number := range n.heard {
			sum += number
		}
		env.Output(sum)
	}
}

func (n *Node) Timer(env sim.Env, name string) {
	sim.Broadcast(env, Mine{int(env.ID())})
	if env.Now() < 100*time.Millisecond {
		env.SetTimer("again", 10*time.Millisecond)
	}
}
`
