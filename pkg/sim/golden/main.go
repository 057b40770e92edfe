// Command golden runs every scenario of a table and prints what came of it,
// one line each: the same on every machine, or the simulator is broken. A run
// is named by its checksum, and by a hash of its whole trace, contents, clocks
// and all; its schedule, saved, loaded and run, must give both again.
//
//	go run ./pkg/sim/golden
//
// Its tests compare the lines with testdata/table.txt, on this machine and, as
// other programs, for other processors: see machines_test.go.
package main

import (
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// scenario is one row of the table.
type scenario struct {
	name    string
	config  sim.Config
	newNode func(sim.ID) sim.Node
	length  time.Duration        // of the run; zero: the usual one
	oppose  func() sim.Adversary // nil: nobody
}

const usual = 700 * ms

func main() {
	if err := table(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// table writes the line of every scenario.
func table(to io.Writer) error {
	for _, s := range scenarios() {
		line, err := s.line()
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		if _, err := fmt.Fprintln(to, line); err != nil {
			return err
		}
	}
	return nil
}

// line runs the scenario, and again from its saved schedule.
func (s scenario) line() (string, error) {
	s.config.Record = sim.Everything
	world, err := s.run(s.config, s.oppose)
	if err != nil {
		return "", err
	}
	saved, err := sim.EncodeSchedule(world.Schedule())
	if err != nil {
		return "", err
	}
	loaded, err := sim.DecodeSchedule(saved)
	if err != nil {
		return "", err
	}
	again, err := s.run(loaded, nil)
	if err != nil {
		return "", err
	}
	trace := hashOf(world.Trace())
	if again.Checksum() != world.Checksum() || hashOf(again.Trace()) != trace {
		return "", fmt.Errorf("its schedule gives another run")
	}
	return fmt.Sprintf("%-32s %016x %016x %6d steps, %v", s.name, world.Checksum(), trace, world.Steps(), world.Stats()), nil
}

func (s scenario) run(c sim.Config, oppose func() sim.Adversary) (*sim.World, error) {
	world, err := sim.New(c, s.newNode)
	if err != nil {
		return nil, err
	}
	if oppose != nil {
		if err := world.Oppose(oppose()); err != nil {
			return nil, err
		}
	}
	length := s.length
	if length == 0 {
		length = usual
	}
	if stop := world.Run(length); stop.Why != sim.TimeUp {
		return nil, fmt.Errorf("%v: %w", stop.Why, stop.Err)
	}
	return world, nil
}

// hashOf is a hash of all that a trace says.
func hashOf(trace *sim.Trace) uint64 {
	h := fnv.New64a()
	if err := trace.WriteJSON(h); err != nil {
		panic(err) // a hash takes everything
	}
	return h.Sum64()
}
