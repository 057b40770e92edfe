package main

import (
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// whisperer sends a beat to one peer every 10 ms, whom its own stream picks.
type whisperer struct{}

func newWhisperer(sim.ID) sim.Node { return whisperer{} }

func (whisperer) Start(env sim.Env) { env.SetTimer("t", env.Rand().Duration(sim.Uniform(0, 10*ms))) }

func (whisperer) Receive(sim.Env, sim.ID, any) {}

func (whisperer) Timer(env sim.Env, name string) {
	peers := env.Peers()
	env.Send(peers[env.Choose(len(peers))], Beat{From: env.ID(), Load: env.Rand().Normal() * env.Rand().Exponential()})
	env.SetTimer(name, 10*ms)
}

// counting is a RoundNode: it outputs how many it has heard of.
type counting struct{ known map[sim.ID]bool }

func (c *counting) Round(env sim.Env, r int, in []sim.Received) {
	c.known[env.ID()] = true
	for _, m := range in {
		c.known[m.From] = true
	}
	if r%4 == 0 {
		env.Output(len(c.known))
	}
	sim.Broadcast(env, Rumor{uint64(r)})
}

func rounds(sim.ID) sim.Node {
	return sim.Rounds(&counting{known: map[sim.ID]bool{}}, 20*ms)
}

// crowd are servers with open-loop clients.
func crowd(servers int) func(sim.ID) sim.Node {
	return func(id sim.ID) sim.Node {
		if int(id) < servers {
			return newKeeper(id)
		}
		return &sim.OpenClient{
			Operations: 200, Arrivals: sim.Exponential(4 * ms), To: id - sim.ID(servers), Next: true, Timeout: 60 * ms, Attempts: 4, Durable: true,
			Request: func(op uint64) any { return Ask{op} },
			Answer: func(m any) (uint64, any, bool) {
				told, ok := m.(Told)
				return told.Op, told.Total, ok
			},
		}
	}
}

func nodeScenarios() []scenario {
	link := sim.Link{Latency: sim.Exponential(3 * ms)}
	return []scenario{
		{name: "synchronous rounds", newNode: rounds, config: sim.Config{Nodes: 6, Seed: 40, Link: sim.Link{Latency: sim.Uniform(ms, 15*ms), Loss: 0.1}, Clock: sim.DriftUpTo(50 * sim.PPM)}},
		{name: "closed-loop clients", newNode: askers(3), config: sim.Config{Nodes: 3, Clients: 4, Seed: 41, Link: link, Disk: sim.DiskLaw{Sync: sim.Uniform(0, 3*ms)}}},
		{name: "open-loop clients, overload", newNode: crowd(2), config: sim.Config{Nodes: 2, Clients: 4, Seed: 42, Link: link,
			Disk: sim.DiskLaw{Sync: sim.Exponential(3 * ms)}, Faults: []sim.Fault{sim.Crash(300*ms, 4), sim.Restart(350*ms, 4)}}},
		{name: "a clock for each", newNode: newKeeper, config: sim.Config{Nodes: 5, Seed: 43, Link: link,
			Clock: sim.Clock{Offset: time.Hour, OffsetUpTo: time.Minute, RateUpTo: 500 * sim.PPM, Wave: 3 * ms, Period: 100 * ms}}},
		{name: "slow nodes, lying disks", newNode: askers(4), config: sim.Config{Nodes: 4, Clients: 2, Seed: 44, Link: link,
			Disk: sim.DiskLaw{Write: sim.Uniform(0, ms), Sync: sim.Exponential(ms), Torn: 0.2, Lie: 0.3},
			Faults: []sim.Fault{sim.SlowDown(100*ms, 0, 3.5, ms), sim.SetDisk(200*ms, 1, sim.DiskLaw{Sync: sim.Exponential(9 * ms), Lie: 1}),
				sim.Crash(300*ms, 1), sim.Restart(320*ms, 1), sim.SlowDown(500*ms, 0, 1, 0), sim.Crash(600*ms, 2), sim.Restart(650*ms, 2)}}},
	}
}
