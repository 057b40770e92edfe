package chart

import (
	"math"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"

	"github.com/faultline-go/faultline/pkg/sim"
)

// label is a text that found room.
type label struct {
	text  string
	style text.Style
	box   vg.Rectangle
}

// board is where labels look for room: boxes that must stay clear, and lines
// that a label had better not cover.
type board struct {
	frame   vg.Rectangle
	taken   []vg.Rectangle
	crossed [][2]vg.Point
}

// write places the labels, the important ones first; one that finds no room
// without covering another, a sign or a process line is left out.
func (s *scene) write() {
	b := s.board()
	for _, kind := range []signKind{signOutput, signStatus} {
		s.writeSigns(b, kind)
	}
	if !s.view.NoLabels {
		s.writeArrows(b, func(a arrow) bool { return a.from == sim.Outside || a.fate != arrived })
		s.writeArrows(b, func(a arrow) bool { return a.from != sim.Outside && a.fate == arrived && a.copy == 1 })
	}
	for _, kind := range []signKind{signTimer, signClock, signDisk, signNote} {
		s.writeSigns(b, kind)
	}
}

func (s *scene) board() *board {
	b := &board{frame: vg.Rectangle{
		Min: vg.Point{X: s.left, Y: s.bottom()},
		Max: vg.Point{X: s.width - margin/2, Y: s.top + headRoom},
	}}
	for _, id := range s.order {
		b.taken = append(b.taken, around(vg.Point{X: (s.left + s.right) / 2, Y: s.y(id)}, (s.right-s.left)/2+6, 1))
	}
	for _, g := range s.signs {
		if !g.carried {
			b.taken = append(b.taken, g.box())
		}
	}
	for _, d := range s.downs {
		b.taken = append(b.taken, s.downBox(d))
	}
	for _, a := range s.arrows {
		for i := 1; i < len(a.path); i++ {
			b.crossed = append(b.crossed, [2]vg.Point{a.path[i-1], a.path[i]})
		}
		if a.head {
			tip, _ := a.tip()
			b.taken = append(b.taken, around(tip, 3, 3))
		}
	}
	if s.view.Failure.Text != "" {
		x := s.x(s.view.Failure.At)
		b.taken = append(b.taken, vg.Rectangle{Min: vg.Point{X: x - 1, Y: s.bottom()}, Max: vg.Point{X: x + 1, Y: s.height}})
	}
	return b
}

func around(at vg.Point, dx, dy vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: vg.Point{X: at.X - dx, Y: at.Y - dy}, Max: vg.Point{X: at.X + dx, Y: at.Y + dy}}
}

func (s *scene) writeSigns(b *board, kind signKind) {
	st := signStyle(kind)
	for _, g := range s.signs {
		if g.kind != kind || g.text == "" {
			continue
		}
		for _, t := range shorter(g.text) {
			w, h := st.Width(t), smallSize
			r := kind.radius() + 2
			var spots []vg.Point // lower left corners
			if kind == signStatus {
				spots = append(spots, vg.Point{X: g.at.X + 7, Y: g.at.Y + 2}, vg.Point{X: g.at.X - w - 2, Y: g.at.Y + 2})
			}
			for _, dy := range []vg.Length{r, -r - h} {
				for _, dx := range []vg.Length{-w / 2, 1, -w - 1, -w / 4, -3 * w / 4} {
					spots = append(spots, vg.Point{X: g.at.X + dx, Y: g.at.Y + dy})
				}
			}
			if kind == signTimer {
				spots = append(spots[5:], spots[:5]...)
			}
			if s.put(b, st, t, w, h, spots, kind.covers()) {
				break
			}
		}
	}
}

// covers is how many arrows a sign's label may cover.
func (k signKind) covers() int {
	switch k {
	case signStatus:
		return 6
	case signOutput:
		return 3
	}
	return 0
}

// shorter lists a text and, if it is long, its beginning.
func shorter(t string) []string {
	if short := cutTo(t, 10); short != t {
		return []string{cutTo(t, 2*longest), short}
	}
	return []string{t}
}

func (s *scene) writeArrows(b *board, which func(arrow) bool) {
	st := style(smallSize, ink)
	for _, a := range s.arrows {
		if !which(a) {
			continue
		}
		n := s.naming(a.value)
		for _, t := range []string{n.long, n.short} {
			if t == "" {
				continue
			}
			w, h := st.Width(t), smallSize
			if s.put(b, st, t, w, h, beside(a, w, h), 0) {
				break
			}
		}
	}
}

// beside lists the lower left corners of places for a box next to an arrow:
// near its middle first, on either side, as close as the slope allows.
func beside(a arrow, w, h vg.Length) []vg.Point {
	from, to := a.path[0], a.path[len(a.path)-1]
	dx, dy := math.Abs(float64(to.X-from.X)), math.Abs(float64(to.Y-from.Y))
	sideways := vg.Length(3) // of the box's edge from the line, at its middle
	if dy > 0 {
		sideways += h / 2 * vg.Length(dx/dy)
	}
	upwards := vg.Length(3)
	if dx > 0 {
		upwards += w / 2 * vg.Length(dy/dx)
	}
	var spots []vg.Point
	for _, t := range []vg.Length{0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8} {
		p := vg.Point{X: from.X + (to.X-from.X)*t, Y: from.Y + (to.Y-from.Y)*t}
		if sideways <= upwards || dx == 0 {
			spots = append(spots, vg.Point{X: p.X + sideways, Y: p.Y - h/2}, vg.Point{X: p.X - sideways - w, Y: p.Y - h/2})
		} else {
			spots = append(spots, vg.Point{X: p.X - w/2, Y: p.Y + upwards}, vg.Point{X: p.X - w/2, Y: p.Y - upwards - h})
		}
	}
	return spots
}

// put places a label at the spot that covers the fewest arrows, and at most
// the given number of them.
func (s *scene) put(b *board, st text.Style, t string, w, h vg.Length, spots []vg.Point, most int) bool {
	best, fewest := vg.Rectangle{}, most+1
	for _, spot := range spots {
		box := vg.Rectangle{Min: spot, Max: vg.Point{X: spot.X + w, Y: spot.Y + h}}
		if !b.free(box) {
			continue
		}
		if n := b.crossings(box, fewest); n < fewest {
			best, fewest = box, n
		}
		if fewest == 0 {
			break
		}
	}
	if fewest > most {
		return false
	}
	b.taken = append(b.taken, best)
	s.labels = append(s.labels, label{t, st, best})
	return true
}

func (b *board) free(box vg.Rectangle) bool {
	if box.Min.X < b.frame.Min.X || box.Max.X > b.frame.Max.X || box.Min.Y < b.frame.Min.Y || box.Max.Y > b.frame.Max.Y {
		return false
	}
	for _, other := range b.taken {
		if overlap(box, other) {
			return false
		}
	}
	return true
}

func overlap(a, b vg.Rectangle) bool {
	return a.Min.X < b.Max.X && b.Min.X < a.Max.X && a.Min.Y < b.Max.Y && b.Min.Y < a.Max.Y
}

// crossings counts the arrows through a box, up to a number that is enough.
func (b *board) crossings(box vg.Rectangle, enough int) int {
	n := 0
	for _, line := range b.crossed {
		if through(line, box) {
			if n++; n >= enough {
				break
			}
		}
	}
	return n
}

// through tells whether a line touches a box, by clipping it to the box.
func through(line [2]vg.Point, box vg.Rectangle) bool {
	from, to := vg.Length(0), vg.Length(1)
	d := line[1].Sub(line[0])
	for _, side := range [][3]vg.Length{
		{d.X, box.Min.X - line[0].X, box.Max.X - line[0].X},
		{d.Y, box.Min.Y - line[0].Y, box.Max.Y - line[0].Y},
	} {
		if side[0] == 0 {
			if side[1] > 0 || side[2] < 0 {
				return false
			}
			continue
		}
		a, b := side[1]/side[0], side[2]/side[0]
		from, to = max(from, min(a, b)), min(to, max(a, b))
	}
	return from <= to
}
