package sim

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func TestANodeThatIsNotDeterministicIsFound(t *testing.T) {
	boots := 0
	for name, c := range map[string]struct {
		act  func(env Env)
		want []string
	}{
		"map range": {func(env Env) {
			for range 20 {
				for word := range map[string]int{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8, "i": 9} {
					env.Output(word)
				}
			}
		}, []string{"n0 is not deterministic", "output string(", "range over sorted keys"}},
		"map range in sends": {func(env Env) {
			for range 20 {
				for n := range map[int]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9} {
					env.Send(1, number{n})
				}
			}
		}, []string{"n0 is not deterministic", "send 0>1#", "range over sorted keys"}},
		"global random source": {func(env Env) { env.Output(rand.IntN(1e9)) }, []string{"n0 is not deterministic", "use Env.Rand"}},
		"wall clock":           {func(env Env) { env.Send(1, number{int(time.Now().UnixNano())}) }, []string{"it looks like the wall clock: use Env.Now"}},
		"memory that outlives": {func(env Env) { boots++; env.Output(boots) }, []string{"output int(", "memory that outlives a run"}},
		"one goes on": {func(env Env) {
			if boots++; boots%2 == 1 {
				env.SetTimer("more", ms)
			}
		}, []string{"seed 77: n0 is not deterministic", "the end"}},
		"an honest node": {func(env Env) { env.Output(env.Rand().Uint64()); env.Note("%v", env.Now()) }, nil},
	} {
		boots = 0
		newNode := cast(script{start: func(env Env) { env.SetTimer("t", 5*ms) }, timer: func(env Env, name string) {
			if name == "t" {
				c.act(env)
			}
		}})
		err := Deterministic(Config{Nodes: 2, Seed: 77, Link: Link{Latency: Constant(ms)}}, newNode, time.Second)
		if (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v", name, err)
		}
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q", name, err, want)
			}
		}
	}
	if err := Deterministic(Config{}, echo, 1); err == nil || !strings.Contains(err.Error(), "Nodes") {
		t.Error(err)
	}
	if err := Deterministic(richConfig(1), richNode, time.Second); err != nil {
		t.Error(err)
	}
}
