package lesson

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"github.com/faultline-go/faultline/pkg/chart"
)

// Values measures something in each of so many runs, in the order of seeds.
func Values(runs int, measure func(seed uint64) float64) []float64 {
	values := make([]float64, runs)
	for i := range values {
		values[i] = measure(uint64(i) + 1)
	}
	return values
}

// Mean is the average; NaN of nothing.
func Mean(values []float64) float64 { return stat.Mean(values, nil) }

// Quantile is the least of the values that is not below the share p of them,
// p in 0 … 1; NaN of nothing.
func Quantile(values []float64, p float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	return stat.Quantile(p, stat.Empirical, sorted, nil)
}

// Portion is the share of the values that equal x; NaN of nothing.
func Portion(values []float64, x float64) float64 {
	return float64(floats.Count(func(v float64) bool { return v == x }, values)) / float64(len(values))
}

// z95 is the 97.5 % quantile of the standard normal law.
const z95 = 1.959963984540054

// Interval is the 95 % interval of a share that was counted in so many runs:
// Wilson's (1927), which is right near 0 and 1 too.
func Interval(share float64, runs int) (low, high float64) {
	n, z2 := float64(runs), z95*z95
	middle := (share + z2/(2*n)) / (1 + z2/n)
	reach := z95 * math.Sqrt(share*(1-share)/n+z2/(4*n*n)) / (1 + z2/n)
	return max(0, min(share, middle-reach)), min(1, max(share, middle+reach))
}

// Share makes, for each x, so many runs, and counts in what share of them
// something holds: points with their 95 % intervals, ready for chart.Lines.
func Share(xs []float64, runs int, holds func(x float64, seed uint64) bool) chart.Series {
	s := chart.Series{Name: "measured", Points: true, X: xs}
	for _, x := range xs {
		share := Portion(Values(runs, func(seed uint64) float64 { return One(holds(x, seed)) }), 1)
		low, high := Interval(share, runs)
		s.Y, s.Low, s.High = append(s.Y, share), append(s.Low, low), append(s.High, high)
	}
	return s
}

// One is 1 for true and 0 for false, for counting.
func One(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// Spread makes, for each x, so many runs, and measures something in each: the
// means, with whiskers from the least value to the greatest.
func Spread(xs []float64, runs int, measure func(x float64, seed uint64) float64) chart.Series {
	s := chart.Series{Name: "measured", Points: true, X: xs}
	for _, x := range xs {
		values := Values(runs, func(seed uint64) float64 { return measure(x, seed) })
		low, high := slices.Min(values), slices.Max(values)
		mean := max(low, min(high, Mean(values)))
		s.Y, s.Low, s.High = append(s.Y, mean), append(s.Low, low), append(s.High, high)
	}
	return s
}

// steps is into how many pieces Curve cuts its range.
const steps = 50

// Curve is a line of theory to lay beside measured points: f from one x to
// another, in equal steps. A range of more than a factor of a hundred is for a
// logarithmic axis, and is cut into equal ratios.
func Curve(name string, from, to float64, f func(x float64) float64) chart.Series {
	s := chart.Series{Name: "theory: " + name}
	for i := range steps + 1 {
		part := float64(i) / steps
		x := from + (to-from)*part
		if from > 0 && to > 100*from {
			x = from * math.Pow(to/from, part)
		}
		s.X, s.Y = append(s.X, x), append(s.Y, f(x))
	}
	return s
}

// Spec is a chart's title, what its axes show, and the small line below it;
// lower than usual, so that a page holds chart and text.
func Spec(title, x, y, note string) chart.Spec {
	return chart.Spec{Title: title, X: chart.Axis{Label: x}, Y: chart.Axis{Label: y}, Note: note, Height: 320}
}
