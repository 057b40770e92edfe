package chart

import (
	"image/color"
	"math"
	"time"

	"gonum.org/v1/plot/vg"

	"github.com/faultline-go/faultline/pkg/sim"
)

// arrow is the line of one copy of a message: two points, or four for the
// curve of a message to oneself.
type arrow struct {
	flight
	path []vg.Point
	head bool // whether its end is in the window, and with it its sign
}

// look is a kind of arrow as it is drawn.
func (a arrow) pen() pen {
	switch {
	case a.from == sim.Outside:
		return pen{purple, ""}
	case a.fate == underway:
		return pen{soft, "dotted"}
	case a.fate != arrived && a.copy > 1:
		return pen{vermillion, "dashed"}
	case a.fate != arrived:
		return pen{vermillion, ""}
	case a.copy > 1:
		return pen{blue, "dashed"}
	}
	return pen{blue, ""}
}

// pen is a colour and a dash, as a key: arrows of one pen are one path.
type pen struct {
	colour color.RGBA
	dash   string
}

func (p pen) dashes() []vg.Length {
	switch p.dash {
	case "dashed":
		return []vg.Length{4, 2.5}
	case "dotted":
		return []vg.Length{1, 2}
	}
	return nil
}

const (
	requestLength = vg.Length(20)
	clearance     = vg.Length(1.5) // between an arrow's tip and the line
)

// route lays out every flight.
func (s *scene) route() {
	transit := typical(s.flights, s.to-s.from)
	for _, f := range s.flights {
		a := arrow{flight: f}
		switch {
		case f.from == sim.Outside:
			a.path, a.head = s.fromOutside(f), s.inside(f.ended)
		case f.from == f.to:
			a.path, a.head = s.loop(f), s.inside(f.ended)
		default:
			a.path, a.head = s.slant(f, transit)
		}
		if len(a.path) > 0 {
			s.arrows = append(s.arrows, a)
		}
	}
}

func (s *scene) fromOutside(f flight) []vg.Point {
	at := f.ended
	if f.fate == underway {
		at = f.sent
	}
	if !s.inside(at) {
		return nil
	}
	x, y := s.x(at), s.y(f.to)
	return []vg.Point{{X: x, Y: y + requestLength}, {X: x, Y: y + clearance}}
}

func (s *scene) loop(f flight) []vg.Point {
	if !s.inside(f.sent) || f.fate == underway {
		return nil
	}
	x1, x2, y := s.x(f.sent), min(s.x(f.ended), s.right), s.y(f.from)
	x2 = max(x2, x1+8)
	h := min(s.gap/3, 14)
	return []vg.Point{{X: x1, Y: y}, {X: x1 + 2, Y: y + h}, {X: x2 - 2, Y: y + h}, {X: x2, Y: y + clearance}}
}

// slant is the line of a message between two processes. Where the trace does
// not say when it would have arrived, the slope is that of a typical message.
func (s *scene) slant(f flight, transit time.Duration) (path []vg.Point, head bool) {
	from := vg.Point{X: s.x(f.sent), Y: s.y(f.from)}
	to := vg.Point{X: s.x(f.ended), Y: s.y(f.to)}
	part := vg.Length(1)
	switch {
	case !f.known:
		from.X = to.X - (s.x(s.from+transit) - s.x(s.from))
	case f.fate == underway:
		to.X, part = s.x(f.sent+transit), 0.3
	case (f.fate == lost || f.fate == cut) && f.ended == f.sent:
		to.X, part = s.x(f.sent+transit), 0.45
		if f.fate == cut {
			part = 0.25
		}
	case f.fate != arrived:
		part = 1 - 7/max(length(from, to), 14)
	default:
		part = 1 - clearance/max(length(from, to), 2*clearance)
	}
	to = vg.Point{X: from.X + (to.X-from.X)*part, Y: from.Y + (to.Y-from.Y)*part}
	return s.clip(from, to)
}

// clip cuts a line to the window; head tells whether its end is left.
func (s *scene) clip(from, to vg.Point) (path []vg.Point, head bool) {
	left, right := s.left, s.right
	if from.X > right || to.X < left {
		return nil, false
	}
	at := func(x vg.Length) vg.Point {
		return vg.Point{X: x, Y: from.Y + (to.Y-from.Y)*(x-from.X)/(to.X-from.X)}
	}
	head = to.X <= right
	if from.X < left {
		from = at(left)
	}
	if !head {
		to = at(right)
	}
	return []vg.Point{from, to}, head
}

func length(a, b vg.Point) vg.Length {
	return vg.Length(math.Hypot(float64(b.X-a.X), float64(b.Y-a.Y)))
}

// tip is an arrow's end and its direction there, of length 1.
func (a arrow) tip() (at, direction vg.Point) {
	at = a.path[len(a.path)-1]
	before := a.path[len(a.path)-2]
	d := length(before, at)
	if d == 0 {
		return at, vg.Point{X: 1}
	}
	return at, vg.Point{X: (at.X - before.X) / d, Y: (at.Y - before.Y) / d}
}
