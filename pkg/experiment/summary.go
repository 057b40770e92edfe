package experiment

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Summary says how one metric came out over all runs of a point. What cannot
// be said is NaN: everything if no run measured the metric, the standard error
// and the interval of a single run.
type Summary struct {
	Name, Unit string
	// N is how many runs measured the metric.
	N int
	// Mean is the average, StdErr its standard error, and CI95 the interval
	// that holds the true mean 95 times in 100: Student's, or Wilson's for a
	// metric that is a chance.
	Mean, StdErr float64
	CI95         [2]float64
	// Quantiles are values that occurred: the least one that is not below the
	// given share of them.
	Min, P10, P50, P90, P99, Max float64
}

// summarize takes the values of a metric in the order of seeds.
func summarize(m Metric, values []float64) Summary {
	sorted := make([]float64, 0, len(values))
	for _, v := range values {
		if !math.IsNaN(v) {
			sorted = append(sorted, v)
		}
	}
	slices.Sort(sorted)
	nan, n := math.NaN(), len(sorted)
	s := Summary{
		Name: m.Name, Unit: m.Unit, N: n, Mean: nan, StdErr: nan, CI95: [2]float64{nan, nan},
		Min: nan, P10: nan, P50: nan, P90: nan, P99: nan, Max: nan,
	}
	if n == 0 {
		return s
	}
	quantile := func(p float64) float64 { return stat.Quantile(p, stat.Empirical, sorted, nil) }
	s.Min, s.Max = sorted[0], sorted[n-1]
	s.P10, s.P50, s.P90, s.P99 = quantile(.1), quantile(.5), quantile(.9), quantile(.99)
	var variance float64
	s.Mean, variance = stat.MeanVariance(sorted, nil)
	if s.Min == s.Max { // no dust from adding equal numbers
		s.Mean, variance = s.Min, 0
	}
	if n > 1 {
		s.StdErr = stat.StdErr(math.Sqrt(variance), float64(n))
		s.CI95 = student(s.Mean, s.StdErr, n)
	}
	if m.Chance {
		s.CI95 = wilson(s.Mean, n)
	}
	return s
}

func student(mean, stdErr float64, n int) [2]float64 {
	t := z95
	if n < 10_000 {
		t = distuv.StudentsT{Sigma: 1, Nu: float64(n - 1)}.Quantile(.975)
	}
	return [2]float64{mean - t*stdErr, mean + t*stdErr}
}

// z95 is the 97.5 % quantile of the standard normal law.
var z95 = distuv.UnitNormal.Quantile(.975)

// wilson is the score interval of a proportion (Wilson 1927), which is right
// also when every run, or none, had it.
func wilson(p float64, n int) [2]float64 {
	count, z2 := float64(n), z95*z95
	middle := (p + z2/(2*count)) / (1 + z2/count)
	half := z95 / (1 + z2/count) * math.Sqrt(p*(1-p)/count+z2/(4*count*count))
	return [2]float64{max(0, middle-half), min(1, middle+half)}
}
