package cli

import (
	"fmt"
	"html/template"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/faultline-go/faultline/pkg/chart"
	"github.com/faultline-go/faultline/pkg/experiment"
)

// drawing is the chart that --plot asks for.
type drawing struct {
	experiment *experiment.Experiment
	axes       []experiment.Axis
	metric     experiment.Metric
	format     string
}

func newDrawing(e *experiment.Experiment, axes []experiment.Axis, metric, path string) (*drawing, error) {
	d := &drawing{experiment: e, axes: axes, metric: e.Metrics[0], format: strings.ToLower(filepath.Ext(path))}
	if metric != "" {
		var err error
		if d.metric, err = e.Metric(metric); err != nil {
			return nil, err
		}
	}
	if path != "" && !slices.Contains([]string{".svg", ".png", ".html"}, d.format) {
		return nil, fmt.Errorf("cannot draw %s: give --plot a name that ends in .svg, .png or .html", path)
	}
	return d, nil
}

func (d *drawing) write(w io.Writer, results experiment.Results) error {
	picture := d.picture(results)
	var data []byte
	var err error
	switch d.format {
	case ".png":
		data, err = picture.PNG()
	default:
		data, err = picture.SVG()
	}
	if err != nil {
		return err
	}
	if d.format == ".html" {
		return page.Execute(w, map[string]any{
			"Title": picture.Title(), "About": d.experiment.About, "Picture": template.HTML(data), "Table": table(results),
		})
	}
	_, err = w.Write(data)
	return err
}

func table(results experiment.Results) string {
	if len(results) == 1 {
		return results[0].String()
	}
	return results.String()
}

// page needs nothing but itself: no script, no font, no network.
var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{.Title}}</title>
<style>body{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em}svg{max-width:100%;height:auto}pre{overflow-x:auto}</style>
<h1>{{.Title}}</h1>
<p>{{.About}}</p>
{{.Picture}}
<pre>{{.Table}}</pre>
</html>
`))

func (d *drawing) picture(results experiment.Results) *chart.Picture {
	switch {
	case len(d.axes) == 0 && len(results) == 1:
		return d.distribution(results[0])
	case len(d.axes) > 0 && d.isNumber(d.axes[0].Param):
		return d.lines(results)
	}
	return d.bars(results)
}

func (d *drawing) isNumber(param string) bool {
	for _, p := range d.experiment.Params {
		if p.Name == param {
			return p.Kind != experiment.Choice
		}
	}
	return false
}

// note says which runs the chart shows, and what was not left at its default.
func (d *drawing) note(results experiment.Results) string {
	r := results[0]
	note := fmt.Sprintf("%d runs, seeds %d to %d", r.Runs(), r.Seeds[0], r.Seeds[len(r.Seeds)-1])
	if len(results) > 1 {
		note += " at each point"
	}
	for i, p := range d.experiment.Params {
		v, usual := r.Values[i].String(), p.DefaultText()
		if p.Same != "" {
			usual = r.Param(p.Same).String()
		}
		if v != usual && !d.sweeps(p.Name) {
			note += fmt.Sprintf(", %s=%s%s", p.Name, v, p.Unit)
		}
	}
	return note
}

func (d *drawing) sweeps(param string) bool {
	return slices.ContainsFunc(d.axes, func(a experiment.Axis) bool { return a.Param == param })
}

// distribution shows one point: the metric's values over the runs, or, for a
// chance, all of the experiment's chances side by side.
func (d *drawing) distribution(r *experiment.Result) *chart.Picture {
	s := r.Metric(d.metric.Name)
	spec := chart.Spec{
		Title: fmt.Sprintf("%s: %s is %s on average", d.experiment.Name, d.metric.Name, amount(s.Mean, d.metric.Unit)),
		X:     chart.Axis{Label: d.metric.Name, Unit: d.metric.Unit},
		Note:  d.note(experiment.Results{r}),
	}
	switch {
	case d.metric.Chance:
	case s.Min == s.Max:
		spec.Title = fmt.Sprintf("%s: %s is %s in every run", d.experiment.Name, d.metric.Name, amount(s.Mean, d.metric.Unit))
		spec.X, spec.Y = chart.Axis{}, spec.X
		spec.X.Label = "every run"
		return chart.Bars(spec, chart.Bar{Name: d.metric.Name, Value: s.Mean})
	default:
		return chart.Histogram(spec, 0, chart.Sample{Values: r.Measured(d.metric.Name), Unfinished: r.Runs() - s.N})
	}
	spec.Title = fmt.Sprintf("%s: %s in %.3g %% of the runs", d.experiment.Name, d.metric.Name, 100*s.Mean)
	spec.X, spec.Y = chart.Axis{Label: "outcome"}, chart.Axis{Label: "share of runs, 95 % interval"}
	var bars []chart.Bar
	for i, m := range d.experiment.Metrics {
		if m.Chance {
			c := r.Metrics[i].CI95
			bars = append(bars, chart.Bar{Name: m.Name, Value: r.Metrics[i].Mean, Low: c[0], High: c[1]})
		}
	}
	return chart.Bars(spec, bars...)
}

func amount(x float64, unit string) string {
	return strings.TrimSpace(fmt.Sprintf("%.4g %s", x, unit))
}

func withUnit(m experiment.Metric) string {
	if m.Unit == "" {
		return m.Name
	}
	return m.Name + " (" + m.Unit + ")"
}

// lines shows the metric against the first axis, a line for each combination
// of the others.
func (d *drawing) lines(results experiment.Results) *chart.Picture {
	first := d.axes[0].Param
	unit := ""
	for _, p := range d.experiment.Params {
		if p.Name == first {
			unit = p.Unit
		}
	}
	spec := chart.Spec{
		Title: d.finding(results),
		X:     chart.Axis{Label: first, Unit: unit},
		Y:     chart.Axis{Label: d.metric.Name, Unit: d.metric.Unit},
		Note:  d.note(results) + "; band: 95 % interval",
	}
	var series []chart.Series
	for _, name := range d.others(results) {
		var points experiment.Results
		for _, r := range results {
			if d.other(r) == name && r.Metric(d.metric.Name).N > 0 {
				points = append(points, r)
			}
		}
		l := points.Line(first, d.metric.Name)
		one := chart.Series{Name: name, X: l.X, Y: l.Mean}
		if results[0].Runs() > 1 {
			one.Low, one.High = l.Low, l.High
		}
		series = append(series, one)
	}
	return chart.Lines(spec, series...)
}

// finding says what becomes of the metric from the first point to the last.
func (d *drawing) finding(results experiment.Results) string {
	first, last := results[0], results[len(results)-1]
	a, b := first.Mean(d.metric.Name), last.Mean(d.metric.Name)
	verb := "stays near"
	switch {
	case len(d.axes) > 1:
		return fmt.Sprintf("%s: %s against %s", d.experiment.Name, withUnit(d.metric), d.axes[0].Param)
	case b > a:
		verb = "rises from " + amount(a, "") + " to"
	case b < a:
		verb = "falls from " + amount(a, "") + " to"
	}
	return fmt.Sprintf("%s: %s %s %s as %s goes from %v to %v", d.experiment.Name, d.metric.Name, verb,
		amount(b, d.metric.Unit), d.axes[0].Param, first.Param(d.axes[0].Param), last.Param(d.axes[0].Param))
}

// others are the names of the combinations of all axes but the first.
func (d *drawing) others(results experiment.Results) []string {
	var names []string
	for _, r := range results {
		if name := d.other(r); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func (d *drawing) other(r *experiment.Result) string {
	var parts []string
	for _, axis := range d.axes[1:] {
		parts = append(parts, fmt.Sprintf("%s=%v", axis.Param, r.Param(axis.Param)))
	}
	return strings.Join(parts, " ")
}

// bars shows the metric at points that are no numbers.
func (d *drawing) bars(results experiment.Results) *chart.Picture {
	spec := chart.Spec{
		Title: fmt.Sprintf("%s: %s at %d points", d.experiment.Name, d.metric.Name, len(results)),
		X:     chart.Axis{Label: "point"},
		Y:     chart.Axis{Label: d.metric.Name, Unit: d.metric.Unit},
		Note:  d.note(results),
	}
	if len(d.axes) > 0 {
		spec.Title = fmt.Sprintf("%s: %s by %s", d.experiment.Name, d.metric.Name, d.axes[0].Param)
		spec.X.Label = d.axes[0].Param
	}
	var bars []chart.Bar
	for i, r := range results {
		m := r.Metric(d.metric.Name)
		b := chart.Bar{Name: fmt.Sprint(i + 1), Value: m.Mean}
		if m.N > 1 {
			b.Low, b.High = m.CI95[0], m.CI95[1]
		}
		if len(d.axes) > 0 {
			b.Name, b.Group = r.Param(d.axes[0].Param).String(), d.other(r)
		}
		bars = append(bars, b)
	}
	return chart.Bars(spec, bars...)
}
