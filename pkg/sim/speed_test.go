package sim

import (
	"fmt"
	"testing"
	"time"
)

// The yardstick and the work of the benchmarks. One op is one event, and N is
// how many events are pending. A world is built once and goes on from one
// benchmark run to the next, so that it is measured in its steady state.

var sizes = []int{5, 100, 10_000, 1_000_000}

// work is a load on a world with one pending event for each of its nodes.
type work struct {
	name    string
	config  Config
	newNode func(ID) Node
}

var (
	// holding: every node re-arms one exponential timer.
	holding = work{"W1", Config{}, func(ID) Node { return rearmer{} }}
	// gossiping: each delivery causes one send, to anybody, with a random
	// latency.
	gossiping = work{"W2", Config{Link: Link{Latency: Exponential(time.Second)}}, func(ID) Node { return gossiper{} }}
	// beating: a fifth of the nodes are leaders who send heartbeats to their
	// four followers; these reply and re-arm their election timers.
	beating = work{"W3", Config{Link: Link{Latency: Exponential(10 * ms), Loss: 0.01, Duplicate: 0.01}}, func(ID) Node { return &member{} }}
	// chiming: all events of a second happen at the same moment.
	chiming = work{"Ties", Config{}, func(ID) Node { return chime{} }}

	works = []work{holding, gossiping, beating}
)

// world is a world under this load, past its first events.
func (k work) world(t testing.TB, n int, record Recording) *World {
	c := k.config
	c.Nodes, c.Seed, c.Record, c.Budget.Events = n, 1, record, 1<<60
	w := newWorld(t, c, k.newNode)
	advance(t, w, 3*n+1000)
	return w
}

// advance makes n events happen.
func advance(t testing.TB, w *World, n int) {
	for range n {
		w.Step()
	}
	if w.failure != nil {
		t.Fatal(w.failure)
	}
}

func (k work) benchmark(b *testing.B, record Recording) {
	for _, n := range sizes {
		var w *World
		b.Run(fmt.Sprintf("N=%d", n), func(b *testing.B) {
			if w == nil {
				w = k.world(b, n, record)
			}
			b.ReportAllocs()
			b.ResetTimer()
			perEvent(b, func() { advance(b, w, b.N) })
		})
	}
}

// perEvent also reports the processor time of an event, which means more than
// the time of day where other programs run.
func perEvent(b *testing.B, f func()) {
	start := processorTime()
	f()
	b.ReportMetric(float64(processorTime()-start)/float64(b.N), "cpu-ns/op")
}

// BenchmarkBare is the yardstick: a loop over the engine's own queue that only
// takes the earliest of N entries, draws an exponential and puts it back.
func BenchmarkBare(b *testing.B) {
	for _, n := range sizes {
		l := newBareLoop(n)
		b.Run(fmt.Sprintf("N=%d", n), func(b *testing.B) { perEvent(b, func() { l.run(b.N) }) })
	}
}

func BenchmarkW1(b *testing.B) { holding.benchmark(b, 0) }
func BenchmarkW2(b *testing.B) { gossiping.benchmark(b, 0) }
func BenchmarkW3(b *testing.B) { beating.benchmark(b, 0) }

// BenchmarkTies is W1 where N events share every moment.
func BenchmarkTies(b *testing.B) { chiming.benchmark(b, 0) }

// BenchmarkRecordedW2 is W2 with its trace kept.
func BenchmarkRecordedW2(b *testing.B) { gossiping.benchmark(b, Everything) }

// BenchmarkRecordedW3 is W3 with its trace kept.
func BenchmarkRecordedW3(b *testing.B) { beating.benchmark(b, Everything) }

type bareLoop struct {
	queue queue
	rand  *Rand
	seq   uint64
}

func newBareLoop(n int) *bareLoop {
	l := &bareLoop{queue: newQueue(n), rand: NewRand(1)}
	for i := range n {
		l.seq++
		l.queue.push(entry{int64(l.rand.exponential(uint64(time.Second))), l.seq<<slotBits | uint64(i)})
	}
	return l
}

func (l *bareLoop) run(n int) {
	for range n {
		e := l.queue.head()
		l.queue.take()
		l.seq++
		at := e.at + int64(l.rand.exponential(uint64(time.Second)))
		l.queue.push(entry{at, l.seq<<slotBits | uint64(e.slot())})
	}
}

type rearmer struct{}

func (h rearmer) Start(env Env)      { h.Timer(env, "hold") }
func (rearmer) Receive(Env, ID, any) {}
func (rearmer) Timer(e Env, _ string) {
	e.SetTimer("hold", e.Rand().Duration(Exponential(time.Second)))
}

type chime struct{}

func (chime) Start(env Env)           { env.SetTimer("chime", time.Second) }
func (chime) Receive(Env, ID, any)    {}
func (chime) Timer(env Env, _ string) { env.SetTimer("chime", time.Second) }

type rumour struct{ Hops, Origin int64 }

type gossiper struct{}

func (gossiper) Start(env Env)     { tell(env, rumour{1, int64(env.ID())}) }
func (gossiper) Timer(Env, string) {}
func (gossiper) Receive(env Env, _ ID, message any) {
	r := message.(rumour)
	r.Hops++
	tell(env, r)
}

func tell(env Env, r rumour) {
	peers := env.Peers()
	env.Send(peers[env.Rand().IntN(len(peers))], r)
}

type (
	heartbeat      struct{ Term, Commit int64 }
	heartbeatReply struct{ Term, Match int64 }
)

const group = 5 // nodes of a group of W3; the first one leads

// member leads its group or follows, as Raft's nodes do between elections.
type member struct{ term, commit, replies int64 }

func (m *member) Start(env Env) {
	if env.ID()%group == 0 {
		env.SetTimer("heartbeat", env.Rand().Duration(Uniform(0, 50*ms)))
		return
	}
	m.expectLeader(env)
}

func (m *member) Receive(env Env, from ID, message any) {
	switch message := message.(type) {
	case heartbeat:
		m.commit = max(m.commit, message.Commit)
		m.expectLeader(env)
		env.Send(from, heartbeatReply{message.Term, m.commit})
	case heartbeatReply:
		m.replies++
	}
}

func (m *member) Timer(env Env, name string) {
	if name == "election" {
		m.term++
		m.expectLeader(env)
		return
	}
	m.commit++
	for i := ID(1); i < group; i++ {
		env.Send(env.ID()+i, heartbeat{m.term, m.commit})
	}
	env.SetTimer("heartbeat", 50*ms)
}

func (m *member) expectLeader(env Env) {
	env.SetTimer("election", env.Rand().Duration(Uniform(150*ms, 300*ms)))
}
