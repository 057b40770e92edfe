package chart

import (
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

func (s *scene) paint(c draw.Canvas) {
	c.SetColor(white)
	c.Fill(c.Rectangle.Path())
	s.paintHead(c)
	s.paintCuts(c)
	s.paintAxis(c)
	s.paintLines(c)
	s.paintArrows(c)
	s.paintSigns(c)
	s.paintLabels(c)
	s.paintFailure(c)
	drawKeys(c, s.legend, vg.Point{X: margin, Y: margin + s.legendHeight})
}

// paintHead writes the title and what is not shown.
func (s *scene) paintHead(c draw.Canvas) {
	y := s.height - margin
	lines := func(st text.Style, row vg.Length, list []string) {
		st.YAlign = draw.YTop
		for _, line := range list {
			c.FillText(st, vg.Point{X: margin, Y: y}, line)
			y -= row
		}
	}
	lines(bold(titleSize, ink), titleRow, s.titles)
	lines(style(smallSize, soft), noteRow, s.notes)
}

// paintCuts lays a grey band over the time of each partition, with its label
// in the strip above the process lines.
func (s *scene) paintCuts(c draw.Canvas) {
	st := style(smallSize, ink)
	var edges [][]vg.Point
	roof := s.top + headRoom
	for _, k := range s.cuts {
		x1, x2 := max(s.x(k.from), s.left), min(s.x(min(k.to, s.to)), s.right)
		if k.to > s.to {
			x2 = s.right
		}
		c.SetColor(shade)
		c.Fill(vg.Rectangle{Min: vg.Point{X: x1, Y: s.bottom()}, Max: vg.Point{X: x2, Y: roof}}.Path())
		for _, edge := range []struct {
			x    vg.Length
			real bool
		}{{x1, s.inside(k.from)}, {x2, s.inside(k.to)}} {
			if edge.real {
				edges = append(edges, []vg.Point{{X: edge.x, Y: s.bottom()}, {X: edge.x, Y: roof}})
			}
		}
	}
	strokeAll(c, stroke(middle, 0.75, 2, 2), edges)
	for i, k := range s.cuts {
		if s.levels[i] < 0 {
			continue
		}
		x := max(s.x(k.from), s.left)
		at := vg.Point{X: x, Y: roof + 3 + stripRow*vg.Length(s.levels[i])}
		c.FillText(st, at, fit(st, k.text, s.right-x))
	}
}

// axisUnits are the units of the time axis, the largest first.
var axisUnits = []struct {
	name string
	size float64 // nanoseconds
	from float64 // the window's end in this unit that makes it the choice
}{{"h", 3600e9, 3}, {"min", 60e9, 10}, {"s", 1e9, 1}, {"ms", 1e6, 1}, {"µs", 1e3, 1}, {"ns", 1, 0}}

// paintAxis draws the time axis, in the unit that suits its end.
func (s *scene) paintAxis(c draw.Canvas) {
	unit := axisUnits[len(axisUnits)-1]
	for _, u := range axisUnits {
		if float64(s.to)/u.size >= u.from {
			unit = u
			break
		}
	}
	st := style(tickSize, ink)
	st.XAlign, st.YAlign = draw.XCenter, draw.YTop
	y := s.bottom()
	low, high := float64(s.from)/unit.size, float64(s.to)/unit.size
	scale := (s.x(s.to) - s.x(s.from)) / vg.Length(high-low)
	var ticks, lines [][]vg.Point
	for _, t := range (linearTicks{}).Ticks(low, high) {
		x := s.x(s.from) + scale*vg.Length(t.Value-low)
		lines = append(lines, []vg.Point{{X: x, Y: y}, {X: x, Y: s.top + headRoom}})
		ticks = append(ticks, []vg.Point{{X: x, Y: y}, {X: x, Y: y - 4}})
		c.FillText(st, vg.Point{X: x, Y: y - 5}, t.Label)
	}
	strokeAll(c, stroke(grid, 0.5), lines)
	ticks = append(ticks, []vg.Point{{X: s.left, Y: y}, {X: s.right, Y: y}})
	strokeAll(c, stroke(soft, 0.75), ticks)
	c.FillText(st, vg.Point{X: (s.left + s.right) / 2, Y: y - 17}, "virtual time ("+unit.name+")")
}

func (s *scene) downBox(d down) vg.Rectangle {
	x1, x2 := max(s.x(d.from), s.left), s.right
	if d.to <= s.to {
		x2 = s.x(d.to)
	}
	y := s.y(d.id)
	return vg.Rectangle{Min: vg.Point{X: x1, Y: y - 7}, Max: vg.Point{X: max(x2, x1+1), Y: y + 7}}
}

// paintLines draws the process lines with their names, and a grey box in their
// place while the process is down or paused.
func (s *scene) paintLines(c draw.Canvas) {
	st := style(labelSize, ink)
	st.XAlign, st.YAlign = draw.XRight, draw.YCenter
	var lines [][]vg.Point
	for _, id := range s.order {
		y := s.y(id)
		lines = append(lines, []vg.Point{{X: s.left, Y: y}, {X: s.right, Y: y}})
		c.FillText(st, vg.Point{X: s.left - 6, Y: y}, fit(st, s.name(id), s.left-margin-6))
	}
	strokeAll(c, stroke(soft, 1.25), lines)
	word := style(smallSize, soft)
	word.XAlign, word.YAlign = draw.XCenter, draw.YCenter
	for _, d := range s.downs {
		box := s.downBox(d)
		paintDown(c, box, d.paused)
		t := "down"
		if d.paused {
			t = "paused"
		}
		if middle := middleOf(box); word.Width(t)+8 <= box.Size().X && s.clear(box) {
			c.FillText(word, middle, t)
		}
	}
}

// clear tells whether no arrow ends in the middle of a box.
func (s *scene) clear(box vg.Rectangle) bool {
	core := around(middleOf(box), 14, 7)
	for _, a := range s.arrows {
		for i := 1; i < len(a.path); i++ {
			if through([2]vg.Point{a.path[i-1], a.path[i]}, core) {
				return false
			}
		}
	}
	return true
}

func paintDown(c draw.Canvas, box vg.Rectangle, paused bool) {
	fill := dark
	if paused {
		fill = white
	}
	c.SetColor(fill)
	c.Fill(box.Path())
	if paused {
		c.SetLineStyle(stroke(middle, 0.75, 2, 2))
		c.Stroke(box.Path())
	}
}

func (s *scene) paintLabels(c draw.Canvas) {
	for _, l := range s.labels {
		l.style.YAlign = draw.YBottom
		// A box is as high as the font's size; descenders reach a fifth below
		// the base line.
		c.FillText(l.style, vg.Point{X: l.box.Min.X, Y: l.box.Min.Y + smallSize*0.2}, l.text)
	}
}

// paintFailure draws a line through the moment of the failure, and the
// sentence at its upper end.
func (s *scene) paintFailure(c draw.Canvas) {
	if len(s.failure) == 0 {
		return
	}
	levels := 0
	for _, l := range s.levels {
		levels = max(levels, l+1)
	}
	st := bold(failureSize, vermillion)
	x := s.x(s.view.Failure.At)
	low := s.top + headRoom + 3 + stripRow*vg.Length(levels)
	c.StrokeLine2(stroke(vermillion, 1.5), x, s.bottom(), x, low+2)
	c.SetColor(vermillion)
	c.Fill(polygon(nil, vg.Point{X: x, Y: low + 2}, 4.5, 3, -pi/2))
	left := x + 7
	if widest := widest(st, s.failure); left+widest > s.width-margin {
		left = x - 7 - widest
		if left < margin {
			left = s.width - margin - widest
		}
	}
	for i, line := range s.failure {
		c.FillText(st, vg.Point{X: left, Y: low + failureRow*vg.Length(len(s.failure)-1-i)}, line)
	}
}

func widest(st text.Style, lines []string) (w vg.Length) {
	for _, line := range lines {
		w = max(w, st.Width(line))
	}
	return w
}
