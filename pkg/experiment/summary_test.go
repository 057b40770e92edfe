package experiment

import (
	"math"
	"testing"

	"github.com/faultline-go/faultline/pkg/sim"
)

// TestIntervalsCover counts how often the 95 % interval holds the truth. For
// normal values Student's interval is exact; Wilson's is near 95 % on average
// over p. Over 4000 repetitions 4 standard errors are 1.4 %.
func TestIntervalsCover(t *testing.T) {
	const repetitions = 4000
	r := sim.NewRand(1)
	for _, n := range []int{2, 5, 30} {
		covered := 0
		for range repetitions {
			values := make([]float64, n)
			for i := range values {
				values[i] = 10 + 3*r.Normal()
			}
			if s := summarize(Metric{}, values); s.CI95[0] <= 10 && 10 <= s.CI95[1] {
				covered++
			}
		}
		checkShare(t, "Student's interval", covered, repetitions, .95, 0)
	}
	covered := 0
	for range repetitions {
		p := r.Float64()
		values := make([]float64, 60)
		for i := range values {
			if r.Bool(p) {
				values[i] = 1
			}
		}
		if s := summarize(Metric{Chance: true}, values); s.CI95[0] <= p && p <= s.CI95[1] {
			covered++
		}
	}
	checkShare(t, "Wilson's interval", covered, repetitions, .95, .005)
}

func checkShare(t *testing.T, what string, hits, n int, p, slack float64) {
	t.Helper()
	share := float64(hits) / float64(n)
	if allowed := 4*math.Sqrt(p*(1-p)/float64(n)) + slack; math.Abs(share-p) > allowed {
		t.Errorf("%s: %.4f of %d, want %.4f ± %.4f", what, share, n, p, allowed)
	}
}

func TestSummary(t *testing.T) {
	values := []float64{math.NaN()}
	for i := range 100 {
		values = append(values, float64(100-i))
	}
	s := summarize(Metric{Name: "x", Unit: "ms"}, values)
	for what, pair := range map[string][2]float64{
		"n": {float64(s.N), 100}, "mean": {s.Mean, 50.5}, "min": {s.Min, 1}, "p10": {s.P10, 10}, "p50": {s.P50, 50},
		"p90": {s.P90, 90}, "p99": {s.P99, 99}, "max": {s.Max, 100}, "stderr": {s.StdErr, math.Sqrt(841.0+2.0/3) / 10},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-9 {
			t.Errorf("%s is %g, want %g", what, pair[0], pair[1])
		}
	}
	same := summarize(Metric{}, []float64{.1, .1, .1})
	if same.Mean != .1 || same.StdErr != 0 || same.CI95 != [2]float64{.1, .1} {
		t.Errorf("equal values give %+v", same)
	}
	if one := summarize(Metric{}, []float64{3}); one.Mean != 3 || !math.IsNaN(one.StdErr) || !math.IsNaN(one.CI95[0]) {
		t.Errorf("one value gives %+v", one)
	}
	if none := summarize(Metric{}, nil); none.N != 0 || !math.IsNaN(none.Mean) {
		t.Errorf("no value gives %+v", none)
	}
	if never := summarize(Metric{Chance: true}, make([]float64, 100)); never.CI95[0] != 0 || math.Abs(never.CI95[1]-.0370) > 1e-4 {
		t.Errorf("never in 100 runs gives %v, want Wilson's 0 … 0.0370", never.CI95)
	}
}
