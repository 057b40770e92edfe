package chart

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot/plotter"
)

// Series is one line of a chart: Y against X.
type Series struct {
	// Name is what the legend says. Empty: not in the legend.
	Name string
	// X and Y are of equal length, at least one point.
	X, Y []float64
	// Low and High, if given, are an interval around each Y: drawn as a band
	// around a line and as whiskers at points.
	Low, High []float64
	// Points draws markers without a line; the values need no order.
	Points bool
	// Steps draws a value that stays until the next one.
	Steps bool
	// Hollow, if given, says which points stand for something unfinished, such
	// as a run that hit its time limit: their markers are hollow.
	Hollow []bool
}

// Lines draws each series as a line with its own colour, dash and marker.
func Lines(spec Spec, series ...Series) *Picture {
	if err := spec.check(); err != nil {
		return failed("lines: %w", err)
	}
	if len(series) == 0 {
		return failed("lines: there is no series: give at least one")
	}
	f := &frame{spec: spec, x: nothing(), y: nothing()}
	for i, s := range series {
		if err := s.check(spec); err != nil {
			return failed("lines: series %s: %w", named(s.Name, i), err)
		}
		f.x.add(s.X...)
		f.y.add(s.Y...)
		f.y.add(s.Low...)
		f.y.add(s.High...)
	}
	budget := pointBudget / len(series)
	for i, s := range series {
		f.addBand(s, i)
	}
	for i, s := range series {
		f.addSeries(s, i, budget)
	}
	return f.picture(linesText(spec, series), func() (string, error) { return linesOption(spec, series) })
}

func named(name string, i int) string {
	if name == "" {
		return fmt.Sprintf("%d", i+1)
	}
	return fmt.Sprintf("%q", clean(name))
}

func (s Series) check(spec Spec) error {
	n := len(s.X)
	switch {
	case n == 0 && len(s.Y) == 0:
		return fmt.Errorf("has no data: give at least one point")
	case n != len(s.Y):
		return fmt.Errorf("has %d X and %d Y: give as many of each", n, len(s.Y))
	case len(s.Low) != len(s.High) || len(s.Low) != 0 && len(s.Low) != n:
		return fmt.Errorf("has %d points, %d Low and %d High: give as many of each, or no interval", n, len(s.Low), len(s.High))
	case len(s.Hollow) != 0 && len(s.Hollow) != n:
		return fmt.Errorf("has %d points and %d Hollow: give as many of each, or none", n, len(s.Hollow))
	}
	for i := range s.X {
		if err := spec.X.admits(s.X[i]); err != nil {
			return fmt.Errorf("point %d: X %w", i, err)
		}
		if err := spec.Y.admits(s.Y[i]); err != nil {
			return fmt.Errorf("point %d: Y %w", i, err)
		}
		if len(s.Low) == 0 {
			continue
		}
		for _, v := range []float64{s.Low[i], s.High[i]} {
			if err := spec.Y.admits(v); err != nil {
				return fmt.Errorf("the interval at point %d %w", i, err)
			}
		}
		if s.Low[i] > s.High[i] {
			return fmt.Errorf("the interval at point %d has Low %v above High %v", i, s.Low[i], s.High[i])
		}
	}
	return nil
}

func (f *frame) addBand(s Series, i int) {
	if len(s.Low) == 0 || s.Points {
		return
	}
	colour := palette[i%len(palette)]
	outline := make(plotter.XYs, 0, 2*len(s.X))
	for k := range s.X {
		outline = append(outline, plotter.XY{X: s.X[k], Y: s.Low[k]})
	}
	for k := len(s.X) - 1; k >= 0; k-- {
		outline = append(outline, plotter.XY{X: s.X[k], Y: s.High[k]})
	}
	f.layers = append(f.layers, &plotter.Polygon{XYs: []plotter.XYs{outline}, Color: pale(colour, 0.22)})
}

func (f *frame) addSeries(s Series, i, budget int) {
	look := lookOf(i)
	look.markers = s.Points || len(s.X) <= 30 || anyOf(s.Hollow)
	look.lined = !s.Points
	if look.lined {
		line := &plotter.Line{XYs: thin(s.X, s.Y, budget, f.spec.X.Log), LineStyle: look.line()}
		if s.Steps {
			line.StepStyle = plotter.PostStep
		}
		f.layers = append(f.layers, line)
	}
	if s.Points && len(s.Low) > 0 {
		f.layers = append(f.layers, whiskers{s.X, s.Low, s.High, stroke(look.colour, 1)})
	}
	if look.markers {
		f.layers = append(f.layers, &points{x: s.X, y: s.Y, hollow: s.Hollow, look: look, budget: budget})
	}
	if s.Name != "" {
		f.legend = append(f.legend, entry{s.Name, look.key})
	}
	if anyOf(s.Hollow) {
		f.legend = append(f.legend, entry{"not finished", look.hollowKey})
	}
}

func anyOf(list []bool) bool {
	for _, v := range list {
		if v {
			return true
		}
	}
	return false
}

func linesText(spec Spec, series []Series) string {
	var parts []string
	for i, s := range series {
		last := len(s.X) - 1
		name := clean(s.Name)
		if name == "" {
			name = fmt.Sprintf("series %d", i+1)
		}
		y := nothing()
		y.add(s.Y...)
		parts = append(parts, fmt.Sprintf("%s: %d points from (%.4g, %.4g) to (%.4g, %.4g), between %.4g and %.4g",
			name, len(s.X), s.X[0], s.Y[0], s.X[last], s.Y[last], y.low, y.high))
	}
	return headline(spec) + fmt.Sprintf("%s against %s. ", spec.Y.name(), spec.X.name()) + strings.Join(parts, "; ") + "."
}

// headline is the title as the first sentence of a description.
func headline(spec Spec) string {
	if spec.Title == "" {
		return ""
	}
	return strings.TrimRight(clean(spec.Title), ". ") + ". "
}
