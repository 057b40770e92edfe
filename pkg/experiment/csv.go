package experiment

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"
)

// WriteCSV writes a line per point and metric: the experiment, the number of
// runs, the first seed, the parameters, and the metric's summary. What cannot
// be said is empty.
func (rs Results) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	head := append([]string{"experiment", "runs", "seed"}, rs.paramNames()...)
	rows := [][]string{append(head, "metric", "unit", "n", "mean", "stderr", "ci95_low", "ci95_high", "min", "p10", "p50", "p90", "p99", "max")}
	for _, r := range rs {
		start := append([]string{r.Experiment.Name, strconv.Itoa(r.Runs()), strconv.FormatUint(r.Seeds[0], 10)}, r.paramCells()...)
		for _, m := range r.Metrics {
			row := append(start[:len(start):len(start)], m.Name, m.Unit, strconv.Itoa(m.N))
			for _, x := range []float64{m.Mean, m.StdErr, m.CI95[0], m.CI95[1], m.Min, m.P10, m.P50, m.P90, m.P99, m.Max} {
				row = append(row, cell(x))
			}
			rows = append(rows, row)
		}
	}
	return out.WriteAll(rows)
}

// WriteRunsCSV writes a line per run: the experiment, the seed, the parameters
// and the value of every metric.
func (rs Results) WriteRunsCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	head := append([]string{"experiment", "seed"}, rs.paramNames()...)
	for _, m := range rs[0].Metrics {
		head = append(head, m.Name)
	}
	if err := out.Write(head); err != nil {
		return err
	}
	for _, r := range rs {
		params := r.paramCells()
		for run, seed := range r.Seeds {
			row := append([]string{r.Experiment.Name, strconv.FormatUint(seed, 10)}, params...)
			for _, column := range r.samples {
				row = append(row, cell(column[run]))
			}
			if err := out.Write(row); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func (rs Results) paramNames() []string {
	var names []string
	for _, p := range rs[0].Experiment.Params {
		names = append(names, p.Name)
	}
	return names
}

func (r *Result) paramCells() []string {
	var cells []string
	for _, v := range r.Values {
		cells = append(cells, v.String())
	}
	return cells
}

func cell(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}
