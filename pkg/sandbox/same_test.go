package sandbox

import (
	"bytes"
	"os"
	"reflect"
	"testing"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// busyWorld has faults of most kinds.
func busyWorld(seed uint64) sim.Config {
	return sim.Config{
		Nodes: 3, Seed: seed, Clock: sim.DriftUpTo(200 * sim.PPM),
		Link: sim.Link{Latency: sim.Exponential(8 * time.Millisecond), Loss: 0.1, Duplicate: 0.1},
		Disk: sim.DiskLaw{Sync: sim.Constant(time.Millisecond), Torn: 0.5},
		Faults: []sim.Fault{
			sim.Crash(100*time.Millisecond, 0), sim.Restart(150*time.Millisecond, 0), sim.CrashAfter(200*time.Millisecond, 1, 3),
			sim.Restart(300*time.Millisecond, 1), sim.Pause(350*time.Millisecond, 2), sim.Resume(400*time.Millisecond, 2),
			sim.StepClock(450*time.Millisecond, 0, time.Second), sim.Crash(500*time.Millisecond, 2), sim.Restart(510*time.Millisecond, 2),
		},
		Requests: []sim.Request{{When: sim.When{At: 50 * time.Millisecond}, To: 1, Message: time.Minute}},
	}
}

// TestSameAsNative runs one node's code natively and in the sandbox: every
// event, drawn number and clock reading must agree.
func TestSameAsNative(t *testing.T) {
	source, err := os.ReadFile("busybody_test.go")
	if err != nil {
		t.Fatal(err)
	}
	w := workshop(t)
	wasm, err := w.Build(t.Context(), Source{Code: bytes.Replace(source, []byte("package sandbox"), []byte("package main"), 1), Roles: []string{"Busybody"}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := Load(t.Context(), wasm, "")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close(t.Context())
	proxies := p.Nodes([]string{"Busybody"})
	for seed := range uint64(20) {
		native := played(t, seed, func(sim.ID) sim.Node { return &Busybody{} })
		boxed := played(t, seed, func(sim.ID) sim.Node { return proxies["Busybody"]() })
		p.EndRun(t.Context())
		if native.Steps() != boxed.Steps() || native.Checksum() != boxed.Checksum() || !reflect.DeepEqual(native.Outputs(), boxed.Outputs()) {
			t.Errorf("seed %d: %d steps and checksum %x natively, %d and %x in the sandbox", seed, native.Steps(), native.Checksum(), boxed.Steps(), boxed.Checksum())
		}
		if native.Steps() < 500 {
			t.Errorf("seed %d: only %d steps", seed, native.Steps())
		}
	}
}

func played(t *testing.T, seed uint64, newNode func(sim.ID) sim.Node) *sim.World {
	t.Helper()
	world, err := sim.New(busyWorld(seed), newNode)
	if err != nil {
		t.Fatal(err)
	}
	if stop := world.Run(3 * time.Second); stop.Err != nil {
		t.Fatal(stop.Err)
	}
	return world
}
