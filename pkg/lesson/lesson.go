// Package lesson is what the notebooks of the course share, so that a cell
// shows the idea that is taught and not its plumbing. Start with [Run] for one
// run, [Values] and [Share] for many, and [Curve] for the theory beside them.
//
// Runs have the seeds 1, 2, 3 …, so that every number in a notebook can be
// had again.
package lesson

import (
	"fmt"
	"os"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// exit is replaced in tests.
var exit = func(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(2)
}

// Run makes a world that records everything, and lets it go on for d. A
// mistake in the Config, or in a node, ends the cell's program with a sentence
// that names it and exit code 2.
func Run(c sim.Config, d time.Duration, newNode func(sim.ID) sim.Node) *sim.World {
	c.Record = sim.Everything
	world, err := sim.New(c, newNode)
	if err != nil {
		exit(err)
		return nil
	}
	if stop := world.Run(d); stop.Err != nil {
		exit(stop.Err)
	}
	return world
}
