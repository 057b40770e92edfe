package chart

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// frame is a chart before it is drawn: its layers, from back to front, what
// the legend says, and the range that the data covers.
type frame struct {
	spec   Spec
	layers []plot.Plotter
	legend []entry
	names  []string // of the places 0, 1, … of X; nil for a numeric axis
	x, y   extent
	base   bool // Y begins at 0 even if the data does not
}

// extent is the range of the data on one axis.
type extent struct{ low, high float64 }

func nothing() extent { return extent{math.Inf(1), math.Inf(-1)} }

func (e *extent) add(values ...float64) {
	for _, v := range values {
		e.low, e.high = min(e.low, v), max(e.high, v)
	}
}

func (f *frame) picture(text string, option func() (string, error)) *Picture {
	w, h := f.spec.size()
	return &Picture{
		title: clean(f.spec.Title), text: clean(text), width: w, height: h,
		paint: f.draw, option: option,
	}
}

func (f *frame) draw(c draw.Canvas) {
	c.SetColor(color.White)
	c.Fill(c.Rectangle.Path())
	c = draw.Crop(c, margin, -margin, margin, -margin)
	c = drawTitle(c, f.spec.Title)
	c = drawLegend(c, f.legend)
	if f.spec.Note != "" {
		s := style(smallSize, soft)
		for i, lines := 0, wrap(s, f.spec.Note, c.Size().X, 2); i < len(lines); i++ {
			c.FillText(s, vg.Point{X: c.Min.X, Y: c.Min.Y + 1.25*smallSize*vg.Length(len(lines)-1-i)}, lines[i])
			if i == len(lines)-1 {
				c = draw.Crop(c, 0, 0, 1.25*smallSize*vg.Length(len(lines))+4, 0)
			}
		}
	}
	f.drawPlot(c)
}

// drawPlot draws the plot with the axes' names beside it. gonum would make
// room for a name at the middle of the data, which on a logarithmic axis is
// not the middle of the axis.
func (f *frame) drawPlot(c draw.Canvas) {
	s := style(labelSize, ink)
	s.XAlign = draw.XCenter
	inner := c
	if f.spec.Y.name() != "" {
		inner.Min.X += 1.5 * labelSize
	}
	if f.spec.X.name() != "" {
		inner.Min.Y += 1.5 * labelSize
	}
	p := f.plot()
	data := p.DataCanvas(inner)
	c.FillText(s, vg.Point{X: data.Center().X, Y: c.Min.Y + 0.25*labelSize}, fit(s, f.spec.X.name(), c.Size().X))
	s.Rotation = math.Pi / 2
	c.FillText(s, vg.Point{X: c.Min.X + labelSize, Y: data.Center().Y}, fit(s, f.spec.Y.name(), c.Size().Y))
	p.Draw(inner)
}

// drawTitle writes the title at the top left and returns what is left below.
func drawTitle(c draw.Canvas, title string) draw.Canvas {
	s := bold(titleSize, ink)
	s.YAlign = draw.YTop
	lines := wrap(s, title, c.Size().X, 2)
	for _, line := range lines {
		c.FillText(s, vg.Point{X: c.Min.X, Y: c.Max.Y}, line)
		c.Max.Y -= 1.25 * titleSize
	}
	if len(lines) > 0 {
		c.Max.Y -= 4
	}
	return c
}

func (f *frame) plot() *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	dress(&p.X, f.spec.X, f.x, false)
	dress(&p.Y, f.spec.Y, f.y, true)
	p.Y.LineStyle.Width = 0
	p.Y.Tick.Length = 0
	if f.base && !f.spec.Y.fixed() && p.Y.Min > 0 {
		p.Y.Min = 0
	}
	if f.base && !f.spec.Y.fixed() && p.Y.Max < 0 {
		p.Y.Max = 0
	}
	if f.base {
		p.X.Padding, p.Y.Padding = 0, 0
	}
	if f.names != nil {
		f.nominal(p)
	}
	p.Add(gridLines(f.names == nil))
	// Layers are added without a say in the range: it is set above.
	for _, layer := range f.layers {
		p.Add(quiet{layer})
	}
	p.Add(marks{f.spec})
	return p
}

func (f *frame) nominal(p *plot.Plot) {
	p.X.Min, p.X.Max = -0.6, float64(len(f.names))-0.4
	p.X.Scale = plot.LinearScale{}
	p.X.Tick.Length = 0
	ticks := make(plot.ConstantTicks, len(f.names))
	room := (f.spec.pixels() - 70*pixel) / vg.Length(len(f.names))
	for i, name := range f.names {
		ticks[i] = plot.Tick{Value: float64(i), Label: fit(p.X.Tick.Label, clean(name), room-4)}
	}
	p.X.Tick.Marker = ticks
}

func (s Spec) pixels() vg.Length {
	w, _ := s.size()
	return w
}

// quiet is a layer that keeps its range to itself.
type quiet struct{ plot.Plotter }

// dress gives an axis the theme, its scale, its range and its ticks.
func dress(a *plot.Axis, spec Axis, data extent, room bool) {
	a.Label.TextStyle.Font = style(labelSize, ink).Font
	a.Tick.Label.Font = style(tickSize, ink).Font
	a.Tick.Label.Color = ink
	a.Tick.LineStyle = stroke(soft, 0.75)
	a.Tick.Length = 4
	a.LineStyle = stroke(soft, 0.75)
	a.Padding = 3
	a.Min, a.Max = reach(spec, data, room)
	a.Tick.Marker = linearTicks{}
	if spec.Log {
		a.Scale, a.Tick.Marker = plot.LogScale{}, logTicks{}
	}
}

// reach is the range of an axis: the one asked for, or the data's with a
// little room, from zero where the data comes near it.
func reach(spec Axis, data extent, room bool) (low, high float64) {
	if spec.fixed() {
		return spec.Min, spec.Max
	}
	for _, m := range spec.Marks {
		room = room || m.At < data.low || m.At > data.high
		data.add(m.At)
	}
	low, high = data.low, data.high
	switch {
	case spec.Log && low == high:
		return low / 2, high * 2
	case spec.Log && room:
		more := math.Pow(high/low, 0.04)
		return low / more, high * more
	case spec.Log:
		return low, high
	case low == high:
		half := max(math.Abs(low)/2, 1)
		if low == 0 {
			return 0, 1
		}
		return low - half, high + half
	case !room:
		return low, high
	}
	more := 0.05 * (high - low)
	switch {
	case low >= 0 && low <= high/3:
		return 0, high + more
	case high <= 0 && high >= low/3:
		return low - more, 0
	}
	return low - more, high + more
}

func gridLines(both bool) *plotter.Grid {
	g := plotter.NewGrid()
	g.Horizontal = stroke(grid, 0.75)
	g.Vertical = stroke(grid, 0.75)
	if !both {
		g.Vertical.Width = 0
	}
	return g
}
