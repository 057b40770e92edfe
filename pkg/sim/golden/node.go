package main

import (
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

const ms = time.Millisecond

// The messages of the scenarios.
type (
	// Beat is a heartbeat with whatever may be in a message.
	Beat struct {
		From  sim.ID
		N     uint64
		Load  float64
		Votes map[sim.ID]int
		Words []string
	}
	// Ask asks the keeper to count, Told is its answer.
	Ask  struct{ Op uint64 }
	Told struct {
		Op    uint64
		Total int
	}
	// Vouch is a signed total.
	Vouch struct {
		Total int
		By    sim.Signature
	}
	// Rumor is passed on once by everybody who hears it.
	Rumor struct{ ID uint64 }
)

func init() { sim.Messages(Beat{}, Ask{}, Told{}, Vouch{}, Rumor{}) }

// keeper counts requests on its disk, beats, signs, adjusts its clock: every
// method of its Env and Disk is used.
type keeper struct {
	total int
	boots uint64
	votes map[sim.ID]int
	heard map[uint64]bool
}

func newKeeper(sim.ID) sim.Node {
	return &keeper{votes: map[sim.ID]int{}, heard: map[uint64]bool{}}
}

func (k *keeper) Start(env sim.Env) {
	env.Disk().Get("total", &k.total)
	env.Disk().Get("boots", &k.boots)
	k.boots++
	env.Disk().Put("boots", k.boots)
	env.Disk().Sync()
	env.Status("up")
	env.SetTimer("beat", 20*ms+env.Rand().Duration(sim.Uniform(0, ms)))
	env.SetTimer(sim.Numbered("once", k.boots), 95*ms)
}

func (k *keeper) Receive(env sim.Env, from sim.ID, message any) {
	switch m := message.(type) {
	case Ask:
		k.count(env, from, m)
	case Beat:
		k.votes[from] += int(m.N % 7)
		if m.N%5 == 0 {
			env.Send(from, Vouch{k.total, env.Sign(k.total)})
		}
		if m.Load > 0.9 && m.Load <= 1 { // a flipped bit can make it anything
			env.Adjust(time.Duration(m.Load*1000), 10*ms)
		}
	case Vouch:
		if !sim.Verify(from, m.Total, m.By) {
			env.Note("%d vouches for %d, not to be believed", from, m.Total)
			return
		}
		k.total = max(k.total, m.Total)
	case Rumor:
		if !k.heard[m.ID] {
			k.heard[m.ID] = true
			env.Output(m.ID)
			sim.Broadcast(env, m)
		}
	}
}

func (k *keeper) count(env sim.Env, from sim.ID, m Ask) {
	env.Busy(env.Rand().Duration(sim.Exponential(ms)))
	k.total++
	env.Disk().Append("log", m)
	env.Disk().Put("total", k.total)
	env.Disk().Sync()
	if from == sim.Outside {
		env.Output(Told{m.Op, k.total})
		return
	}
	env.Send(from, Told{m.Op, k.total})
}

func (k *keeper) Timer(env sim.Env, name string) {
	if name != "beat" {
		first, end := env.Disk().Bounds("log")
		env.Note("%s: log %d to %d at %v", name, first, end, env.Now())
		env.Disk().Keep("log", max(first, end-3), end)
		return
	}
	r := env.Rand()
	n := r.Uint64N(40)
	beat := Beat{From: env.ID(), N: n, Load: r.Float64(), Votes: map[sim.ID]int{}, Words: []string{"µs", env.Now().String()}}
	for id, votes := range k.votes {
		beat.Votes[id] = votes
	}
	sim.Broadcast(env, beat)
	if env.Choose(10) == 0 {
		env.CancelTimer(sim.Numbered("once", k.boots))
		sim.Broadcast(env, Rumor{r.Uint64()})
	}
	env.SetTimer("beat", 20*ms+env.Elapsed()%7)
}

// askers are closed-loop clients of the first servers.
func askers(servers int) func(sim.ID) sim.Node {
	return func(id sim.ID) sim.Node {
		if int(id) < servers {
			return newKeeper(id)
		}
		return &sim.Client{
			Operations: 20, To: id - sim.ID(servers), Next: true, Timeout: 50 * ms, Think: sim.Exponential(10 * ms),
			Request: func(op uint64) any { return Ask{op} },
			Answer: func(m any) (uint64, any, bool) {
				told, ok := m.(Told)
				return told.Op, told.Total, ok
			},
		}
	}
}
