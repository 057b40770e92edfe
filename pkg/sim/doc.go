// Package sim is a simulated distributed system: processes, links, clocks,
// disks and everything that can go wrong with them, in virtual time. Start
// with [New], [World.Run] and [World.Trace]; a protocol is a [Node].
//
//	world, err := sim.New(sim.Config{
//		Nodes: 3,
//		Seed:  42,
//		Link:  sim.Link{Latency: sim.Normal(20*time.Millisecond, 5*time.Millisecond), Loss: 0.1},
//		Clock: sim.DriftUpTo(50 * sim.PPM),
//		Faults: []sim.Fault{
//			sim.Partition(2*time.Second, sim.Group{0}, sim.Group{1, 2}), sim.Heal(5 * time.Second),
//		},
//	}, newNode)
//
// # What a run is
//
// A [World] is one run: single-threaded, and a pure function of its [Config]
// and the nodes' code. It handles one event after another in the order of
// their virtual times; events of the same time happen in the order in which
// they were scheduled. Virtual time is int64 nanoseconds from 0. Nothing in
// this package reads a wall clock, starts a goroutine or ranges over a map, so
// the same Config gives the same run, event by event, in every process and on
// every machine; [World.Checksum] is a fingerprint of it.
//
// # Processes
//
// A process is a deterministic state machine that reacts to three kinds of
// events: its boot ([Node].Start), a message (Receive) and a timer (Timer).
// This is the model of Lynch's and of Cachin, Guerraoui and Rodrigues' books.
// It acts only through its [Env], which is good during the call. It sees its
// own clock and never the true time, the seed, or another process's memory.
// IDs run from 0; the servers come first, then the clients. A process talks to
// itself over a perfect, instant link.
//
// # Effects
//
// What an event does (sends, outputs, timers, disk writes) happens in order,
// at the process's cursor. The cursor stands at the event's time until
// Env.Busy, or a Disk.Sync that takes time, moves it on; from there on effects
// happen later, and events that arrive meanwhile wait in line. A crash erases
// whatever lies after it: a process that is busy for a second, crashes half
// way and would have sent a message at the end never sends it. [CrashAfter]
// cuts an event between two effects even if it takes no time at all.
//
// # Links
//
// A message sent at t arrives at t plus a delay drawn from its link's law,
// unless it is lost, and possibly twice. Links are independent in each
// direction and do not keep order unless they are FIFO. A message is also gone
// if its link is cut when it is sent or when it would arrive, or if its
// receiver is down when it would arrive; a receiver that has crashed and
// restarted in between gets it. Losses may come in bursts, a bit of a message
// may flip, and a bandwidth makes a link a queue of bytes: see [Link]. Links
// never invent a message and never change who it is from. Config.Graph says who
// has a link to whom; Env.Peers are then the neighbours. What happens to the n-th message from a to b depends on the
// seed, a, b and n alone, so that a change elsewhere leaves it as it was;
// [Decision] overrides it by the message's name, such as 1>2#7.
//
// # Timing
//
// By default nothing is promised: delays are what the links' laws draw. With
// [Timing] the network keeps the bound of the synchronous model; or keeps it
// from a stabilisation time on, before which it may lose and delay as it likes
// (partial synchrony); or promises nothing but that messages arrive, and an
// [Adversary] picks each delivery, as [Decision] values or by [World.Oppose].
// How many steps it may keep a message is checked.
//
// # Crashes and disks
//
// A crash takes a process's memory, its timers and the messages that wait for
// it. A restart makes a fresh Node, whose Start finds the [Disk] as the crash
// left it: all that was synced, and of the later writes a prefix of random
// length, since a disk may write early but keeps the order. A disk whose Sync
// lies ([DiskLaw].Lie) treats what it should have saved as never synced.
//
// # Clocks
//
// A process's oscillator runs at its own rate. Env.Elapsed counts its ticks;
// timers run on it. Env.Now adds an offset, which may step or be slewed.
// Conversions are exact to the nanosecond: at +50 ppm a day gains 4.32 s. A
// periodic error ([Clock].Wave) is one of Env.Now alone.
//
// # Byzantine processes
//
// Any Node may be run at an ID. [Mutate], [Equivocate], [Silence], [Delay] and
// [Replay] make a Byzantine one of a correct one and compose; [Twins] runs two
// copies under one identity. A receiver always knows who a message is from,
// unless Config.Forgeable lets [Forge] lie about it; nobody can make another's
// [Signature].
//
// # Clients
//
// A [Client] waits for each answer before it goes on; an [OpenClient] begins
// operations at moments of their own, as many users do. Both output an
// [Invoke] and a [Return] for each, of which [Operations] and [Measure] make
// latencies and throughput. A server that calls Env.Busy is a queue, first
// come, first served.
//
// # Faults
//
// Faults are data in the Config, or applied while the run goes on; either way
// [World.Schedule] gives a Config that repeats it. At the same moment, faults
// come first, then requests from outside, then events. A fault that finds
// nothing to do (a crash of a crashed node) does nothing.
//
// # Randomness
//
// Each purpose has its own stream, derived from the seed: every message, every
// clock, the disks, every boot of every node. One draw more in one of them
// leaves the others as they were. A node that uses anything else, such as the
// order of a map range, the time of day or memory that outlives the run, is
// found by [Deterministic], which names the first event that differs.
//
// # When a run ends
//
// [World.RunUntil] says why it stopped: the condition is met, nothing is left
// to happen, the budget is spent, or the run failed, which means misuse of an
// Env or a panic in a node, with its node, event, seed and time.
//
// # Traces and files
//
// With Config.Record a world keeps its latest events, and [World.Trace] says
// how many earlier ones it did not keep. [Trace.Select] filters and pages;
// [Trace.Stamps] gives Lamport's and vector time; [Trace.WriteJSON] and
// [Trace.WriteLog] write files that [ReadTrace] reads back. [EncodeSchedule]
// and [DecodeSchedule] do the same for a Config. [Deterministic] runs a world
// twice and names the first event that differs.
package sim
