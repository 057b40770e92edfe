package chart

import (
	"cmp"
	"fmt"
	"time"

	"gonum.org/v1/plot/vg"

	"github.com/faultline-go/faultline/pkg/sim"
)

// scene is a space-time diagram laid out: where everything is, before any of
// it is drawn. Y grows upwards, as on gonum's canvas.
type scene struct {
	trace    *sim.Trace
	view     View
	title    string
	folded   string
	from, to time.Duration
	order    []sim.ID
	rows     map[sim.ID]int
	flights  []flight
	downs    []down
	cuts     []span

	width, height vg.Length
	left, right   vg.Length // the ends of the process lines
	top, gap      vg.Length // of the first line; between lines
	titles, notes []string
	failure       []string // the failure's sentence, in lines
	levels        []int    // the row of each cut's label, from the top
	legend        []place
	legendHeight  vg.Length

	arrows []arrow
	signs  []sign
	labels []label
}

const (
	spaceWidth  = 720 // pixels
	stripRow    = vg.Length(11)
	headRoom    = vg.Length(30) // above the first line, for labels and requests
	footRoom    = vg.Length(20) // below the last line
	axisRoom    = vg.Length(32)
	titleRow    = 1.25 * titleSize
	noteRow     = 1.3 * smallSize
	failureSize = vg.Length(9)
	failureRow  = 1.25 * failureSize
)

func newScene(t *sim.Trace, v View) *scene {
	s := &scene{trace: t, view: v, title: clean(v.Title)}
	if s.title == "" {
		s.title = fmt.Sprintf("One run with seed %d", t.Seed)
	}
	s.choose()
	s.gather()
	s.measure()
	s.route()
	s.mark()
	s.legend, s.legendHeight = arrange(s.keys(), s.width-2*margin)
	s.height += s.legendHeight
	s.top += s.legendHeight
	s.shift(s.legendHeight)
	s.write()
	return s
}

// gather takes what touches the window and the processes shown.
func (s *scene) gather() {
	for _, f := range flightsOf(s.trace) {
		if !s.shows(f.from) || !s.shows(f.to) || f.sent > s.to || f.fate != underway && f.ended < s.from {
			continue
		}
		if f.fate == underway && f.sent < s.from {
			continue
		}
		if len(s.flights) == maxFlights {
			s.folded = clean(s.folded + " Messages after the first 600 are not drawn.")
			break
		}
		s.flights = append(s.flights, f)
	}
	s.extend()
	for _, d := range downsOf(s.trace) {
		if _, shown := s.rows[d.id]; shown && d.from <= s.to && d.to > s.from {
			s.downs = append(s.downs, d)
		}
	}
	for _, c := range cutsOf(s.trace) {
		if c.from <= s.to && c.to > s.from {
			s.cuts = append(s.cuts, c)
		}
	}
}

// extend makes room at the end of the window, unless it was asked for, so that
// the fate of messages that were sent last can be seen.
func (s *scene) extend() {
	if s.view.To != 0 {
		return
	}
	transit, end := typical(s.flights, s.to-s.from), s.to
	for _, f := range s.flights {
		if f.known && f.ended == f.sent && f.fate != arrived && f.sent <= s.to {
			end = max(end, f.sent+transit*3/5)
		}
	}
	s.to = end
}

// measure fixes the sizes, from the bottom up but for the legend.
func (s *scene) measure() {
	s.width = vg.Length(cmp.Or(s.view.Width, spaceWidth)) * pixel
	names := style(labelSize, ink)
	for _, id := range s.order {
		s.left = max(s.left, names.Width(s.name(id)))
	}
	s.left = min(s.left, s.width/5) + margin + 8
	s.right = s.width - margin - 6
	inner := s.width - 2*margin
	s.titles = wrap(bold(titleSize, ink), s.title, inner, 2)
	s.notes = wrap(style(smallSize, soft), s.folded, inner, 2)
	s.failure = wrap(bold(failureSize, ink), s.view.Failure.Text, inner*0.8, 2)
	s.gap = min(max(260/vg.Length(max(len(s.order)-1, 1)), 44), 96)
	levels := s.level()
	bottom := margin + 6 + axisRoom + footRoom
	s.top = bottom + s.gap*vg.Length(len(s.order)-1)
	s.height = s.top + headRoom + stripRow*vg.Length(levels) + failureRow*vg.Length(len(s.failure)) +
		noteRow*vg.Length(len(s.notes)) + 3 + titleRow*vg.Length(len(s.titles)) + 6 + margin
}

// level gives the labels of cuts rows of their own where they would overlap,
// at most three, and returns how many rows there are.
func (s *scene) level() int {
	var ends []vg.Length
	for _, c := range s.cuts {
		from := s.x(max(c.from, s.from))
		w := min(style(smallSize, ink).Width(c.text), s.right-from)
		row := 0
		for row < len(ends) && ends[row] > from {
			row++
		}
		switch {
		case row == 3:
			row = -1
		case row == len(ends):
			ends = append(ends, 0)
		}
		if row >= 0 {
			ends[row] = from + w + 6
		}
		s.levels = append(s.levels, row)
	}
	return len(ends)
}

// shift moves what was laid out up by the height of the legend.
func (s *scene) shift(by vg.Length) {
	for i := range s.arrows {
		for k := range s.arrows[i].path {
			s.arrows[i].path[k].Y += by
		}
	}
	for i := range s.signs {
		s.signs[i].at.Y += by
	}
}

// x is where a moment lies; a little room is left at both ends.
func (s *scene) x(at time.Duration) vg.Length {
	inner := s.right - s.left - 16
	return s.left + 6 + inner*vg.Length(float64(at-s.from)/float64(s.to-s.from))
}

func (s *scene) y(id sim.ID) vg.Length { return s.top - s.gap*vg.Length(s.rows[id]) }

// bottom is the Y of the time axis.
func (s *scene) bottom() vg.Length { return s.top - s.gap*vg.Length(len(s.order)-1) - footRoom }

func (s *scene) name(id sim.ID) string { return clean(s.trace.Name(id)) }

func (s *scene) inside(at time.Duration) bool { return at >= s.from && at <= s.to }
