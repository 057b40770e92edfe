package sim

import "time"

// The rich scenario: every law, fault and effect in one run. The tests of
// determinism, replay and goldens share it.

type (
	tick  struct{ From, N int }
	ask   struct{ Op uint64 }
	reply struct {
		Op    uint64
		Total int
	}
	signed struct {
		Total int
		By    Signature
	}
)

func init() { Messages(tick{}, ask{}, reply{}, signed{}) }

// keeper counts requests on its disk, chats with its peers and uses every
// method of its Env.
type keeper struct{ total, boots int }

func (k *keeper) Start(env Env) {
	env.Disk().Get("total", &k.total)
	env.Disk().Get("boots", &k.boots)
	k.boots++
	env.Disk().Put("boots", k.boots)
	env.Disk().Sync()
	env.Status("up")
	env.SetTimer("tick", 40*ms)
	env.SetTimer(Numbered("once", uint64(k.boots)), 95*ms)
}

func (k *keeper) Receive(env Env, from ID, message any) {
	switch m := message.(type) {
	case ask:
		env.Busy(env.Rand().Duration(Uniform(0, 2*ms)))
		k.total++
		env.Disk().Append("log", m)
		env.Disk().Put("total", k.total)
		env.Disk().Sync()
		if from == Outside {
			env.Output(reply{m.Op, k.total})
			return
		}
		env.Send(from, reply{m.Op, k.total})
	case tick:
		if m.N%5 == 0 {
			env.Send(from, signed{k.total, env.Sign(k.total)})
		}
	case signed:
		if !Verify(from, m.Total, m.By) {
			env.Note("a forged total from %d", from)
		}
		k.total = max(k.total, m.Total)
	}
}

func (k *keeper) Timer(env Env, name string) {
	if name != "tick" {
		first, end := env.Disk().Bounds("log")
		env.Note("%s: log %d to %d at %v", name, first, end, env.Now())
		env.Disk().Keep("log", max(first, end-3), end)
		return
	}
	Broadcast(env, tick{int(env.ID()), env.Choose(10)})
	if env.Rand().Bool(0.1) {
		env.CancelTimer(Numbered("once", uint64(k.boots)))
		env.Adjust(time.Duration(env.Rand().IntN(1000)), 10*ms)
	}
	env.SetTimer("tick", 40*ms+env.Elapsed()%7)
}

func richConfig(seed uint64) Config {
	bad := Link{Latency: Pareto(2*ms, 1.2), Loss: 0.3, Duplicate: 0.2}
	return Config{
		Nodes: 4, Clients: 2, Seed: seed, Check: true, Record: Everything,
		Names: []string{"ada", "bob", "eve", "joe"},
		Link:  Link{Latency: Normal(5*ms, 2*ms), Loss: 0.05, Duplicate: 0.05, Reorder: 0.1, HoldBack: Exponential(20 * ms)},
		Links: []LinkRule{
			{From: 0, To: Any, Link: Link{Latency: Lognormal(4*ms, 0.7), Loss: 0.02, FIFO: true}},
			{From: Any, To: 5, Link: Link{Latency: Empirical(ms, 2*ms, 30*ms)}},
		},
		Clock:  Clock{OffsetUpTo: time.Second, RateUpTo: 200 * PPM},
		Clocks: []ClockRule{{Node: 2, Clock: Drift(-5000 * PPM)}},
		Disk:   DiskLaw{Sync: Exponential(ms), Torn: 0.3},
		Faults: []Fault{
			Partition(100*ms, Group{0, 1}, Group{2, 3}), OneWay(150*ms, Group{0}, Group{1, 4}), Heal(300 * ms),
			Crash(200*ms, 3), Restart(260*ms, 3), CrashAfter(350*ms, 1, 3), Restart(400*ms, 1),
			Pause(420*ms, 2), Resume(470*ms, 2), SetLink(500*ms, Group{2, 3}, Group{0, 1}, bad),
			StepClock(510*ms, 0, -time.Second), SetClockRate(520*ms, 0, 1000*PPM),
			Crash(600*ms, 2), Restart(600*ms, 2), Crash(610*ms, 2), Crash(620*ms, 2), Restart(640*ms, 2),
		},
		Requests:  []Request{{When{At: 0}, 0, ask{1}}, {When{At: 255 * ms}, 3, ask{2}}, {When{At: 600 * ms}, 2, ask{3}}},
		Decisions: []Decision{{MessageName{0, 1, 1}, nil}, {MessageName{1, 0, 2}, []time.Duration{ms, 2 * ms, 3 * ms}}},
	}
}

func richNode(id ID) Node {
	if id < 4 {
		return &keeper{}
	}
	return &Client{
		Operations: 8, To: id - 4, Next: true, Timeout: 50 * ms, Think: Uniform(0, 20*ms),
		Request: func(op uint64) any { return ask{op} },
		Answer: func(m any) (uint64, any, bool) {
			r, ok := m.(reply)
			return r.Op, r.Total, ok
		},
	}
}
