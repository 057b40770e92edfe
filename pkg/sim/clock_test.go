package sim

import (
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func Test50PPMIsExactly432SecondsADay(t *testing.T) {
	for _, c := range []struct {
		rate Rate
		want time.Duration
	}{{50 * PPM, 4320 * ms}, {-50 * PPM, -4320 * ms}, {1, 86_400 * time.Nanosecond}} {
		w := newWorld(t, Config{Nodes: 1, Clock: Drift(c.rate)}, cast())
		w.Run(24 * time.Hour)
		if got := w.ClockOf(0) - w.Now(); got != c.want {
			t.Errorf("%d ppb: off by %v after a day, want %v", c.rate, got, c.want)
		}
	}
}

func anyClock(t *rapid.T) clock {
	half := int64(fastest)
	return clock{
		true_: rapid.Int64Range(0, int64(longest)).Draw(t, "true"),
		local: rapid.Int64Range(-int64(longest), int64(longest)).Draw(t, "local"),
		rest:  rapid.Uint64Range(0, billion-1).Draw(t, "rest"),
		rate:  rapid.OneOf(rapid.Int64Range(-100_000, 100_000), rapid.Int64Range(-half, half), rapid.SampledFrom([]int64{-half, 0, half})).Draw(t, "rate"),
	}
}

// when(e) is the first moment at which elapsed shows at least e.
func TestWhenIsTheInverseOfElapsed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyClock(t)
		e := c.local + rapid.OneOf(rapid.Int64Range(1, 1000), rapid.Int64Range(1, int64(longest))).Draw(t, "after")
		at := c.when(e)
		if c.elapsed(at) < e {
			t.Fatalf("at when(%d) = %d the oscillator shows only %d", e, at, c.elapsed(at))
		}
		if at > c.true_ && c.elapsed(at-1) >= e {
			t.Fatalf("the oscillator shows %d before when(%d) = %d", c.elapsed(at-1), e, at)
		}
	})
}

func TestElapsedIsTheFormulaOfItsComment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyClock(t)
		at := c.true_ + rapid.Int64Range(0, int64(longest)).Draw(t, "later")
		sum := new(big.Int).Mul(big.NewInt(at-c.true_), big.NewInt(billion+c.rate))
		sum.Add(sum, new(big.Int).SetUint64(c.rest))
		sum.Div(sum, big.NewInt(billion))
		if want := c.local + sum.Int64(); c.elapsed(at) != want {
			t.Fatalf("elapsed(%d) = %d, want %d", at, c.elapsed(at), want)
		}
	})
}

func TestManyTinyReanchorsAccumulateNoError(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyClock(t)
		moved, at := c, c.true_
		for range 200 {
			at += rapid.Int64Range(0, 50).Draw(t, "step")
			moved.anchor(at)
			if moved.elapsed(at) != c.elapsed(at) {
				t.Fatalf("at %d: %d, re-anchored %d", at, c.elapsed(at), moved.elapsed(at))
			}
		}
		later := at + rapid.Int64Range(0, 1<<50).Draw(t, "later")
		if moved.elapsed(later) != c.elapsed(later) {
			t.Fatalf("at %d: %d, re-anchored %d", later, c.elapsed(later), moved.elapsed(later))
		}
	})
}

func TestElapsedNeverRunsBackwards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyClock(t)
		at, shown := c.true_, c.elapsed(c.true_)
		for range 50 {
			at += rapid.Int64Range(0, 1_000_000).Draw(t, "step")
			if rapid.Bool().Draw(t, "change") {
				c.setRate(at, rapid.Int64Range(-int64(fastest), int64(fastest)).Draw(t, "new rate"))
			}
			if e := c.elapsed(at); e < shown {
				t.Fatalf("at %d it fell from %d to %d", at, shown, e)
			} else {
				shown = e
			}
		}
	})
}

// clockScript lets node 0 adjust its clock at 1 s, and outputs Now − Elapsed
// every 100 ms.
func adjusted(t *testing.T, by, over time.Duration) *World {
	w := newWorld(t, Config{Nodes: 1, Clock: Clock{Offset: time.Hour, Rate: 100 * PPM}}, cast(script{
		start: func(env Env) { env.SetTimer("look", 100*ms) },
		timer: func(env Env, name string) {
			if env.Elapsed() >= time.Second && env.Elapsed() < 1100*ms {
				env.Adjust(by, over)
			}
			env.Output(env.Now() - env.Elapsed() - time.Hour)
			env.SetTimer(name, 100*ms)
		},
	}))
	w.Run(2050 * ms)
	return w
}

func TestAdjustStepsAtOnce(t *testing.T) {
	got := outputsOf(adjusted(t, -30*ms, 0), 0)
	for i, offset := range got {
		want := time.Duration(0)
		if i >= 9 {
			want = -30 * ms
		}
		if offset != want {
			t.Errorf("after %d looks: off by %v, want %v", i+1, offset, want)
		}
	}
}

func TestAdjustSlewsEvenly(t *testing.T) {
	for _, by := range []time.Duration{50 * ms, -50 * ms} {
		for i, offset := range outputsOf(adjusted(t, by, 500*ms), 0) {
			want := by * time.Duration(min(max(i-9, 0), 5)) / 5
			if offset != want {
				t.Errorf("slew by %v, after %d looks: off by %v, want %v", by, i+1, offset, want)
			}
		}
	}
}

func TestASlewReplacesOneThatHasNotEnded(t *testing.T) {
	c := clock{}
	c.adjust(0, 1000, 100)
	c.adjust(50, -500, 100) // half of the first has happened
	for at, want := range map[int64]int64{50: 500, 75: 375, 100: 250, 150: 0, 1000: 0} {
		if got := c.now(at) - at; got != want {
			t.Errorf("at %d: off by %d, want %d", at, got, want)
		}
	}
}

func TestStepClockMovesNowOnly(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1, Faults: []Fault{StepClock(ms, 0, -time.Hour)}}, cast(script{
		start: func(env Env) { env.SetTimer("x", 5*ms) },
		timer: func(env Env, _ string) { env.Output(env.Now()); env.Output(env.Elapsed()) },
	}))
	runAll(t, w)
	wantOutputs(t, w, 0, 5*ms-time.Hour, 5*ms)
	if w.Now() != 5*ms {
		t.Errorf("the timer fired at %v", w.Now())
	}
}

func TestNowStandsStillWithinAnEvent(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1, Clock: Drift(100 * PPM)}, cast(script{start: func(env Env) {
		before := env.Now()
		env.Busy(time.Second)
		env.Output(env.Now() - before)
	}}))
	runAll(t, w)
	wantOutputs(t, w, 0, time.Duration(0))
}

func TestClocksAreDrawnUniformlyWithinTheirLaw(t *testing.T) {
	const n = 20_000
	w := newWorld(t, Config{Nodes: n, Clock: Clock{Offset: time.Second, OffsetUpTo: ms, RateUpTo: 50 * PPM}}, cast())
	rates, offsets := make([]float64, n), make([]float64, n)
	for i, p := range w.processes {
		rates[i], offsets[i] = float64(p.ticking().rate), float64(p.ticking().offset)
	}
	within := func(mid, most float64) func(float64) float64 {
		return func(x float64) float64 { return min(max((x-mid+most)/(2*most), 0), 1) }
	}
	if p := kolmogorov(rates, within(0, 50_000)); p < unlikely {
		t.Errorf("rates like these have chance %.2g", p)
	}
	if p := kolmogorov(offsets, within(1e9, 1e6)); p < unlikely {
		t.Errorf("offsets like these have chance %.2g", p)
	}
}

func TestTheLastClockRuleWins(t *testing.T) {
	w := newWorld(t, Config{Nodes: 3, Clock: Drift(1), Clocks: []ClockRule{{1, Drift(2)}, {2, Drift(3)}, {1, Drift(4)}}}, cast())
	for id, want := range []int64{1, 4, 3} {
		if got := w.processes[id].ticking().rate; got != want {
			t.Errorf("node %d drifts at %d, want %d", id, got, want)
		}
	}
}
