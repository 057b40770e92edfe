package sim

import (
	"maps"
	"slices"
	"testing"
	"time"
)

// latencies are the delays of all deliveries of a traced run, by message.
func latencies(w *World) map[MessageName][]time.Duration {
	sent, delays := map[MessageName]time.Duration{}, map[MessageName][]time.Duration{}
	for _, e := range w.Trace().Events {
		switch e.Kind {
		case EventSend:
			sent[e.Message] = e.At
		case EventDeliver:
			delays[e.Message] = append(delays[e.Message], e.At-sent[e.Message])
		}
	}
	return delays
}

// chatter sends a message to everybody every 10 ms and draws as many numbers
// as it is told between them; its draws are its outputs.
func chatter(extra func(ID) int) func(ID) Node {
	return func(id ID) Node {
		return &script{
			start: func(env Env) { env.SetTimer("tick", 10*ms) },
			timer: func(env Env, name string) {
				for range extra(id) {
					env.Rand().Uint64()
				}
				env.Output(number{env.Rand().IntN(1 << 30)})
				Broadcast(env, number{1})
				env.SetTimer(name, 10*ms)
			},
		}
	}
}

func quietly(ID) int { return 0 }

func streamConfig() Config {
	return Config{Nodes: 4, Seed: 11, Record: Everything,
		Link: Link{Latency: Exponential(5 * ms), Loss: 0.1, Duplicate: 0.1, Reorder: 0.1, HoldBack: Exponential(9 * ms)}}
}

func runStreams(t *testing.T, change func(*Config), extra func(ID) int) *World {
	c := streamConfig()
	change(&c)
	w := newWorld(t, c, chatter(extra))
	w.Run(time.Second)
	return w
}

func TestMoreDrawsInANodeLeaveTheOthersAsTheyWere(t *testing.T) {
	plain := runStreams(t, func(*Config) {}, quietly)
	more := runStreams(t, func(*Config) {}, func(id ID) int { return 3 * int(id&1) })
	if !maps.EqualFunc(latencies(plain), latencies(more), slices.Equal) {
		t.Error("the network's draws changed")
	}
	for id := range ID(4) {
		if same := slices.Equal(outputsOf(plain, id), outputsOf(more, id)); same != (id&1 == 0) {
			t.Errorf("node %d: draws are the same: %v", id, same)
		}
	}
}

func TestAnAddedFaultLeavesOtherLinksAsTheyWere(t *testing.T) {
	plain := latencies(runStreams(t, func(*Config) {}, quietly))
	cut := latencies(runStreams(t, func(c *Config) {
		c.Faults = []Fault{Partition(200*ms, Group{0}, Group{1}), Crash(500*ms, 3), SetClockRate(0, 2, 0)}
	}, quietly))
	same, gone := 0, 0
	for name, delays := range plain {
		touched := name.From < 2 && name.To < 2 || name.From == 3 || name.To == 3
		switch {
		case slices.Equal(delays, cut[name]):
			same++
		case touched:
			gone++
		default:
			t.Errorf("message %v: delays %v became %v", name, delays, cut[name])
		}
	}
	if same == 0 || gone == 0 {
		t.Errorf("%d messages the same, %d gone: the faults did nothing", same, gone)
	}
}

func TestAnotherLossRateLeavesDelaysAsTheyWere(t *testing.T) {
	plain := latencies(runStreams(t, func(*Config) {}, quietly))
	lossy := latencies(runStreams(t, func(c *Config) { c.Link.Loss = 0.4 }, quietly))
	if len(lossy) >= len(plain) {
		t.Fatalf("%d messages arrive of %d", len(lossy), len(plain))
	}
	for name, delays := range lossy {
		if !slices.Equal(delays, plain[name]) {
			t.Errorf("message %v: delays %v became %v", name, plain[name], delays)
		}
	}
}

func TestAChangedLinkLeavesOtherLinksAsTheyWere(t *testing.T) {
	plain := latencies(runStreams(t, func(*Config) {}, quietly))
	changed := latencies(runStreams(t, func(c *Config) {
		c.Links = []LinkRule{{0, 1, Link{Latency: Constant(3 * ms)}}}
	}, quietly))
	for name, delays := range plain {
		if name.From == 0 && name.To == 1 {
			if !slices.Equal(changed[name], []time.Duration{3 * ms}) {
				t.Errorf("message %v took %v", name, changed[name])
			}
		} else if !slices.Equal(delays, changed[name]) {
			t.Errorf("message %v: delays %v became %v", name, delays, changed[name])
		}
	}
}

func TestAnotherClockLawLeavesDelaysAsTheyWere(t *testing.T) {
	plain := latencies(runStreams(t, func(*Config) {}, quietly))
	drifting := latencies(runStreams(t, func(c *Config) { c.Clock = DriftUpTo(100 * PPM) }, quietly))
	for name, delays := range plain {
		if later, ok := drifting[name]; ok && !slices.Equal(delays, later) {
			t.Errorf("message %v: delays %v became %v", name, delays, later)
		}
	}
}

func TestANodeMoreLeavesClocksAsTheyWere(t *testing.T) {
	rates := func(nodes int) (rates []int64) {
		w := newWorld(t, Config{Nodes: nodes, Seed: 5, Clock: Clock{RateUpTo: 100 * PPM, OffsetUpTo: time.Second}}, cast())
		for i := range 3 {
			rates = append(rates, w.processes[i].ticking().rate, w.processes[i].ticking().offset)
		}
		return rates
	}
	if a, b := rates(3), rates(4); !slices.Equal(a, b) {
		t.Errorf("clocks %v became %v", a, b)
	}
}

// syncer syncs n times at the start and outputs how long a last one takes.
func syncer(times func(ID) int) func(ID) Node {
	return func(id ID) Node {
		return &script{start: func(env Env) {
			for range times(id) {
				env.Disk().Sync()
			}
			env.Output("synced")
		}}
	}
}

func TestMoreSyncsOfANodeLeaveOtherDisksAsTheyWere(t *testing.T) {
	ends := func(first int) time.Duration {
		w := newWorld(t, Config{Nodes: 2, Seed: 5, Disk: DiskLaw{Sync: Exponential(ms)}}, syncer(func(id ID) int {
			if id == 0 {
				return first
			}
			return 4
		}))
		runAll(t, w)
		for _, out := range w.Outputs() {
			if out.Node == 1 {
				return out.At
			}
		}
		return -1
	}
	if a, b := ends(1), ends(9); a != b {
		t.Errorf("node 1 was done at %v, and at %v when node 0 syncs more", a, b)
	}
}

func TestEachBootHasAStreamOfItsOwn(t *testing.T) {
	w := newWorld(t, Config{Nodes: 2, Seed: 5, Faults: []Fault{Crash(ms, 0), Restart(2*ms, 0)}}, cast(script{start: func(env Env) {
		env.Output(env.Rand().Uint64())
		env.Output(env.Choose(1 << 30))
	}}))
	runAll(t, w)
	got := outputsOf(w, 0)
	if len(got) != 4 || got[0] == got[2] || got[1] == got[3] {
		t.Errorf("two boots drew %v", got)
	}
}
