package sim

import (
	"testing"
	"time"
)

type ping struct{ N int }

type ponger struct{ peer ID }

func (p *ponger) Start(env Env) {
	if env.ID() == 0 {
		env.Send(1, ping{1})
	}
	env.SetTimer("tick", time.Second)
}
func (p *ponger) Receive(env Env, from ID, m any) {
	env.Send(from, ping{m.(ping).N + 1})
}
func (p *ponger) Timer(env Env, name string) { env.SetTimer("tick", time.Second) }

func TestSmoke(t *testing.T) {
	w, err := New(Config{Nodes: 2, Seed: 1, Link: Link{Latency: Uniform(time.Millisecond, 9*time.Millisecond)}, Record: Everything, Check: true}, func(ID) Node { return &ponger{} })
	if err != nil {
		t.Fatal(err)
	}
	stop := w.Run(5 * time.Second)
	t.Log(stop, w.Stats(), w.Steps(), w.Checksum())
}

func BenchmarkPingPong(b *testing.B) {
	w, err := New(Config{Nodes: 2, Seed: 1, Link: Link{Latency: Exponential(time.Millisecond)}, Budget: Budget{Events: 1 << 60}}, func(ID) Node { return &ponger{} })
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for range b.N {
		w.Step()
	}
}
