package chart

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"
)

// Spec is what all charts share. Only the axes' labels are needed.
type Spec struct {
	// Title states what the chart shows, as a finding: "Two clocks part by
	// 8.6 s a day" rather than "Offset against time".
	Title string
	// X and Y are the axes. For bars X needs no more than a label.
	X, Y Axis
	// Note is a small line under the chart, such as the runs and seeds.
	Note string
	// Width and Height are in pixels, from 240×160 to 1600×1600. Zero: 640×400.
	Width, Height int
}

// Axis is one axis of a chart.
type Axis struct {
	// Label is what is measured and Unit its unit, drawn as "time (h)".
	Label, Unit string
	// Log makes the axis logarithmic; data and range must then be positive.
	Log bool
	// Min and Max are the range. Both zero: what the data needs.
	Min, Max float64
	// Marks are thresholds: dashed lines across the chart at a value of this
	// axis.
	Marks []Mark
}

// Mark is a threshold on an axis, with a short label.
type Mark struct {
	At    float64
	Label string
}

func (a Axis) name() string {
	if a.Unit == "" {
		return clean(a.Label)
	}
	return clean(a.Label + " (" + a.Unit + ")")
}

func (a Axis) fixed() bool { return a.Min != 0 || a.Max != 0 }

func (s Spec) size() (w, h vg.Length) {
	if s.Width == 0 {
		s.Width = defaultWidth
	}
	if s.Height == 0 {
		s.Height = defaultHeight
	}
	return vg.Length(s.Width) * pixel, vg.Length(s.Height) * pixel
}

func (s Spec) check() error {
	for _, side := range []struct {
		name        string
		value, from int
	}{{"Width", s.Width, 240}, {"Height", s.Height, 160}} {
		if side.value != 0 && (side.value < side.from || side.value > 1600) {
			return fmt.Errorf("%s is %d pixels: give %d to 1600, or 0 for the usual size", side.name, side.value, side.from)
		}
	}
	if err := s.X.check("X"); err != nil {
		return err
	}
	return s.Y.check("Y")
}

func (a Axis) check(name string) error {
	plain := Axis{}
	for _, v := range []float64{a.Min, a.Max} {
		if err := plain.admits(v); err != nil {
			return fmt.Errorf("axis %s: its Min or Max %w", name, err)
		}
	}
	switch {
	case a.fixed() && a.Min >= a.Max:
		return fmt.Errorf("axis %s has the range %v to %v: Min must be below Max", name, a.Min, a.Max)
	case a.fixed() && a.Log && a.Min <= 0:
		return fmt.Errorf("axis %s is logarithmic and begins at %v: give a Min above 0", name, a.Min)
	}
	for _, m := range a.Marks {
		if err := a.admits(m.At); err != nil {
			return fmt.Errorf("axis %s: a mark %w", name, err)
		}
	}
	return nil
}

// admits says why a value cannot be drawn on the axis, if it cannot.
func (a Axis) admits(v float64) error {
	if !finite(v) {
		return fmt.Errorf("is %v: leave out values that are not finite numbers", v)
	}
	if size := math.Abs(v); size > 1e100 || size < 1e-100 && size > 0 {
		return fmt.Errorf("is %v: values beyond 1e100 or nearer to 0 than 1e-100 cannot be drawn", v)
	}
	if a.Log && v <= 0 {
		return fmt.Errorf("is %v: a logarithmic axis needs values above 0", v)
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
