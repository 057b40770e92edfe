package sim_test

import (
	"fmt"
	"os"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

type Ping struct{ N int }

// pingPong returns what it gets, three times.
type pingPong struct{}

func (pingPong) Start(env sim.Env) {
	if env.ID() == 0 {
		env.Send(1, Ping{1})
	}
}

func (pingPong) Receive(env sim.Env, from sim.ID, message any) {
	if ping := message.(Ping); ping.N < 3 {
		env.Send(from, Ping{ping.N + 1})
	}
}

func (pingPong) Timer(sim.Env, string) {}

// Two nodes, one link law, one run, and everything that happened in it.
func Example() {
	world, err := sim.New(sim.Config{
		Nodes:  2,
		Seed:   42,
		Link:   sim.Link{Latency: sim.Uniform(10*time.Millisecond, 50*time.Millisecond)},
		Record: sim.Everything,
	}, func(sim.ID) sim.Node { return pingPong{} })
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(world.RunUntil(nil).Why)
	if err := world.Trace().WriteText(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// nothing left to happen
	//     0.000000  n0       start
	//     0.000000  n0       send 0>1#1 to n1: Ping{N:1}
	//     0.000000  n1       start
	//     0.033960  n1       receive 0>1#1 from n0: Ping{N:1}
	//     0.033960  n1       send 1>0#1 to n0: Ping{N:2}
	//     0.060136  n0       receive 1>0#1 from n1: Ping{N:2}
	//     0.060136  n0       send 0>1#2 to n1: Ping{N:3}
	//     0.105968  n1       receive 0>1#2 from n0: Ping{N:3}
}

// beacon sends a number to its peer every 100 ms; who hears one outputs it.
type beacon struct{ n int }

func (b *beacon) Start(env sim.Env) { env.SetTimer("beat", 100*time.Millisecond) }

func (b *beacon) Receive(env sim.Env, _ sim.ID, message any) { env.Output(message.(Ping).N) }

func (b *beacon) Timer(env sim.Env, name string) {
	b.n++
	sim.Broadcast(env, Ping{b.n})
	env.SetTimer(name, 100*time.Millisecond)
}

// What is sent while a link is cut is gone; after Heal messages pass again.
func ExamplePartition() {
	world, err := sim.New(sim.Config{
		Nodes: 2,
		Link:  sim.Link{Latency: sim.Constant(5 * time.Millisecond)},
		Faults: []sim.Fault{
			sim.Partition(250*time.Millisecond, sim.Group{0}, sim.Group{1}),
			sim.Heal(450 * time.Millisecond),
		},
	}, func(sim.ID) sim.Node { return &beacon{} })
	if err != nil {
		fmt.Println(err)
		return
	}
	world.Run(650 * time.Millisecond)
	for _, out := range world.Outputs() {
		if out.Node == 1 {
			fmt.Println(out.At, "heard beat", out.Value)
		}
	}
	// Output:
	// 105ms heard beat 1
	// 205ms heard beat 2
	// 505ms heard beat 5
	// 605ms heard beat 6
}

// counter counts its boots, once in memory, once on disk without Sync and once
// with.
type counter struct{ memory int }

func (c *counter) Start(env sim.Env) {
	var synced, unsynced int
	env.Disk().Get("synced", &synced)
	env.Disk().Get("unsynced", &unsynced)
	env.Output(fmt.Sprintf("memory %d, synced %d, unsynced %d", c.memory, synced, unsynced))
	c.memory++
	env.Disk().Put("synced", synced+1)
	env.Disk().Sync()
	env.Disk().Put("unsynced", unsynced+1)
}

func (c *counter) Receive(sim.Env, sim.ID, any) {}

func (c *counter) Timer(sim.Env, string) {}

// A crash takes the memory, and perhaps what was not synced.
func ExampleCrash() {
	var faults []sim.Fault
	for i := range 4 {
		at := time.Duration(i+1) * time.Second
		faults = append(faults, sim.Crash(at, 0), sim.Restart(at, 0))
	}
	world, err := sim.New(sim.Config{Nodes: 1, Seed: 1, Faults: faults}, func(sim.ID) sim.Node { return &counter{} })
	if err != nil {
		fmt.Println(err)
		return
	}
	world.RunUntil(nil)
	for _, out := range world.Outputs() {
		fmt.Println(out.At, out.Value)
	}
	// Output:
	// 0s memory 0, synced 0, unsynced 0
	// 1s memory 0, synced 1, unsynced 1
	// 2s memory 0, synced 2, unsynced 2
	// 3s memory 0, synced 3, unsynced 2
	// 4s memory 0, synced 4, unsynced 3
}

// A clock that is 50 parts per million fast gains 4.32 seconds a day.
func ExampleDrift() {
	world, err := sim.New(sim.Config{Nodes: 1, Clock: sim.Drift(50 * sim.PPM)}, func(sim.ID) sim.Node { return &counter{} })
	if err != nil {
		fmt.Println(err)
		return
	}
	stop := world.Run(24 * time.Hour)
	fmt.Println(stop.Why, world.ClockOf(0)-world.Now())
	// Output: time is up 4.32s
}
