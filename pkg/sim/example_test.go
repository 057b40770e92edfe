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

func init() { sim.Messages(Ping{}) }

// must is for examples: a real program says what went wrong.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// A run that was driven by hand is saved, loaded, and is the same run again.
func ExampleEncodeSchedule() {
	newNode := func(sim.ID) sim.Node { return &beacon{} }
	world := must(sim.New(sim.Config{Nodes: 2, Seed: 7, Link: sim.Link{Latency: sim.Exponential(5 * time.Millisecond)}}, newNode))
	world.Run(250 * time.Millisecond)
	fmt.Println(world.Apply(sim.Crash(0, 1)), world.Request(0, Ping{99}))
	world.Run(250 * time.Millisecond)
	saved := must(sim.EncodeSchedule(world.Schedule()))
	fmt.Print(string(saved))
	again := must(sim.New(must(sim.DecodeSchedule(saved)), newNode))
	again.Run(500 * time.Millisecond)
	fmt.Println("the same run:", again.Checksum() == world.Checksum())
	// Output:
	// <nil> <nil>
	// {
	//   "Schedule": 1,
	//   "Nodes": 2,
	//   "Seed": 7,
	//   "Link": {"Latency":{"Kind":"exponential","A":"5ms"}},
	//   "Faults": [
	//     {"At":"250ms","Step":11,"Kind":"crash","Node":1}
	//   ],
	//   "Requests": [
	//     {"At":"250ms","Step":11,"To":0,"Message":{"Type":"sim_test.Ping","Data":"xgE=","Shown":"Ping{N:99}"}}
	//   ]
	// }
	// the same run: true
}

// The life of one message, out of a long trace.
func ExampleTrace_Select() {
	link := sim.Link{Latency: sim.Exponential(5 * time.Millisecond), Duplicate: 0.3}
	world := must(sim.New(sim.Config{Nodes: 2, Seed: 3, Record: sim.Everything, Link: link}, func(sim.ID) sim.Node { return &beacon{} }))
	world.Run(time.Second)
	page, matching := world.Trace().Select(sim.Selection{Kinds: []sim.EventKind{sim.EventDuplicate}, Limit: 1})
	fmt.Println(matching, "messages were duplicated; the first:")
	life, _ := world.Trace().Select(sim.Selection{Message: page.Events[0].Message})
	if err := life.WriteText(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 5 messages were duplicated; the first:
	//     0.100000  n1       send 1>0#1 to n0: Ping{N:1}
	//     0.100000  n1       duplicate 1>0#1 to n0
	//     0.102601  n0       receive 1>0#1 from n1: Ping{N:1}
	//     0.102613  n0       receive 1>0#1 from n1: Ping{N:1}
}

// Vector stamps tell what could have caused what.
func ExampleTrace_Stamps() {
	world := must(sim.New(sim.Config{Nodes: 3, Record: sim.Everything}, func(sim.ID) sim.Node { return pingPong{} }))
	world.RunUntil(nil)
	trace := world.Trace()
	stamps := must(trace.Stamps())
	for i, s := range stamps {
		fmt.Printf("%d %v %v\n", s.Lamport, s.Vector[:3], trace.Line(trace.Events[i]))
	}
	// Output:
	// 1 [1 0 0]     0.000000  n0       start
	// 2 [2 0 0]     0.000000  n0       send 0>1#1 to n1: Ping{N:1}
	// 1 [0 1 0]     0.000000  n1       start
	// 1 [0 0 1]     0.000000  n2       start
	// 3 [2 2 0]     0.000000  n1       receive 0>1#1 from n0: Ping{N:1}
	// 4 [2 3 0]     0.000000  n1       send 1>0#1 to n0: Ping{N:2}
	// 5 [3 3 0]     0.000000  n0       receive 1>0#1 from n1: Ping{N:2}
	// 6 [4 3 0]     0.000000  n0       send 0>1#2 to n1: Ping{N:3}
	// 7 [4 4 0]     0.000000  n1       receive 0>1#2 from n0: Ping{N:3}
}

// server answers each Ping after 10 ms of work.
type server struct{}

func (server) Start(sim.Env) {}

func (server) Receive(env sim.Env, from sim.ID, message any) {
	env.Busy(10 * time.Millisecond)
	env.Send(from, message)
}

func (server) Timer(sim.Env, string) {}

// Three clients, each with one request at a time, share one server.
func ExampleClient() {
	world := must(sim.New(sim.Config{Nodes: 1, Clients: 3, Link: sim.Link{Latency: sim.Constant(time.Millisecond)}}, func(id sim.ID) sim.Node {
		if id == 0 {
			return server{}
		}
		return &sim.Client{
			Operations: 1000,
			Request:    func(op uint64) any { return Ping{int(op)} },
			Answer:     func(m any) (uint64, any, bool) { return uint64(m.(Ping).N), "done", true },
		}
	}))
	world.Run(2 * time.Second)
	load := sim.Measure(sim.Operations(world.Outputs()), time.Second, 2*time.Second)
	fmt.Println(load.Throughput, "operations a second, each in", load.Mean)
	// Output:
	// 100 operations a second, each in 30ms
}

// A node that tells node 2 something else than the others.
func ExampleEquivocate() {
	world := must(sim.New(sim.Config{Nodes: 3}, func(id sim.ID) sim.Node {
		if id == 0 {
			return sim.Equivocate(&beacon{}, sim.Group{2}, func(sim.Env, any) any { return Ping{-1} })
		}
		return &beacon{}
	}))
	world.Run(100 * time.Millisecond)
	for _, out := range world.Outputs() {
		fmt.Println(out.Node, "heard", out.Value)
	}
	// Output:
	// 1 heard 1
	// 2 heard -1
	// 2 heard 1
	// 0 heard 1
	// 0 heard 1
	// 1 heard 1
}

// boots outlives a run, which no node's memory may.
var boots int

type forgetful struct{ pingPong }

func (forgetful) Start(env sim.Env) { boots++; env.Output(boots) }

// Two runs of one Config show a node that is not deterministic.
func ExampleDeterministic() {
	second := func(w *sim.World) { w.Run(time.Second) }
	fmt.Println(sim.Deterministic(sim.Config{Nodes: 2}, func(sim.ID) sim.Node { return &beacon{} }, second))
	fmt.Println(sim.Deterministic(sim.Config{Nodes: 2}, func(sim.ID) sim.Node { return forgetful{} }, second))
	// Output:
	// <nil>
	// seed 0: not deterministic: two runs differ first in event 1, at 0s: n0, in Start, did Output(1) in one run and Output(3) in the other: the values go on from run to run: memory outlives a run, such as a package-level variable or one that all nodes share; keep all state in the Node that newNode makes
}
