package experiment

import (
	"fmt"
	"math"
	"strings"
	"text/tabwriter"
)

// Result is what the runs of one point measured.
type Result struct {
	Experiment *Experiment
	// Values are the parameters' values, in the order of Experiment.Params.
	Values []Value
	// Seeds name the runs, in rising order.
	Seeds []uint64
	// Metrics are summaries, in the order of Experiment.Metrics.
	Metrics []Summary

	samples [][]float64 // by metric, then by run
}

func newResult(e *Experiment, values []Value, seed uint64, rows [][]float64) *Result {
	seeds := make([]uint64, len(rows))
	for i := range seeds {
		seeds[i] = seed + uint64(i)
	}
	return resultOf(e, values, seeds, rows)
}

func resultOf(e *Experiment, values []Value, seeds []uint64, rows [][]float64) *Result {
	r := &Result{Experiment: e, Values: values, Seeds: seeds}
	for i, m := range e.Metrics {
		column := make([]float64, len(rows))
		for run, row := range rows {
			column[run] = row[i]
		}
		r.samples = append(r.samples, column)
		r.Metrics = append(r.Metrics, summarize(m, column))
	}
	return r
}

// Runs is how many runs were made.
func (r *Result) Runs() int { return len(r.Seeds) }

// Metric is the summary of a metric; an unknown name panics with those that
// exist.
func (r *Result) Metric(name string) Summary { return r.Metrics[r.index(name)] }

// Mean is the mean of a metric over all runs.
func (r *Result) Mean(name string) float64 { return r.Metric(name).Mean }

// Samples are a metric's values, one per run in the order of seeds; NaN where
// the run did not measure it. The slice is shared: read only.
func (r *Result) Samples(name string) []float64 { return r.samples[r.index(name)] }

// Measured are the same values without NaN, ready for a histogram.
func (r *Result) Measured(name string) []float64 {
	var values []float64
	for _, x := range r.Samples(name) {
		if !math.IsNaN(x) {
			values = append(values, x)
		}
	}
	return values
}

// Param is a parameter's value; an unknown name panics with those that exist.
func (r *Result) Param(name string) Value {
	i, err := r.Experiment.param(name)
	if err != nil {
		panic(err)
	}
	return r.Values[i]
}

func (r *Result) index(metric string) int {
	i, err := r.Experiment.metric(metric)
	if err != nil {
		panic(err)
	}
	return i
}

// String is a table: the parameters in one line, then a line per metric.
func (r *Result) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n%d runs, seeds %d to %d\n\n", r.Experiment.Name, r.settings(), r.Runs(), r.Seeds[0], r.Seeds[len(r.Seeds)-1])
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "metric\tmean\t95 % interval\tmin\tp10\tp50\tp90\tp99\tmax\tunit")
	for _, m := range r.Metrics {
		fmt.Fprintf(w, "%s\t%s\t%s", m.Name, show(m.Mean), Interval(m.CI95))
		for _, x := range []float64{m.Min, m.P10, m.P50, m.P90, m.P99, m.Max} {
			fmt.Fprintf(w, "\t%s", show(x))
		}
		fmt.Fprintf(w, "\t%s\n", m.Unit)
	}
	w.Flush()
	return b.String()
}

func (r *Result) settings() string {
	parts := make([]string, len(r.Values))
	for i, p := range r.Experiment.Params {
		if parts[i] = fmt.Sprintf("%s=%v", p.Name, r.Values[i]); units[p.Unit] > 0 {
			parts[i] += p.Unit
		}
	}
	return strings.Join(parts, " ")
}

// Interval writes an interval for a reader: lo … hi, or a dash if there is
// none.
func Interval(ci [2]float64) string {
	if math.IsNaN(ci[0]) || math.IsNaN(ci[1]) {
		return "–"
	}
	return show(ci[0]) + " … " + show(ci[1])
}

func show(x float64) string {
	if math.IsNaN(x) {
		return "–"
	}
	return fmt.Sprintf("%.6g", x)
}

// Results are the points of a sweep, in its order.
type Results []*Result

// Line is a metric against a parameter, ready for a chart.
type Line struct {
	X, Mean, Low, High []float64 // Low and High bound the 95 % interval
}

// Line gives a metric's means and intervals at each point, against a
// parameter that is a number. An unknown name panics with those that exist.
func (rs Results) Line(param, metric string) Line {
	var l Line
	for _, r := range rs {
		m := r.Metric(metric)
		l.X = append(l.X, r.Param(param).Number)
		l.Mean = append(l.Mean, m.Mean)
		l.Low = append(l.Low, m.CI95[0])
		l.High = append(l.High, m.CI95[1])
	}
	return l
}

// String is a table with a line per point and a column per metric: its mean.
func (rs Results) String() string {
	if len(rs) == 0 {
		return ""
	}
	var b strings.Builder
	varied := rs.varied()
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, i := range varied {
		fmt.Fprintf(w, "%s\t", withUnit(rs[0].Experiment.Params[i].Name, rs[0].Experiment.Params[i].Unit))
	}
	for _, m := range rs[0].Metrics {
		fmt.Fprintf(w, "%s\t95 %% interval\t", withUnit(m.Name, m.Unit))
	}
	fmt.Fprintln(w)
	for _, r := range rs {
		for _, i := range varied {
			fmt.Fprintf(w, "%v\t", r.Values[i])
		}
		for _, m := range r.Metrics {
			fmt.Fprintf(w, "%s\t%s\t", show(m.Mean), Interval(m.CI95))
		}
		fmt.Fprintln(w)
	}
	w.Flush()
	return b.String()
}

func withUnit(name, unit string) string {
	if unit == "" {
		return name
	}
	return name + " (" + unit + ")"
}

// varied are the indices of the parameters that differ between points.
func (rs Results) varied() []int {
	var at []int
	for i := range rs[0].Values {
		for _, r := range rs {
			if r.Values[i] != rs[0].Values[i] {
				at = append(at, i)
				break
			}
		}
	}
	return at
}
