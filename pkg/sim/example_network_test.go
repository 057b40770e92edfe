package sim_test

import (
	"fmt"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// relay outputs what it hears, and passes on what it hears for the first time.
type relay struct{ heard bool }

type News struct{ Hops int }

func (r *relay) Start(env sim.Env) {
	if env.ID() == 0 {
		r.heard = true
		sim.Broadcast(env, News{1})
	}
}

func (r *relay) Receive(env sim.Env, _ sim.ID, message any) {
	news := message.(News)
	env.Output(news)
	if !r.heard {
		r.heard = true
		sim.Broadcast(env, News{news.Hops + 1})
	}
}

func (*relay) Timer(sim.Env, string) {}

// 0 and 1 are cut off from each other, and both reach 2: partitions need not
// be transitive.
func ExamplePartition_notTransitive() {
	world, err := sim.New(sim.Config{
		Nodes:  3,
		Faults: []sim.Fault{sim.Partition(0, sim.Group{0}, sim.Group{1})},
	}, func(sim.ID) sim.Node { return &relay{} })
	if err != nil {
		fmt.Println(err)
		return
	}
	world.RunUntil(nil)
	for _, out := range world.Outputs() {
		fmt.Println("node", out.Node, "hears", sim.Show(out.Value))
	}
	// Output:
	// node 2 hears News{Hops:1}
	// node 0 hears News{Hops:2}
	// node 1 hears News{Hops:2}
	// node 2 hears News{Hops:3}
}

// A link between two groups that comes and goes: cut for 30 of every 40 ms.
func ExampleFlap() {
	for _, f := range sim.Flap(0, 80*time.Millisecond, 30*time.Millisecond, 10*time.Millisecond, sim.Group{0}, sim.Group{1, 2}) {
		fmt.Println(f.At, f)
	}
	// Output:
	// 0s partition {0} | {1 2}
	// 30ms heal {0} | {1 2}
	// 40ms partition {0} | {1 2}
	// 70ms heal {0} | {1 2}
}

// News runs around a ring; each node knows its two neighbours only.
func ExampleGraph() {
	world, err := sim.New(sim.Config{
		Nodes: 8,
		Graph: sim.Graph{Kind: sim.Ring, Size: 1},
		Link:  sim.Link{Latency: sim.Constant(10 * time.Millisecond)},
	}, func(sim.ID) sim.Node { return &relay{} })
	if err != nil {
		fmt.Println(err)
		return
	}
	world.RunUntil(func(w *sim.World) bool {
		outs := w.Outputs()
		return len(outs) > 0 && outs[len(outs)-1].Node == 4
	})
	fmt.Println("the far side hears it after", world.Now())
	// Output:
	// the far side hears it after 40ms
}

// An adversary that delivers the latest message first; Schedule repeats its
// run without it.
func ExampleWorld_Oppose() {
	config := sim.Config{Nodes: 4, Timing: sim.Timing{Model: sim.Asynchronous, Fair: 100}}
	newNode := func(sim.ID) sim.Node { return &relay{} }
	world, err := sim.New(config, newNode)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := world.Oppose(func(pending []sim.Pending) int { return len(pending) - 1 }); err != nil {
		fmt.Println(err)
		return
	}
	stop := world.RunUntil(nil)
	fmt.Println(stop.Why, "after", world.Stats().Delivered, "messages")
	fmt.Println("first:", sim.Show(world.Outputs()[0].Value), "at node", world.Outputs()[0].Node)

	replay, err := sim.New(world.Schedule(), newNode)
	if err != nil {
		fmt.Println(err)
		return
	}
	replay.RunUntil(nil)
	fmt.Println("replayed:", replay.Checksum() == world.Checksum())
	// Output:
	// nothing left to happen after 12 messages
	// first: News{Hops:1} at node 3
	// replayed: true
}
