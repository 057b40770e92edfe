package sim

import (
	"math"
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The triangle, in rationals, rounded towards 0.
func triangle(amplitude, period, phase, t int64) int64 {
	x := new(big.Rat).SetFrac64(4, period)
	at := new(big.Int).Mod(new(big.Int).Add(big.NewInt(t), big.NewInt(phase)), big.NewInt(period))
	x.Mul(x, new(big.Rat).SetInt(at)) // in quarters: 0 … 4
	switch {
	case x.Cmp(big.NewRat(1, 1)) <= 0:
	case x.Cmp(big.NewRat(3, 1)) <= 0:
		x.Sub(big.NewRat(2, 1), x)
	default:
		x.Sub(x, big.NewRat(4, 1))
	}
	x.Mul(x, new(big.Rat).SetInt64(amplitude))
	return new(big.Int).Quo(x.Num(), x.Denom()).Int64()
}

func TestTheWaveIsATriangleToTheNanosecond(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amplitude := rapid.OneOf(rapid.Int64Range(1, 1000), rapid.Int64Range(1, int64(longest/8))).Draw(t, "amplitude")
		period := rapid.Int64Range(8*amplitude, int64(longest)).Draw(t, "period")
		w := wave{amplitude, period, rapid.Int64Range(0, period-1).Draw(t, "phase")}
		at := rapid.Int64Range(0, int64(horizon)).Draw(t, "t")
		if got, want := w.at(at), triangle(amplitude, period, w.phase, at); got != want {
			t.Fatalf("at %d it is %d, want %d", at, got, want)
		}
	})
}

func TestAWaveMovesNowAndNotTheTimers(t *testing.T) {
	c := Config{Nodes: 1, Seed: 3, Clock: Clock{Wave: ms, Period: time.Second}}
	w := newWorld(t, c, cast(script{
		start: func(env Env) { env.SetTimer("t", 10*ms) },
		timer: func(env Env, name string) {
			env.Output(env.Elapsed())
			env.SetTimer(name, 10*ms)
		},
	}))
	least, most := forever, -forever
	for i := range 200 {
		w.Run(10 * ms)
		off := w.ClockOf(0) - w.Now()
		least, most = min(least, off), max(most, off)
		if out := w.Outputs()[i]; out.At != out.Value || out.At != w.Now() {
			t.Fatalf("timer %d fired at %v, elapsed %v", i, out.At, out.Value)
		}
	}
	if least < -ms || most > ms || most-least < 19*ms/10 {
		t.Errorf("the error went from %v to %v, want ±1ms", least, most)
	}
}

func TestPhasesAreUniform(t *testing.T) {
	law, r := Clock{Wave: 1000, Period: 1_000_000}, NewRand(1)
	xs := make([]float64, draws)
	for i := range xs {
		xs[i] = float64(newClock(law, r).wave.phase)
	}
	if p := kolmogorov(xs, func(x float64) float64 { return math.Floor(x) / 1e6 }); p < unlikely {
		t.Errorf("phases like these have chance %.2g", p)
	}
}

func TestAClockWithAWaveNeverRunsBackwards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amplitude := rapid.Int64Range(1, 1_000_000).Draw(t, "amplitude")
		law := Clock{Wave: time.Duration(amplitude), Period: time.Duration(8 * amplitude), Rate: -fastest}
		c := newClock(law, NewRand(rapid.Uint64().Draw(t, "seed")))
		at := rapid.Int64Range(0, int64(longest)).Draw(t, "at")
		before := c.now(at)
		for i := range int64(20) {
			now := c.now(at + i)
			if now < before-1 { // both terms are rounded
				t.Fatalf("after %d comes %d", before, now)
			}
			before = now
		}
	})
}

func TestAWaveIsAddedToALawWithoutChangingItsDraws(t *testing.T) {
	plain := newClock(Clock{OffsetUpTo: time.Hour, RateUpTo: PPM}, NewRand(5))
	waving := newClock(Clock{OffsetUpTo: time.Hour, RateUpTo: PPM, Wave: ms, Period: time.Hour}, NewRand(5))
	if plain.offset != waving.offset || plain.rate != waving.rate {
		t.Error("offset or rate changed")
	}
}
