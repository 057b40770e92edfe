package chart

import (
	"math"
	"slices"

	"gonum.org/v1/plot/plotter"
)

// pointBudget is how many points the lines of one chart have together, more or
// less: enough for every pixel, and a small file.
const pointBudget = 1800

// thin keeps about budget points of a line. Where X grows it takes columns of
// equal width, otherwise runs of neighbours; of each it keeps the first,
// lowest, highest and last point, so that no peak is lost.
func thin(x, y []float64, budget int, log bool) plotter.XYs {
	var out plotter.XYs
	if len(x) <= budget {
		for i := range x {
			out = append(out, plotter.XY{X: x[i], Y: y[i]})
		}
		return out
	}
	for _, r := range runs(x, max(budget/4, 1), log) {
		low, high := r[0], r[0]
		for i := r[0]; i < r[1]; i++ {
			if y[i] < y[low] {
				low = i
			}
			if y[i] > y[high] {
				high = i
			}
		}
		last := -1
		for _, i := range []int{r[0], min(low, high), max(low, high), r[1] - 1} {
			if i > last {
				out, last = append(out, plotter.XY{X: x[i], Y: y[i]}), i
			}
		}
	}
	return out
}

// runs cuts the indices of x into at most n runs, each [from, to).
func runs(x []float64, n int, log bool) [][2]int {
	column := func(i int) int { return i * n / len(x) }
	if slices.IsSorted(x) && x[0] < x[len(x)-1] {
		scale := func(v float64) float64 { return v }
		if log {
			scale = math.Log
		}
		first, width := scale(x[0]), scale(x[len(x)-1])-scale(x[0])
		column = func(i int) int { return min(int((scale(x[i])-first)/width*float64(n)), n-1) }
	}
	var out [][2]int
	from := 0
	for i := 1; i <= len(x); i++ {
		if i == len(x) || column(i) != column(from) {
			out, from = append(out, [2]int{from, i}), i
		}
	}
	return out
}
