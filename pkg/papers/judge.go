package papers

import (
	"fmt"
	"math"

	"github.com/faultline-go/faultline/pkg/experiment"
)

// Estimate is our number for a figure.
type Estimate struct {
	Value float64
	// StdErr is its standard error and CI95 its 95 % interval; for a count or
	// a bound they are 0 and the value twice.
	StdErr float64
	CI95   [2]float64
	// N is how many runs it comes from.
	N int
}

// Judge says how far ours may lie from the published number.
type Judge struct {
	Rule string // in words
	// Tolerance is that distance.
	Tolerance func(published float64, ours Estimate) float64
}

// exactly allows no difference: for counts, bounds and impossibilities.
var exactly = Judge{"exact", func(float64, Estimate) float64 { return 0 }}

// within allows a fixed difference.
func within(difference float64, rule string) Judge {
	return Judge{rule, func(float64, Estimate) float64 { return difference }}
}

// proportion allows 4·√(p(1−p)/N), N counting the trials: those of one run
// times the runs.
func proportion(perRun int) Judge {
	return Judge{"4·√(p(1−p)/N)", func(p float64, ours Estimate) float64 {
		return 4 * math.Sqrt(p*(1-p)/float64(ours.N*perRun))
	}}
}

// standardErrors allows 4 standard errors of our mean.
var standardErrors = Judge{"4 standard errors", func(_ float64, ours Estimate) float64 { return 4 * ours.StdErr }}

// percent allows a share of the published number, and 4 standard errors while
// they are wider, which they are at quick size for the rarer events.
func percent(share float64) Judge {
	return Judge{fmt.Sprintf("±%g %%, or 4 standard errors if wider", share), func(published float64, ours Estimate) float64 {
		return max(share/100*math.Abs(published), 4*ours.StdErr)
	}}
}

// supremum allows ours to stay up to a share below a bound that it may come
// close to and must not pass.
func supremum(share float64) Judge {
	return Judge{fmt.Sprintf("never above, at most %g %% below", share), func(published float64, ours Estimate) float64 {
		if ours.Value > published {
			return 0
		}
		return share / 100 * published
	}}
}

// mean is a metric's mean at the only point.
func mean(metric string) func(experiment.Results) Estimate {
	return func(rs experiment.Results) Estimate {
		m := rs[0].Metric(metric)
		return Estimate{m.Mean, m.StdErr, m.CI95, m.N}
	}
}

// count is a number without an error.
func count(x float64, rs experiment.Results) Estimate {
	n := 0
	for _, r := range rs {
		n += r.Runs()
	}
	return Estimate{Value: x, CI95: [2]float64{x, x}, N: n}
}

// total is a metric summed over all runs of all points.
func total(metric string) func(experiment.Results) Estimate {
	return func(rs experiment.Results) Estimate {
		sum := 0.0
		for _, r := range rs {
			for _, x := range r.Samples(metric) {
				sum += x
			}
		}
		return count(sum, rs)
	}
}

// farthest is the value of a metric that is farthest from the given one, over
// all runs of all points: it equals it only if every run does.
func farthest(metric string, from float64) func(experiment.Results) Estimate {
	return func(rs experiment.Results) Estimate {
		worst := from
		for _, r := range rs {
			for _, x := range r.Samples(metric) {
				if !(math.Abs(x-from) <= math.Abs(worst-from)) {
					worst = x
				}
			}
		}
		return count(worst, rs)
	}
}

// largest is the largest value of a metric over all runs of all points.
func largest(metric string) func(experiment.Results) Estimate {
	return func(rs experiment.Results) Estimate {
		most := math.Inf(-1)
		for _, r := range rs {
			most = max(most, r.Metric(metric).Max)
		}
		return count(most, rs)
	}
}
