package chart

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// marks draws the thresholds of both axes, each with its label beside it.
type marks struct{ spec Spec }

func (m marks) Plot(c draw.Canvas, p *plot.Plot) {
	line := stroke(ink, 1, 4, 3)
	x, y := p.Transforms(&c)
	for _, k := range m.spec.Y.Marks {
		at := y(k.At)
		if !c.ContainsY(at) {
			continue
		}
		c.StrokeLine2(line, c.Min.X, at, c.Max.X, at)
		s := style(smallSize, ink)
		s.XAlign = draw.XRight
		over(c, s, vg.Point{X: c.Max.X - 2, Y: at + 2}, fit(s, clean(k.Label), c.Size().X))
	}
	top := c.Max.Y - smallSize
	for i, k := range m.spec.X.Marks {
		at := x(k.At)
		if !c.ContainsX(at) {
			continue
		}
		c.StrokeLine2(line, at, c.Min.Y, at, c.Max.Y)
		s := style(smallSize, ink)
		point := vg.Point{X: at + 3, Y: top - vg.Length(i%4)*1.5*smallSize}
		label := fit(s, clean(k.Label), c.Size().X/2)
		if at+3+s.Width(label) > c.Max.X {
			s.XAlign, point.X = draw.XRight, at-3
		}
		over(c, s, point, label)
	}
}

// over writes a text on a white ground, so that lines do not run through it.
func over(c draw.Canvas, s draw.TextStyle, at vg.Point, t string) {
	if t == "" {
		return
	}
	box := s.Rectangle(t).Add(at)
	box.Min.X, box.Max.X = box.Min.X-1, box.Max.X+1
	c.SetColor(white)
	c.Fill(box.Path())
	c.FillText(s, at, t)
}
