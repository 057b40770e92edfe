package experiment

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
)

// MarshalJSON writes {"experiment", "params", "runs", "seed", "metrics"}, the
// parameters and metrics in the experiment's order.
func (r *Result) MarshalJSON() ([]byte, error) {
	var o object
	o.add("experiment", r.Experiment.Name)
	o.add("params", r.params())
	o.add("runs", r.Runs())
	o.add("seed", r.Seeds[0])
	var metrics object
	for _, m := range r.Metrics {
		metrics.add(m.Name, m)
	}
	o.add("metrics", &metrics)
	return o.MarshalJSON()
}

func (r *Result) params() *object {
	var o object
	for i, p := range r.Experiment.Params {
		o.add(p.Name, r.Values[i])
	}
	return &o
}

// MarshalJSON writes the number or the text.
func (v Value) MarshalJSON() ([]byte, error) {
	if v.Text != "" {
		return json.Marshal(v.Text)
	}
	return json.Marshal(v.Number)
}

// MarshalJSON writes the summary without its name; NaN is null.
func (s Summary) MarshalJSON() ([]byte, error) {
	var o object
	o.add("unit", s.Unit)
	o.add("n", s.N)
	o.add("mean", number(s.Mean))
	o.add("stderr", number(s.StdErr))
	o.add("ci95", [2]number{number(s.CI95[0]), number(s.CI95[1])})
	o.add("min", number(s.Min))
	o.add("p10", number(s.P10))
	o.add("p50", number(s.P50))
	o.add("p90", number(s.P90))
	o.add("p99", number(s.P99))
	o.add("max", number(s.Max))
	return o.MarshalJSON()
}

// number is null in JSON where it is no number.
type number float64

func (x number) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(x))
}

// object is a JSON object whose members keep their order.
type object struct {
	text bytes.Buffer
	err  error
}

func (o *object) add(name string, v any) {
	key, _ := json.Marshal(name)
	value, err := json.Marshal(v)
	if err != nil && o.err == nil {
		o.err = fmt.Errorf("%s: %w", name, err)
	}
	if o.text.Len() > 0 {
		o.text.WriteByte(',')
	}
	o.text.Write(key)
	o.text.WriteByte(':')
	o.text.Write(value)
}

func (o *object) MarshalJSON() ([]byte, error) {
	return []byte("{" + o.text.String() + "}"), o.err
}

// WriteJSON writes the results, indented: a list if swept, else the only one.
func (rs Results) WriteJSON(w io.Writer, swept bool) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	if swept {
		return out.Encode([]*Result(rs))
	}
	return out.Encode(rs[0])
}

// WriteRunsJSON writes a line per run: {"experiment", "seed", "params",
// "metrics":{NAME: value}}. Lines of several machines may be concatenated;
// Merge reads them.
func (rs Results) WriteRunsJSON(w io.Writer) error {
	for _, r := range rs {
		for run, seed := range r.Seeds {
			var o, metrics object
			for i, m := range r.Experiment.Metrics {
				metrics.add(m.Name, number(r.samples[i][run]))
			}
			o.add("experiment", r.Experiment.Name)
			o.add("seed", seed)
			o.add("params", r.params())
			o.add("metrics", &metrics)
			line, err := o.MarshalJSON()
			if err != nil {
				return err
			}
			if _, err := w.Write(append(line, '\n')); err != nil {
				return err
			}
		}
	}
	return nil
}
