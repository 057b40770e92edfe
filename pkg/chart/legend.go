package chart

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// entry is one line of a legend: a label and how to draw its key into a box.
type entry struct {
	label string
	key   func(c draw.Canvas, box vg.Rectangle)
}

const (
	keyWidth  = vg.Length(24)
	legendRow = vg.Length(14)
)

// place is an entry with the lower left corner of its key.
type place struct {
	entry
	at vg.Point
}

// arrange sets entries in rows that fit a width; at is relative to the top
// left corner. height is that of all rows.
func arrange(entries []entry, width vg.Length) (places []place, height vg.Length) {
	s := style(tickSize, ink)
	x, row := vg.Length(0), vg.Length(1)
	for _, e := range entries {
		e.label = fit(s, clean(e.label), width-keyWidth-5)
		w := keyWidth + 5 + s.Width(e.label)
		if x > 0 && x+w > width {
			x, row = 0, row+1
		}
		places = append(places, place{e, vg.Point{X: x, Y: -row * legendRow}})
		x += w + 14
	}
	if len(places) == 0 {
		return nil, 0
	}
	return places, row * legendRow
}

// drawLegend writes the legend along the top and returns what is left below.
func drawLegend(c draw.Canvas, entries []entry) draw.Canvas {
	places, height := arrange(entries, c.Size().X)
	origin := vg.Point{X: c.Min.X, Y: c.Max.Y}
	drawKeys(c, places, origin)
	if height > 0 {
		c.Max.Y -= height + 6
	}
	return c
}

func drawKeys(c draw.Canvas, places []place, origin vg.Point) {
	s := style(tickSize, ink)
	s.YAlign = draw.YCenter
	for _, p := range places {
		at := origin.Add(p.at)
		p.key(c, vg.Rectangle{Min: at, Max: vg.Point{X: at.X + keyWidth, Y: at.Y + legendRow}})
		c.FillText(s, vg.Point{X: at.X + keyWidth + 5, Y: at.Y + legendRow/2}, p.label)
	}
}

// middleOf is the centre of a key's box.
func middleOf(box vg.Rectangle) vg.Point {
	return vg.Point{X: (box.Min.X + box.Max.X) / 2, Y: (box.Min.Y + box.Max.Y) / 2}
}
