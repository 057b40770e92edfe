package sandbox

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

const echo = `package main
import "github.com/faultline-go/faultline/pkg/sim"
type Ping struct { N int }
type Echo struct { n int }
func (e *Echo) Start(env sim.Env) { if env.ID() == 0 { env.Send(1, Ping{0}) } }
func (e *Echo) Receive(env sim.Env, from sim.ID, m any) { p := m.(Ping); e.n++; if p.N < 1000 { env.Send(from, Ping{p.N+1}) } else { env.Output(p.N) } }
func (e *Echo) Timer(env sim.Env, name string) {}
`

func TestEcho(t *testing.T) {
	ctx := context.Background()
	t0 := time.Now()
	lap := func(s string) { fmt.Println(s, time.Since(t0)); t0 = time.Now() }
	w, err := Open(ctx, repo(t))
	if err != nil {
		t.Fatal(err)
	}
	lap("open")
	if err := w.Warm(ctx); err != nil {
		t.Fatal(err)
	}
	lap("warm")
	wasm, err := w.Build(ctx, Source{Code: []byte(echo), Roles: []string{"Echo"}})
	if err != nil {
		t.Fatal(err)
	}
	lap("build")
	p, err := Load(ctx, wasm, "")
	if err != nil {
		t.Fatal(err)
	}
	lap(fmt.Sprint("load ", len(wasm)))
	nodes := p.Nodes([]string{"Echo"})
	for seed := range uint64(100) {
		world, err := sim.New(sim.Config{Nodes: 2, Seed: seed}, func(sim.ID) sim.Node { return nodes["Echo"]() })
		if err != nil {
			t.Fatal(err)
		}
		stop := world.RunUntil(nil)
		if seed == 0 {
			fmt.Println(stop, len(world.Outputs()))
		}
		p.EndRun(ctx)
	}
	lap("runs")
}

// repo is the folder of our go.mod.
func repo(t testing.TB) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}
