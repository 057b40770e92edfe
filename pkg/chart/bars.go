package chart

import (
	"fmt"
	"image/color"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Bar is one bar, with an interval if Low and High are not both 0.
type Bar struct {
	// Name is written under the bar. Bars of one name stand side by side.
	Name string
	// Group is what the legend says; bars of one group look alike. Empty: all
	// bars are of one group, without a legend.
	Group string
	// Value is the height; Low ≤ Value ≤ High, such as a 95 % interval.
	Value, Low, High float64
}

// Bars draws bars from zero with their intervals, in the order given.
func Bars(spec Spec, bars ...Bar) *Picture {
	if err := checkBars(spec, bars); err != nil {
		return failed("bars: %w", err)
	}
	f := &frame{spec: spec, x: nothing(), y: nothing(), base: true}
	var groups []string
	for _, b := range bars {
		if !slices.Contains(f.names, b.Name) {
			f.names = append(f.names, b.Name)
		}
		if !slices.Contains(groups, b.Group) {
			groups = append(groups, b.Group)
		}
		f.y.add(0, b.Value)
		if b.interval() {
			f.y.add(b.Low, b.High)
		}
	}
	f.layers = append(f.layers, standing{f.names, groups, bars})
	for i, g := range groups {
		if g != "" {
			f.legend = append(f.legend, entry{g, func(c draw.Canvas, box vg.Rectangle) {
				box.Min.X, box.Min.Y, box.Max.Y = box.Min.X+6, box.Min.Y+2, box.Max.Y-2
				fillBar(c, i, box)
			}})
		}
	}
	return f.picture(barsText(spec, bars), func() (string, error) { return barsOption(spec, bars) })
}

func (b Bar) interval() bool { return b.Low != 0 || b.High != 0 }

func checkBars(spec Spec, bars []Bar) error {
	if err := spec.check(); err != nil {
		return err
	}
	if len(bars) == 0 {
		return fmt.Errorf("there is no bar: give at least one")
	}
	if spec.Y.Log {
		return fmt.Errorf("bars begin at 0, so their axis cannot be logarithmic: use Lines with Points")
	}
	seen := map[[2]string]bool{}
	for i, b := range bars {
		for _, v := range []float64{b.Value, b.Low, b.High} {
			if err := spec.Y.admits(v); err != nil {
				return fmt.Errorf("a value of bar %s %w", named(b.Name, i), err)
			}
		}
		if b.interval() && (b.Low > b.Value || b.Value > b.High) {
			return fmt.Errorf("bar %s has the value %v outside its interval %v to %v", named(b.Name, i), b.Value, b.Low, b.High)
		}
		if key := [2]string{b.Name, b.Group}; seen[key] {
			return fmt.Errorf("there are two bars %s of group %q: give each a name or group of its own", named(b.Name, i), clean(b.Group))
		} else {
			seen[key] = true
		}
	}
	return nil
}

// standing draws the bars, those of one name side by side.
type standing struct {
	names, groups []string
	bars          []Bar
}

// Plot implements plot.Plotter.
func (s standing) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	width := (tx(1) - tx(0)) * 0.72 / vg.Length(len(s.groups))
	width = min(width, 60)
	var lines [][]vg.Point
	for _, b := range s.bars {
		g := slices.Index(s.groups, b.Group)
		x := tx(float64(slices.Index(s.names, b.Name))) + width*(vg.Length(g)-vg.Length(len(s.groups)-1)/2)
		box := vg.Rectangle{Min: vg.Point{X: x - width*0.46, Y: ty(min(b.Value, 0))}, Max: vg.Point{X: x + width*0.46, Y: ty(max(b.Value, 0))}}
		box.Min.Y, box.Max.Y = max(box.Min.Y, c.Min.Y), min(box.Max.Y, c.Max.Y)
		if box.Min.Y < box.Max.Y {
			fillBar(c, g, box)
		}
		if b.interval() {
			low, high, cap := ty(b.Low), ty(b.High), min(width*0.2, 5)
			lines = append(lines, []vg.Point{{X: x, Y: low}, {X: x, Y: high}},
				[]vg.Point{{X: x - cap, Y: low}, {X: x + cap, Y: low}},
				[]vg.Point{{X: x - cap, Y: high}, {X: x + cap, Y: high}})
		}
	}
	strokeAll(c, stroke(ink, 1.25), c.ClipLinesXY(lines...))
	if zero := ty(0); c.ContainsY(zero) {
		c.StrokeLine2(stroke(soft, 0.75), c.Min.X, zero, c.Max.X, zero)
	}
}

// fillBar draws a bar in its group's colour and hatching.
func fillBar(c draw.Canvas, group int, box vg.Rectangle) {
	colour := palette[group%len(palette)]
	fill := color.Color(pale(colour, 0.75))
	if group%2 == 1 {
		fill = pale(colour, 0.35)
	}
	c.SetColor(fill)
	c.Fill(box.Path())
	if group%4 >= 2 {
		hatch(c, stroke(colour, 0.75), box)
	}
	c.SetLineStyle(stroke(colour, 1))
	c.Stroke(box.Path())
}

// hatch fills a box with slanting lines.
func hatch(c draw.Canvas, s draw.LineStyle, box vg.Rectangle) {
	inside := c
	inside.Rectangle = box
	var lines [][]vg.Point
	size := box.Size()
	for d := vg.Length(4); d < size.X+size.Y; d += 5 {
		lines = append(lines, []vg.Point{{X: box.Min.X + d, Y: box.Min.Y}, {X: box.Min.X + d - size.Y, Y: box.Max.Y}})
	}
	strokeAll(c, s, inside.ClipLinesXY(lines...))
}

func barsText(spec Spec, bars []Bar) string {
	var parts []string
	for i, b := range bars {
		name := clean(strings.TrimSpace(b.Name + " " + b.Group))
		if name == "" {
			name = fmt.Sprintf("bar %d", i+1)
		}
		part := fmt.Sprintf("%s %.4g", name, b.Value)
		if b.interval() {
			part += fmt.Sprintf(" (%.4g to %.4g)", b.Low, b.High)
		}
		parts = append(parts, part)
	}
	return headline(spec) + fmt.Sprintf("Bars of %s. ", spec.Y.name()) + strings.Join(parts, "; ") + "."
}
