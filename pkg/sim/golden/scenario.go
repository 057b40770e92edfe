package main

import (
	"fmt"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// scenarios are all rows, each of another weather; the last ones have it all.
func scenarios() []scenario {
	all := append(lawScenarios(), faultScenarios()...)
	all = append(all, nodeScenarios()...)
	all = append(all, weatherScenarios()...)
	all = append(all, liarScenarios()...)
	for seed := range uint64(3) {
		all = append(all, scenario{name: fmt.Sprintf("everything %d", seed), config: everything(seed), newNode: askers(4)})
	}
	return all
}

func lawScenarios() []scenario {
	mixed := sim.Config{Nodes: 5, Seed: 4, Link: sim.Link{Latency: sim.Uniform(0, 9*ms), Loss: 0.1, Duplicate: 0.1, Reorder: 0.2, HoldBack: sim.Exponential(20 * ms)}}
	perLink := sim.Config{Nodes: 5, Seed: 5, Link: sim.Link{Latency: sim.Normal(5*ms, 2*ms)}, Links: []sim.LinkRule{
		{From: 0, To: sim.Any, Link: sim.Link{Latency: sim.Lognormal(4*ms, 0.7), FIFO: true}},
		{From: sim.Any, To: 3, Link: sim.Link{Latency: sim.Pareto(2*ms, 1.3), Loss: 0.02}},
		{From: 4, To: 3, Link: sim.Link{Latency: sim.Empirical(ms, 2*ms, 30*ms).Plus(ms / 3)}},
	}}
	return []scenario{
		{name: "instant", config: sim.Config{Nodes: 3, Seed: 1}, newNode: newKeeper},
		{name: "exponential", config: sim.Config{Nodes: 4, Seed: 2, Link: sim.Link{Latency: sim.Exponential(8 * ms)}}, newNode: newKeeper},
		{name: "normal, checked", config: sim.Config{Nodes: 4, Seed: 3, Check: true, Link: sim.Link{Latency: sim.Normal(5*ms, 3*ms)}}, newNode: newKeeper},
		{name: "loss, duplicates, reordering", config: mixed, newNode: newKeeper},
		{name: "a law for each link", config: perLink, newNode: newKeeper},
		{name: "lognormal", config: sim.Config{Nodes: 4, Seed: 6, Link: sim.Link{Latency: sim.Lognormal(6*ms, 1.1)}}, newNode: newKeeper},
		{name: "pareto", config: sim.Config{Nodes: 4, Seed: 7, Link: sim.Link{Latency: sim.Pareto(ms, 1.1)}}, newNode: newKeeper},
		{name: "1500 processes", config: sim.Config{Nodes: 1500, Seed: 8, Link: sim.Link{Latency: sim.Normal(20*ms, 5*ms)}}, newNode: newWhisperer, length: 25 * ms},
	}
}

func faultScenarios() []scenario {
	link := sim.Link{Latency: sim.Exponential(3 * ms), Loss: 0.02}
	with := func(seed uint64, faults ...sim.Fault) sim.Config {
		return sim.Config{Nodes: 5, Clients: 2, Seed: seed, Link: link, Faults: faults,
			Disk: sim.DiskLaw{Sync: sim.Exponential(2 * ms), Torn: 0.4}, Clock: sim.DriftUpTo(100 * sim.PPM)}
	}
	var crashes []sim.Fault
	for i := range 24 {
		node := sim.ID(i % 5)
		at := time.Duration(30+31*i) * ms
		crashes = append(crashes, sim.CrashAfter(at, node, 1+i%6), sim.Restart(at+25*ms, node))
	}
	return []scenario{
		{name: "partitions", newNode: askers(5), config: with(20,
			sim.Partition(100*ms, sim.Group{0, 1}, sim.Group{2, 3, 4}), sim.OneWay(200*ms, sim.Group{0}, sim.Group{1}), sim.Heal(400*ms),
			sim.Partition(500*ms, sim.Group{0}, sim.Group{1}), sim.Partition(510*ms, sim.Group{1}, sim.Group{2}), sim.Heal(700*ms))},
		{name: "crashes in mid-event", config: with(21, crashes...), newNode: askers(5)},
		{name: "crashes and torn disks", newNode: askers(5), config: with(22,
			sim.Crash(100*ms, 0), sim.Restart(150*ms, 0), sim.Crash(150*ms, 1), sim.Restart(150*ms, 1), sim.Crash(300*ms, 2), sim.Restart(900*ms, 2), sim.Crash(400*ms, 0), sim.Restart(480*ms, 0))},
		{name: "pauses", config: with(23, sim.Pause(100*ms, 0), sim.Resume(250*ms, 0), sim.Pause(300*ms, 1), sim.Pause(310*ms, 2), sim.Resume(600*ms, 1)), newNode: askers(5)},
		{name: "clocks that jump and change", newNode: askers(5), config: with(24,
			sim.StepClock(100*ms, 0, time.Second), sim.StepClock(200*ms, 1, -time.Hour), sim.SetClockRate(300*ms, 2, 200_000*sim.PPM), sim.SetClockRate(500*ms, 2, -150_000*sim.PPM))},
		{name: "links that change", newNode: askers(5), config: with(25,
			sim.SetLink(100*ms, sim.Group{0, 1}, sim.Group{2, 3}, sim.Link{Latency: sim.Uniform(0, 30*ms), Loss: 0.3}),
			sim.SetLink(500*ms, sim.Group{2, 3, 4}, sim.Group{0}, sim.Link{Latency: sim.Constant(7 * ms), FIFO: true}))},
	}
}

// everything is every law and fault in one run.
func everything(seed uint64) sim.Config {
	bad := sim.Link{Latency: sim.Pareto(2*ms, 1.2), Loss: 0.3, Duplicate: 0.2}
	return sim.Config{
		Nodes: 4, Clients: 2, Seed: 1000 + seed, Check: true, Names: []string{"ada", "bob", "eve", "joe"},
		Link: sim.Link{Latency: sim.Normal(5*ms, 2*ms), Loss: 0.05, Duplicate: 0.05, Reorder: 0.1, HoldBack: sim.Exponential(20 * ms),
			Corrupt: 0.02, Bandwidth: 200_000, Burst: &sim.Burst{ToBad: 0.02, ToGood: 0.3, Loss: 0.9}},
		Links: []sim.LinkRule{
			{From: 0, To: sim.Any, Link: sim.Link{Latency: sim.Lognormal(4*ms, 0.7), Loss: 0.02, FIFO: true}},
			{From: sim.Any, To: 5, Link: sim.Link{Latency: sim.Empirical(ms, 2*ms, 30*ms)}},
		},
		Clock:  sim.Clock{OffsetUpTo: time.Second, RateUpTo: 200 * sim.PPM},
		Clocks: []sim.ClockRule{{Node: 2, Clock: sim.Drift(-5000 * sim.PPM)}},
		Disk:   sim.DiskLaw{Write: sim.Uniform(0, ms/10), Sync: sim.Exponential(ms), Torn: 0.3, Lie: 0.1},
		Faults: []sim.Fault{
			sim.Partition(100*ms, sim.Group{0, 1}, sim.Group{2, 3}), sim.OneWay(150*ms, sim.Group{0}, sim.Group{1, 4}), sim.Heal(300 * ms),
			sim.Crash(200*ms, 3), sim.Restart(260*ms, 3), sim.CrashAfter(350*ms, 1, 3), sim.Restart(400*ms, 1),
			sim.Pause(420*ms, 2), sim.Resume(470*ms, 2), sim.SetLink(500*ms, sim.Group{2, 3}, sim.Group{0, 1}, bad),
			sim.OmitSend(330*ms, 0, 0.2), sim.SlowDown(340*ms, 0, 2, ms/5), sim.OmitReceive(480*ms, 3, 0.1),
			sim.StepClock(510*ms, 0, -time.Second), sim.SetClockRate(520*ms, 0, 1000*sim.PPM),
			sim.Crash(600*ms, 2), sim.Restart(600*ms, 2), sim.Crash(610*ms, 2), sim.Crash(620*ms, 2), sim.Restart(640*ms, 2),
		},
		Requests: []sim.Request{{To: 0, Message: Ask{1}}, {When: sim.When{At: 255 * ms}, To: 3, Message: Ask{2}}, {When: sim.When{At: 600 * ms}, To: 2, Message: Ask{3}}},
		Decisions: []sim.Decision{
			{Message: sim.MessageName{From: 0, To: 1, N: 1}},
			{Message: sim.MessageName{From: 1, To: 0, N: 2}, Delays: []time.Duration{ms, 2 * ms, 3 * ms}},
		},
	}
}
