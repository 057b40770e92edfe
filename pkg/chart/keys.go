package chart

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/faultline-go/faultline/pkg/sim"
)

// keys is the legend: only what occurs.
func (s *scene) keys() []entry {
	var list []entry
	add := func(label string, key func(draw.Canvas, vg.Rectangle)) {
		list = append(list, entry{label, key})
	}
	for _, k := range arrowKeys {
		for _, a := range s.arrows {
			if k.is(a) {
				add(k.label, a.key)
				break
			}
		}
	}
	for kind, label := range signLabels {
		for _, g := range s.signs {
			if int(g.kind) == kind {
				add(label, func(c draw.Canvas, box vg.Rectangle) { paintSign(c, g.kind, g.kind.middle(box)) })
				break
			}
		}
	}
	for _, paused := range []bool{false, true} {
		for _, d := range s.downs {
			if d.paused == paused {
				label := "down"
				if paused {
					label = "paused"
				}
				add(label, func(c draw.Canvas, box vg.Rectangle) { paintDown(c, inset(box), paused) })
				break
			}
		}
	}
	if len(s.cuts) > 0 {
		add("partition", partitionKey)
	}
	return list
}

var arrowKeys = []struct {
	label string
	is    func(arrow) bool
}{
	{"message", func(a arrow) bool { return a.from != sim.Outside && a.fate == arrived && a.copy == 1 }},
	{"second copy", func(a arrow) bool { return a.from != sim.Outside && a.fate == arrived && a.copy > 1 }},
	{"request from outside", func(a arrow) bool { return a.from == sim.Outside }},
	{"lost", func(a arrow) bool { return a.from != sim.Outside && a.fate == lost && a.head }},
	{"link is cut", func(a arrow) bool { return a.from != sim.Outside && a.fate == cut && a.head }},
	{"receiver is down", func(a arrow) bool { return a.from != sim.Outside && a.fate == refused && a.head }},
	{"still under way", func(a arrow) bool { return a.from != sim.Outside && a.fate == underway }},
}

var signLabels = [...]string{
	signTimer: "timer", signOutput: "output", signStatus: "new status", signNote: "note",
	signCrash: "crash", signRestart: "restart", signDisk: "disk", signClock: "clock changed",
}

// middle is where a sign stands in a legend's box: a flag on its foot.
func (k signKind) middle(box vg.Rectangle) vg.Point {
	at := middleOf(box)
	if k == signStatus {
		at.Y -= flagHeight / 2
	}
	return at
}

// key draws an arrow of the same kind lying in a legend's box.
func (a arrow) key(c draw.Canvas, box vg.Rectangle) {
	y := middleOf(box).Y
	end := box.Max.X
	if a.fate != arrived && a.fate != underway {
		end -= 4
	}
	a.path = []vg.Point{{X: box.Min.X, Y: y}, {X: end, Y: y}}
	if a.from == sim.Outside {
		a.path[0].X += 4
	}
	a.head = true
	p := a.pen()
	c.SetLineStyle(stroke(p.colour, 0.9, p.dashes()...))
	c.Stroke(a.trace(nil))
	paintEnds(c, p, []arrow{a})
}

func inset(box vg.Rectangle) vg.Rectangle {
	box.Min.Y, box.Max.Y = box.Min.Y+2, box.Max.Y-2
	return box
}

func partitionKey(c draw.Canvas, box vg.Rectangle) {
	box = inset(box)
	c.SetColor(shade)
	c.Fill(box.Path())
	strokeAll(c, stroke(middle, 0.75, 2, 2), [][]vg.Point{
		{{X: box.Min.X, Y: box.Min.Y}, {X: box.Min.X, Y: box.Max.Y}},
		{{X: box.Max.X, Y: box.Min.Y}, {X: box.Max.X, Y: box.Max.Y}},
	})
}
