package sim

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// roundsOf outputs what it hears in each round, and sends its round's number.
type roundsOf struct{ timer bool }

func (n roundsOf) Round(env Env, r int, in []Received) {
	heard := []string{}
	for _, m := range in {
		heard = append(heard, fmt.Sprintf("%d:%d", m.From, m.Message.(number).N))
	}
	slices.Sort(heard)
	env.Output(fmt.Sprintf("%d %v", r, strings.Join(heard, " ")))
	Broadcast(env, number{r})
	if n.timer {
		env.SetTimer("mine", ms)
	}
}

func TestARoundHearsWhatWasSentInTheRoundBefore(t *testing.T) {
	w := newWorld(t, Config{Nodes: 3, Seed: 1, Link: Link{Latency: Uniform(0, 9*ms)}, Clock: DriftUpTo(100 * PPM)},
		func(ID) Node { return Rounds(roundsOf{}, 10*ms) })
	w.Run(35 * ms)
	wantOutputs(t, w, 0, "0 ", "1 1:0 2:0", "2 1:1 2:1", "3 1:2 2:2")
	wantOutputs(t, w, 2, "0 ", "1 0:0 1:0", "2 0:1 1:1", "3 0:2 1:2")
}

func TestARoundNodeHasNoTimers(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1}, func(ID) Node { return Rounds(roundsOf{timer: true}, 10*ms) })
	if stop := w.RunUntil(nil); stop.Why != Failed || !strings.Contains(stop.Err.Error(), "a RoundNode has no timers") {
		t.Errorf("%v", stop)
	}
}
