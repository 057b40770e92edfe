package chart

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// look is how one series differs from the others: by colour, dash and marker.
type look struct {
	index          int
	colour         color.RGBA
	lined, markers bool
}

func lookOf(i int) look {
	return look{index: i, colour: palette[i%len(palette)], lined: true}
}

func (l look) line() draw.LineStyle {
	return stroke(l.colour, 1.5, dashes[l.index%len(dashes)]...)
}

func (l look) key(c draw.Canvas, box vg.Rectangle) {
	at := middleOf(box)
	if l.lined {
		c.StrokeLine2(l.line(), box.Min.X, at.Y, box.Max.X, at.Y)
	}
	if l.markers {
		c.SetColor(l.colour)
		c.Fill(l.marker(nil, at, 3))
	}
}

func (l look) hollowKey(c draw.Canvas, box vg.Rectangle) {
	path := l.marker(nil, middleOf(box), 3)
	c.SetColor(white)
	c.Fill(path)
	c.SetLineStyle(stroke(l.colour, 1))
	c.Stroke(path)
}

// marker appends the outline of this series' marker at a point.
func (l look) marker(path vg.Path, at vg.Point, r vg.Length) vg.Path {
	switch l.index % 4 {
	case 0:
		return disc(path, at, r)
	case 1:
		return polygon(path, at, r*0.9, 4, math.Pi/4)
	case 2:
		return polygon(path, at, r*1.2, 3, math.Pi/2)
	default:
		return polygon(path, at, r*1.2, 4, 0)
	}
}

func disc(path vg.Path, at vg.Point, r vg.Length) vg.Path {
	path.Move(vg.Point{X: at.X + r, Y: at.Y})
	path.Arc(at, r, 0, 2*math.Pi)
	path.Close()
	return path
}

// polygon appends a regular polygon with its first corner in a direction.
func polygon(path vg.Path, at vg.Point, r vg.Length, corners int, turn float64) vg.Path {
	if corners == 4 && turn != 0 {
		r *= math.Sqrt2
	}
	for i := range corners {
		a := turn + 2*math.Pi*float64(i)/float64(corners)
		p := vg.Point{X: at.X + r*vg.Length(math.Cos(a)), Y: at.Y + r*vg.Length(math.Sin(a))}
		if i == 0 {
			path.Move(p)
		} else {
			path.Line(p)
		}
	}
	path.Close()
	return path
}

// points draws markers, all of a series in two paths: full and hollow.
type points struct {
	x, y   []float64
	hollow []bool
	look   look
	budget int
}

// Plot implements plot.Plotter. Markers that fall on the same half point are
// drawn once; more than the budget are drawn at every k-th place, and smaller.
func (m *points) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	type spot struct {
		at     vg.Point
		hollow bool
	}
	seen := map[spot]bool{}
	var spots []spot
	for i := range m.x {
		s := spot{at: vg.Point{X: halves(tx(m.x[i])), Y: halves(ty(m.y[i]))}}
		s.hollow = len(m.hollow) > 0 && m.hollow[i]
		if near(c.Rectangle, s.at) && !seen[s] {
			seen[s] = true
			spots = append(spots, s)
		}
	}
	r := vg.Length(2.6)
	if len(spots) > 100 {
		r = 1.6
	}
	budget := max(m.budget/4, 1)
	every := (len(spots) + budget - 1) / budget
	var full, open vg.Path
	for i := 0; i < len(spots); i += max(every, 1) {
		if spots[i].hollow {
			open = m.look.marker(open, spots[i].at, r)
		} else {
			full = m.look.marker(full, spots[i].at, r)
		}
	}
	if len(full) > 0 {
		c.SetColor(m.look.colour)
		c.Fill(full)
	}
	if len(open) > 0 {
		c.SetColor(white)
		c.Fill(open)
		c.SetLineStyle(stroke(m.look.colour, 1))
		c.Stroke(open)
	}
}

// near tells whether a rounded point is in a box, or on its edge.
func near(box vg.Rectangle, at vg.Point) bool {
	return at.X >= box.Min.X-1 && at.X <= box.Max.X+1 && at.Y >= box.Min.Y-1 && at.Y <= box.Max.Y+1
}

func halves(v vg.Length) vg.Length { return vg.Length(math.Round(2*float64(v)) / 2) }

// whiskers draws intervals as vertical lines with short ends.
type whiskers struct {
	x, low, high []float64
	line         draw.LineStyle
}

// Plot implements plot.Plotter.
func (w whiskers) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	var lines [][]vg.Point
	for i := range w.x {
		x, low, high := tx(w.x[i]), ty(w.low[i]), ty(w.high[i])
		lines = append(lines,
			[]vg.Point{{X: x, Y: low}, {X: x, Y: high}},
			[]vg.Point{{X: x - 3, Y: low}, {X: x + 3, Y: low}},
			[]vg.Point{{X: x - 3, Y: high}, {X: x + 3, Y: high}})
	}
	strokeAll(c, w.line, c.ClipLinesXY(lines...))
}

// strokeAll draws many lines as one path.
func strokeAll(c draw.Canvas, s draw.LineStyle, lines [][]vg.Point) {
	var path vg.Path
	for _, line := range lines {
		for i, p := range line {
			if i == 0 {
				path.Move(p)
			} else {
				path.Line(p)
			}
		}
	}
	if len(path) > 0 {
		c.SetLineStyle(s)
		c.Stroke(path)
	}
}
