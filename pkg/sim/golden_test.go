package sim

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// wantGolden compares a text with testdata/name, or writes it with -update. A
// difference means that the same Config now gives another run: released
// results, seeds and schedules lose their meaning.
func wantGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(want), "\n") {
		if now := strings.Split(got, "\n"); i >= len(now) || now[i] != line {
			t.Fatalf("%s changed in line %d: it was %q\nnow:\n%s\nIf that is meant, run go test ./pkg/sim -update", path, i+1, line, got)
		}
	}
}

func TestRandomSequencesAreAsReleased(t *testing.T) {
	var text strings.Builder
	for _, seed := range []uint64{0, 1, 1 << 63} {
		r := NewRand(seed)
		fmt.Fprintf(&text, "seed %d: %016x %016x", seed, r.Uint64(), r.Uint64())
		fmt.Fprintf(&text, " float %v intn %d perm %v", r.Float64(), r.IntN(1000), r.Perm(8))
		fmt.Fprintf(&text, " normal %v exponential %v bool %v\n", r.Normal(), r.Exponential(), r.Bool(0.5))
	}
	for _, law := range []Law{
		Constant(7 * ms), Uniform(10*ms, 50*ms), Normal(20*ms, 5*ms), Lognormal(20*ms, 0.8),
		Exponential(20 * ms), Pareto(5*ms, 1.5), Empirical(ms, 2*ms, 3*ms), Exponential(ms).Plus(ms),
	} {
		r := NewRand(42)
		fmt.Fprintf(&text, "%v:", law)
		for range 6 {
			fmt.Fprintf(&text, " %d", r.Duration(law))
		}
		fmt.Fprintln(&text)
	}
	fmt.Fprintf(&text, "derive: %016x %016x\n", derive(1, streamNode, 3), derive(2, streamClock, 0))
	wantGolden(t, "random.golden", text.String())
}

func TestChecksumsAreAsReleased(t *testing.T) {
	scenarios := []struct {
		name    string
		config  Config
		newNode func(ID) Node
	}{
		{"ping-pong, instant", Config{Nodes: 2, Seed: 1}, echo},
		{"ping-pong, exponential", Config{Nodes: 2, Seed: 1, Link: Link{Latency: Exponential(ms)}}, echo},
		{"ping-pong, lossy", Config{Nodes: 9, Seed: 2, Link: Link{Latency: Uniform(0, 9*ms), Loss: .1, Duplicate: .1, Reorder: .1}}, echo},
		{"drifting", Config{Nodes: 3, Seed: 3, Link: Link{Latency: Constant(ms)}, Clock: DriftUpTo(50 * PPM)}, echo},
		{"many processes", Config{Nodes: 1500, Seed: 4, Link: Link{Latency: Normal(20*ms, 5*ms)}, Budget: Budget{Events: 20_000}}, echo},
		{"rich 1", richConfig(1), richNode},
		{"rich 2", richConfig(2), richNode},
	}
	var text strings.Builder
	for _, s := range scenarios {
		if s.config.Budget.Events == 0 {
			s.config.Budget.Events = 5000
		}
		w := newWorld(t, s.config, s.newNode)
		w.Run(time.Second)
		fmt.Fprintf(&text, "%-24s %016x %d steps, %v, %v\n", s.name, w.Checksum(), w.Steps(), w.Now(), w.Stats())
	}
	wantGolden(t, "checksums.golden", text.String())
}

// echo sends a number to the next process every 10 ms; whoever gets one sends
// it back, one less, until it is 0.
func echo(ID) Node {
	return &script{
		start: func(env Env) { env.SetTimer("tick", 10*ms) },
		receive: func(env Env, from ID, m any) {
			if n, ok := m.(number); ok && n.N > 0 {
				env.Send(from, number{n.N - 1})
			}
		},
		timer: func(env Env, name string) {
			env.Send(env.Peers()[0], number{env.Rand().IntN(4)})
			env.SetTimer(name, 10*ms)
		},
	}
}
