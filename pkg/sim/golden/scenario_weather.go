package main

import (
	"github.com/faultline-go/faultline/pkg/sim"
)

// weatherScenarios are what a network may do besides losing and delaying, the
// graphs, and the timing models.
func weatherScenarios() []scenario {
	on := func(seed uint64, link sim.Link, faults ...sim.Fault) sim.Config {
		return sim.Config{Nodes: 4, Clients: 1, Seed: seed, Link: link, Faults: faults}
	}
	latency := sim.Exponential(4 * ms)
	bursty := sim.Link{Latency: latency, Loss: 0.01, Burst: &sim.Burst{ToBad: 0.05, ToGood: 0.2, Loss: 0.8}}
	mixed := sim.Mixture(sim.Part{Weight: 0.91, Law: sim.Pareto(ms, 1.5)}, sim.Part{Weight: 0.09, Law: sim.Exponential(20 * ms)})
	omitting := []sim.Fault{sim.OmitSend(100*ms, 0, 0.3), sim.OmitReceive(200*ms, 1, 0.4), sim.OmitSend(400*ms, 0, 0)}
	flapping := sim.Flap(50*ms, 600*ms, 30*ms, 40*ms, sim.Group{0, 1}, sim.Group{2, 3})
	list := []scenario{
		{name: "bursts", config: on(60, bursty), newNode: askers(4)},
		{name: "corruption", config: on(61, sim.Link{Latency: latency, Corrupt: 0.2}), newNode: newWhisperer},
		{name: "bandwidth", config: on(62, sim.Link{Latency: latency, Bandwidth: 4000}), newNode: askers(4)},
		{name: "a mixture", config: on(63, sim.Link{Latency: mixed}), newNode: askers(4)},
		{name: "omissions", config: on(64, sim.Link{Latency: latency}, omitting...), newNode: askers(4)},
		{name: "flapping links", config: on(65, sim.Link{Latency: latency}, flapping...), newNode: askers(4)},
	}
	for i, graph := range []sim.Graph{{Kind: sim.Ring, Size: 2}, {Kind: sim.Grid, Size: 5}, {Kind: sim.RandomRegular, Size: 3}, {Kind: sim.SmallWorld, Size: 4, Chance: 0.3}} {
		list = append(list, scenario{name: "gossip on a graph: " + graph.Kind.String(), newNode: newTalker,
			config: sim.Config{Nodes: 20, Seed: 70 + uint64(i), Graph: graph, Link: sim.Link{Latency: latency, Loss: 0.05}}})
	}
	for i, timing := range []sim.Timing{{Model: sim.Synchronous, Bound: 10 * ms}, {Model: sim.PartiallySynchronous, Bound: 8 * ms, GST: 350 * ms}, {Model: sim.Asynchronous, Fair: 4000}} {
		c := on(80+uint64(i), sim.Link{Latency: latency, Duplicate: 0.1})
		c.Timing = timing
		list = append(list, scenario{name: timing.Model.String(), config: c, newNode: askers(4)})
	}
	opposed := list[len(list)-1]
	opposed.name = "an adversary"
	opposed.oppose = func() sim.Adversary { return sim.Fairly(400, sim.Shuffled(9)) }
	return append(list, opposed)
}

// talker passes on rumors that it has not heard, and starts some.
type talker struct{ heard map[uint64]bool }

func newTalker(sim.ID) sim.Node { return &talker{heard: map[uint64]bool{}} }

func (t *talker) Start(env sim.Env) { env.SetTimer("t", env.Rand().Duration(sim.Uniform(0, 300*ms))) }

func (t *talker) Receive(env sim.Env, _ sim.ID, message any) {
	if m := message.(Rumor); !t.heard[m.ID] {
		t.heard[m.ID] = true
		env.Output(m.ID)
		sim.Broadcast(env, m)
	}
}

func (t *talker) Timer(env sim.Env, name string) {
	t.Receive(env, env.ID(), Rumor{env.Rand().Uint64()})
	env.SetTimer(name, 300*ms)
}

// liarScenarios have Byzantine processes.
func liarScenarios() []scenario {
	lie := func(env sim.Env, message any) any {
		switch m := message.(type) {
		case Vouch:
			return Vouch{m.Total + 100, env.Sign(m.Total)}
		case Beat:
			m.Load, m.N = 1, 5
			return m
		}
		return message
	}
	wrapped := map[sim.ID]func(sim.Node) sim.Node{
		0: func(n sim.Node) sim.Node { return sim.Equivocate(n, sim.Group{1, 2}, lie) },
		1: func(n sim.Node) sim.Node { return sim.Replay(sim.Delay(n, sim.Exponential(9*ms)), 0.2) },
		2: func(n sim.Node) sim.Node { return sim.Silence(n, sim.Group{0}) },
	}
	liars := func(id sim.ID) sim.Node {
		if wrap, lies := wrapped[id]; lies {
			return wrap(newKeeper(id))
		}
		return askers(5)(id)
	}
	twins := func(id sim.ID) sim.Node {
		if id == 0 {
			return sim.Twins(newKeeper(0), newKeeper(0), sim.Group{1, 2}, sim.Group{3, 4})
		}
		return newKeeper(id)
	}
	forging := func(id sim.ID) sim.Node {
		if id == 3 {
			return sim.Impersonate(newKeeper(3), 1)
		}
		return newKeeper(id)
	}
	link := sim.Link{Latency: sim.Exponential(3 * ms)}
	return []scenario{
		{name: "byzantine wrappers", newNode: liars, config: sim.Config{Nodes: 5, Clients: 1, Seed: 90, Link: link}},
		{name: "twins", newNode: twins, config: sim.Config{Nodes: 5, Seed: 91, Link: link}},
		{name: "impersonation", newNode: forging, config: sim.Config{Nodes: 4, Seed: 92, Link: link, Forgeable: true}},
	}
}
