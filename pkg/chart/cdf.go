package chart

import (
	"fmt"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// CDF draws the cumulative distribution of each sample: the share of runs with
// a value of at most X. Spec.Y may be left empty.
func CDF(spec Spec, samples ...Sample) *Picture {
	if spec.Y.Label == "" {
		spec.Y.Label = "share of runs"
	}
	if !spec.Y.fixed() && !spec.Y.Log {
		spec.Y.Min, spec.Y.Max = 0, 1
	}
	if err := checkSamples("cumulative distribution", spec, samples); err != nil {
		return failed("%w", err)
	}
	f := &frame{spec: spec, x: nothing(), y: nothing()}
	curves := make([]Series, len(samples))
	for i, s := range samples {
		curves[i] = cumulate(s, spec.Y.Log)
		f.x.add(curves[i].X...)
		f.y.add(curves[i].Y...)
	}
	for i, c := range curves {
		look := lookOf(i)
		line := &plotter.Line{XYs: thin(c.X, c.Y, pointBudget/len(curves), spec.X.Log), LineStyle: look.line(), StepStyle: plotter.PostStep}
		f.layers = append(f.layers, line)
		if samples[i].Unfinished > 0 {
			look.markers = true
			f.layers = append(f.layers, end{c.X[len(c.X)-1], c.Y[len(c.Y)-1], look})
		}
		if c.Name != "" {
			f.legend = append(f.legend, entry{c.Name, look.key})
		}
		if samples[i].Unfinished > 0 {
			f.legend = append(f.legend, entry{fmt.Sprintf("%d not finished", samples[i].Unfinished), look.hollowKey})
		}
	}
	text := samplesText(spec, "Cumulative distribution", samples)
	return f.picture(text, func() (string, error) { return linesOption(spec, curves) })
}

// cumulate turns a sample into the corners of its cumulative distribution.
func cumulate(s Sample, positive bool) Series {
	sorted := slices.Sorted(slices.Values(s.Values))
	all := float64(len(sorted) + s.Unfinished)
	out := Series{Name: s.Name, Steps: true}
	if !positive {
		out.X, out.Y = append(out.X, sorted[0]), append(out.Y, 0)
	}
	for i, v := range sorted {
		if i+1 < len(sorted) && sorted[i+1] == v {
			continue
		}
		out.X, out.Y = append(out.X, v), append(out.Y, float64(i+1)/all)
	}
	return out
}

// end is the hollow marker where a curve stops below 1, with a dotted line on
// to the edge: the rest of the runs lie somewhere beyond.
type end struct {
	x, y float64
	look look
}

// Plot implements plot.Plotter.
func (e end) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	at := vg.Point{X: tx(e.x), Y: ty(e.y)}
	if !near(c.Rectangle, at) {
		return
	}
	c.StrokeLine2(stroke(e.look.colour, 1, 1, 3), at.X, at.Y, c.Max.X, at.Y)
	e.look.hollowKey(c, vg.Rectangle{Min: at, Max: at})
}
