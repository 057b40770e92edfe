package sim

import (
	"fmt"
	"testing"
	"time"
)

var sizes = []int{5, 100, 10_000, 1_000_000}

func eachSize(b *testing.B, f func(b *testing.B, n int)) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("N=%d", n), func(b *testing.B) { f(b, n) })
	}
}

func BenchmarkBare(b *testing.B) {
	eachSize(b, func(b *testing.B, n int) {
		q := newQueue(n)
		r := NewRand(1)
		law := Exponential(time.Second)
		seq := uint64(0)
		for i := range n {
			seq++
			q.push(entry{int64(law.draw(r)), seq<<slotBits | uint64(i)})
		}
		b.ReportAllocs()
		b.ResetTimer()
		for range b.N {
			e := q.head()
			q.take()
			seq++
			q.push(entry{e.at + int64(law.draw(r)), seq<<slotBits | uint64(e.slot())})
		}
	})
}

type hold struct{}

func (hold) Start(env Env)        { env.SetTimer("hold", env.Rand().Duration(Exponential(time.Second))) }
func (hold) Receive(Env, ID, any) {}
func (hold) Timer(env Env, _ string) {
	env.SetTimer("hold", env.Rand().Duration(Exponential(time.Second)))
}

func run(b *testing.B, c Config, node func(ID) Node, warm int) {
	c.Budget.Events = 1 << 60
	w, err := New(c, node)
	if err != nil {
		b.Fatal(err)
	}
	for range warm {
		w.Step()
	}
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		w.Step()
	}
	b.StopTimer()
	if w.failure != nil {
		b.Fatal(w.failure)
	}
}

func BenchmarkW1(b *testing.B) {
	eachSize(b, func(b *testing.B, n int) {
		run(b, Config{Nodes: n, Seed: 1}, func(ID) Node { return hold{} }, 2*n)
	})
}

type rumour struct{ Hops, Origin int64 }
type gossiper struct{}

func (gossiper) Start(env Env) {
	env.Send(env.Peers()[env.Rand().IntN(len(env.Peers()))], rumour{1, int64(env.ID())})
}
func (gossiper) Receive(env Env, _ ID, m any) {
	r := m.(rumour)
	env.Send(env.Peers()[env.Rand().IntN(len(env.Peers()))], rumour{r.Hops + 1, r.Origin})
}
func (gossiper) Timer(env Env, _ string) {}

func BenchmarkW2(b *testing.B) {
	eachSize(b, func(b *testing.B, n int) {
		run(b, Config{Nodes: n, Seed: 1, Link: Link{Latency: Exponential(time.Second)}}, func(ID) Node { return gossiper{} }, 2*n)
	})
}

type beat struct{ Term int64 }
type beatReply struct{ Term int64 }
type member struct{}

func (member) Start(env Env) {
	if env.ID()%5 == 0 {
		env.SetTimer("beat", 50*time.Millisecond)
	} else {
		env.SetTimer("election", 150*time.Millisecond+env.Rand().Duration(Uniform(0, 150*time.Millisecond)))
	}
}
func (member) Receive(env Env, from ID, m any) {
	switch m := m.(type) {
	case beat:
		env.Send(from, beatReply(m))
		env.SetTimer("election", 150*time.Millisecond+env.Rand().Duration(Uniform(0, 150*time.Millisecond)))
	case beatReply:
	}
}
func (member) Timer(env Env, name string) {
	if name == "beat" {
		for i := ID(1); i < 5; i++ {
			env.Send(env.ID()+i, beat{7})
		}
		env.SetTimer("beat", 50*time.Millisecond)
		return
	}
	env.SetTimer("election", 150*time.Millisecond+env.Rand().Duration(Uniform(0, 150*time.Millisecond)))
}

func BenchmarkW3(b *testing.B) {
	eachSize(b, func(b *testing.B, n int) {
		run(b, Config{Nodes: n, Seed: 1, Link: Link{Latency: Exponential(10 * time.Millisecond), Loss: .01, Duplicate: .01}}, func(ID) Node { return member{} }, 2*n)
	})
}
