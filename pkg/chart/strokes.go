package chart

import (
	"math"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/faultline-go/faultline/pkg/sim"
)

const (
	pi         = math.Pi
	flagHeight = vg.Length(9)
)

// paintArrows draws all arrows of one pen as one path, then their ends.
func (s *scene) paintArrows(c draw.Canvas) {
	var pens []pen
	lines, ends := map[pen]vg.Path{}, map[pen][]arrow{}
	for _, a := range s.arrows {
		p := a.pen()
		if _, known := lines[p]; !known {
			pens = append(pens, p)
		}
		lines[p] = a.trace(lines[p])
		ends[p] = append(ends[p], a)
	}
	for _, p := range pens {
		c.SetLineStyle(stroke(p.colour, 0.9, p.dashes()...))
		c.Stroke(lines[p])
	}
	for _, p := range pens {
		paintEnds(c, p, ends[p])
	}
}

// trace appends the arrow's line to a path.
func (a arrow) trace(path vg.Path) vg.Path {
	path.Move(a.path[0])
	if len(a.path) == 4 {
		path.CubeTo(a.path[1], a.path[2], a.path[3])
	} else {
		path.Line(a.path[1])
	}
	return path
}

// paintEnds draws what arrows of one pen end in: a head if received, a cross
// if lost, two bars if the link was cut, a crossed ring if the receiver was
// down. Requests begin with a ring.
func paintEnds(c draw.Canvas, p pen, arrows []arrow) {
	var heads, rings, crosses vg.Path
	for _, a := range arrows {
		if a.from == sim.Outside {
			rings = disc(rings, a.path[0], 2.2)
		}
		if !a.head {
			continue
		}
		tip, d := a.tip()
		switch a.fate {
		case arrived:
			heads = head(heads, tip, d)
		case lost:
			crosses = cross(crosses, tip, 3.4)
		case cut:
			crosses = bars(crosses, tip, d)
		case refused:
			rings = disc(rings, tip, 3.8)
			crosses = cross(crosses, tip, 2.2)
		}
	}
	if len(heads) > 0 {
		c.SetColor(p.colour)
		c.Fill(heads)
	}
	c.SetLineStyle(stroke(p.colour, 1.4))
	if len(rings) > 0 {
		c.SetColor(white)
		c.Fill(rings)
		c.SetLineStyle(stroke(p.colour, 1))
		c.Stroke(rings)
	}
	if len(crosses) > 0 {
		c.SetLineStyle(stroke(p.colour, 1.5))
		c.Stroke(crosses)
	}
}

func head(path vg.Path, tip, d vg.Point) vg.Path {
	const long, half = 6.5, 2.5
	base := vg.Point{X: tip.X - long*d.X, Y: tip.Y - long*d.Y}
	path.Move(tip)
	path.Line(vg.Point{X: base.X - half*d.Y, Y: base.Y + half*d.X})
	path.Line(vg.Point{X: base.X + half*d.Y, Y: base.Y - half*d.X})
	path.Close()
	return path
}

func cross(path vg.Path, at vg.Point, r vg.Length) vg.Path {
	path.Move(vg.Point{X: at.X - r, Y: at.Y - r})
	path.Line(vg.Point{X: at.X + r, Y: at.Y + r})
	path.Move(vg.Point{X: at.X - r, Y: at.Y + r})
	path.Line(vg.Point{X: at.X + r, Y: at.Y - r})
	return path
}

// bars are two short lines across an arrow's end.
func bars(path vg.Path, tip, d vg.Point) vg.Path {
	for _, back := range []vg.Length{0, 3} {
		at := vg.Point{X: tip.X - back*d.X, Y: tip.Y - back*d.Y}
		path.Move(vg.Point{X: at.X - 4*d.Y, Y: at.Y + 4*d.X})
		path.Line(vg.Point{X: at.X + 4*d.Y, Y: at.Y - 4*d.X})
	}
	return path
}

func (s *scene) paintSigns(c draw.Canvas) {
	for _, g := range s.signs {
		if !g.carried {
			paintSign(c, g.kind, g.at)
		}
	}
}

func signStyle(k signKind) text.Style {
	switch k {
	case signOutput:
		return bold(smallSize, deepGreen)
	case signStatus:
		return bold(smallSize, ink)
	}
	return style(smallSize, soft)
}

func paintSign(c draw.Canvas, k signKind, at vg.Point) {
	switch k {
	case signTimer:
		shape(c, disc(nil, at, 2.6), true)
	case signOutput:
		c.SetColor(green)
		c.Fill(polygon(nil, at, 4.2, 4, 0))
	case signStatus:
		paintFlag(c, at)
	case signNote:
		c.SetColor(soft)
		c.Fill(disc(nil, at, 1.8))
	case signCrash:
		c.SetColor(ink)
		c.Fill(polygon(nil, at, 2.8, 4, pi/4))
	case signRestart:
		c.SetColor(ink)
		c.Fill(polygon(nil, at, 4, 3, 0))
	case signDisk:
		shape(c, polygon(nil, at, 1.8, 4, pi/4), true)
	case signClock:
		shape(c, polygon(nil, at, 3.2, 3, pi/2), true)
	}
}

// paintFlag plants a flag on the line, so that what happens there at the same
// moment can be seen too.
func paintFlag(c draw.Canvas, at vg.Point) {
	c.StrokeLine2(stroke(ink, 1), at.X, at.Y, at.X, at.Y+flagHeight)
	var cloth vg.Path
	cloth.Move(vg.Point{X: at.X, Y: at.Y + flagHeight})
	cloth.Line(vg.Point{X: at.X + 5, Y: at.Y + flagHeight - 2.5})
	cloth.Line(vg.Point{X: at.X, Y: at.Y + flagHeight - 5})
	cloth.Close()
	c.SetColor(ink)
	c.Fill(cloth)
}

// shape draws an outline, white inside if it is hollow.
func shape(c draw.Canvas, path vg.Path, hollow bool) {
	if hollow {
		c.SetColor(white)
		c.Fill(path)
	}
	c.SetLineStyle(stroke(ink, 1))
	c.Stroke(path)
}
