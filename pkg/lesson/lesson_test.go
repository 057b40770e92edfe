package lesson

import (
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/faultline-go/faultline/pkg/chart"
	"github.com/faultline-go/faultline/pkg/sim"
)

type silent struct{}

func (silent) Start(sim.Env)                {}
func (silent) Receive(sim.Env, sim.ID, any) {}
func (silent) Timer(sim.Env, string)        {}

type broken struct{ silent }

func (broken) Start(sim.Env) { panic("out of order") }

func newSilent(sim.ID) sim.Node { return silent{} }

func TestRunRecordsAndRuns(t *testing.T) {
	w := Run(sim.Config{Nodes: 2, Seed: 1}, time.Second, newSilent)
	if w.Now() != time.Second || len(w.Trace().Events) != 2 {
		t.Errorf("now %v with %d events, want 1s and the two starts", w.Now(), len(w.Trace().Events))
	}
}

func TestMistakesEndTheCell(t *testing.T) {
	for name, c := range map[string]struct {
		config  sim.Config
		newNode func(sim.ID) sim.Node
		want    string
	}{
		"config": {sim.Config{Nodes: 1, Link: sim.Link{Loss: 1.2}}, newSilent, "Loss"},
		"node":   {sim.Config{Nodes: 1}, func(sim.ID) sim.Node { return broken{} }, "out of order"},
	} {
		t.Run(name, func(t *testing.T) {
			real := exit
			defer func() { exit = real }()
			var told error
			exit = func(err error) { told = err }
			Run(c.config, time.Second, c.newNode)
			if told == nil || !strings.Contains(told.Error(), c.want) {
				t.Errorf("told %v, want something about %q", told, c.want)
			}
		})
	}
}

func TestValuesUseTheSeedsFromOne(t *testing.T) {
	values := Values(4, func(seed uint64) float64 { return float64(seed) })
	if Mean(values) != 2.5 || Quantile(values, 0.5) != 2 || Quantile(values, 1) != 4 || Portion(values, 3) != 0.25 {
		t.Errorf("mean %v, median %v, greatest %v, portion of 3 %v of %v",
			Mean(values), Quantile(values, 0.5), Quantile(values, 1), Portion(values, 3), values)
	}
}

func TestQuantileLeavesTheOrder(t *testing.T) {
	values := []float64{3, 1, 2}
	if Quantile(values, 0) != 1 || values[0] != 3 {
		t.Errorf("least %v, values then %v", Quantile(values, 0), values)
	}
	if !math.IsNaN(Quantile(nil, 0.5)) || !math.IsNaN(Mean(nil)) || !math.IsNaN(Portion(nil, 0)) {
		t.Error("of nothing, nothing can be said")
	}
}

func TestIntervalHoldsTheShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		runs := rapid.IntRange(1, 100_000).Draw(t, "runs")
		share := float64(rapid.IntRange(0, runs).Draw(t, "count")) / float64(runs)
		low, high := Interval(share, runs)
		if !(0 <= low && low <= share && share <= high && high <= 1) || low == high {
			t.Fatalf("share %v of %d runs: %v to %v", share, runs, low, high)
		}
	})
}

// TestIntervalCoversTheTruth counts how often the interval of 200 runs holds
// the true chance; Wilson's coverage is near 95 %.
func TestIntervalCoversTheTruth(t *testing.T) {
	for _, p := range []float64{0.02, 0.3, 0.5, 0.9} {
		covered := Values(4000, func(seed uint64) float64 {
			r := sim.NewRand(seed)
			count := 0.0
			for range 200 {
				count += One(r.Bool(p))
			}
			low, high := Interval(count/200, 200)
			return One(low <= p && p <= high)
		})
		if share := Mean(covered); share < 0.92 || share > 0.98 {
			t.Errorf("chance %v: held in %.3f of 4000 samples, want about 0.95", p, share)
		}
	}
}

func TestShareCountsPerX(t *testing.T) {
	s := Share([]float64{0, 0.5, 1}, 1000, func(x float64, seed uint64) bool { return sim.NewRand(seed).Float64() < x })
	if s.Y[0] != 0 || s.Y[2] != 1 || math.Abs(s.Y[1]-0.5) > 0.07 || s.Low[1] > s.Y[1] || s.High[0] == 0 {
		t.Errorf("shares %v, from %v to %v", s.Y, s.Low, s.High)
	}
}

func TestSpreadShowsTheRange(t *testing.T) {
	s := Spread([]float64{10}, 3, func(x float64, seed uint64) float64 { return x * float64(seed) })
	if s.Y[0] != 20 || s.Low[0] != 10 || s.High[0] != 30 {
		t.Errorf("mean %v, from %v to %v; want 20, from 10 to 30", s.Y, s.Low, s.High)
	}
}

func TestCurveReachesBothEnds(t *testing.T) {
	s := Curve("x²", 1, 3, func(x float64) float64 { return x * x })
	last := len(s.X) - 1
	if s.X[0] != 1 || s.X[last] != 3 || s.Y[last] != 9 || s.Name != "theory: x²" {
		t.Errorf("from (%v, %v) to (%v, %v), called %q", s.X[0], s.Y[0], s.X[last], s.Y[last], s.Name)
	}
}

func TestCurveForALogarithmicAxis(t *testing.T) {
	s := Curve("x", 1, 10_000, func(x float64) float64 { return x })
	if middle := s.X[steps/2]; math.Abs(middle-100) > 1e-9 {
		t.Errorf("half way from 1 to 10000 is %v, want 100", middle)
	}
}

func TestSpecIsComplete(t *testing.T) {
	picture := chart.Lines(Spec("finding", "x (ms)", "share", "seeds 1 to 3"), Curve("x", 0, 1, func(x float64) float64 { return x }))
	if picture.Err() != nil || picture.Title() != "finding" {
		t.Errorf("%q: %v", picture.Title(), picture.Err())
	}
}
