package cli

import (
	"bytes"
	"flag"
	"os"
	"testing"
	"time"

	"github.com/faultline-go/faultline/pkg/chart"
	"github.com/faultline-go/faultline/pkg/sim"
)

var update = flag.Bool("update", false, "write the README's picture anew")

type transfer struct{ Amount int }
type receipt struct{ Amount int }

// payer resends a transfer until it has the receipt. The bank passes on every
// transfer that it gets, the second copy of one too.
type payer struct{ paid bool }

func (p *payer) Start(env sim.Env) { p.Timer(env, "") }

func (p *payer) Receive(env sim.Env, _ sim.ID, m any) {
	if !p.paid {
		env.Output(m)
	}
	p.paid = true
	env.CancelTimer("retry")
}

func (p *payer) Timer(env sim.Env, _ string) {
	env.Send(1, transfer{7})
	env.SetTimer("retry", 30*time.Millisecond)
}

type bank struct{}

func (bank) Start(sim.Env) {}

func (bank) Receive(env sim.Env, from sim.ID, m any) {
	if t, ok := m.(transfer); ok && env.ID() == 1 {
		env.Send(from, receipt(t))
		env.Send(2, t)
	}
}

func (bank) Timer(sim.Env, string) {}

// TestReadmePicture draws the run that the README shows.
func TestReadmePicture(t *testing.T) {
	world, err := sim.New(sim.Config{
		Nodes: 3, Seed: 386, Names: []string{"payer", "bank", "ledger"}, Record: sim.Everything,
		Link:   sim.Link{Latency: sim.Uniform(4*time.Millisecond, 16*time.Millisecond), Loss: 0.3, Duplicate: 0.2},
		Faults: []sim.Fault{sim.Crash(42*time.Millisecond, 1), sim.Restart(75*time.Millisecond, 1)},
	}, func(id sim.ID) sim.Node {
		if id == 0 {
			return &payer{}
		}
		return bank{}
	})
	if err != nil {
		t.Fatal(err)
	}
	world.Run(120 * time.Millisecond)
	got, err := chart.SpaceTime(world.Trace(), chart.View{Title: "One payment, resent until it is acknowledged, is booked twice"}).SVG()
	if err != nil {
		t.Fatal(err)
	}
	const file = "testdata/readme.svg"
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what the run draws (%v): go test ./pkg/cli -run ReadmePicture -update", file, err)
	}
}
