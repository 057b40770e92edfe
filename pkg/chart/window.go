package chart

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// choose decides which processes and which part of the run are drawn, and says
// what is not.
func (s *scene) choose() {
	t, v := s.trace, s.view
	s.order = v.Processes
	if len(s.order) == 0 {
		s.order = busiest(t)
	}
	s.rows = map[sim.ID]int{}
	for i, id := range s.order {
		s.rows[id] = i
	}
	var moments []time.Duration
	for _, e := range t.Events {
		if s.counts(e) {
			moments = append(moments, e.At)
		}
	}
	slices.Sort(moments)
	s.from, s.to = v.From, v.To
	if s.to == 0 {
		s.to = max(t.Events[len(t.Events)-1].At, v.From)
	}
	if v.Failure.Text != "" {
		s.to = max(s.to, v.Failure.At)
		s.from = min(s.from, v.Failure.At)
	}
	s.narrow(moments)
	if s.from == s.to {
		s.to = s.from + max(s.from/8, time.Millisecond)
	}
}

// counts tells whether an event could be drawn at all.
func (s *scene) counts(e sim.Event) bool {
	switch e.Kind {
	case sim.EventSend, sim.EventDuplicate, sim.EventDeliver, sim.EventDrop:
		return s.shows(e.Message.From) && s.shows(e.Message.To)
	case sim.EventTimer:
		return !s.view.NoTimers && s.shows(e.Node)
	case sim.EventWrite, sim.EventSync:
		return s.view.Disk && s.shows(e.Node)
	case sim.EventFault:
		return false
	}
	return s.shows(e.Node)
}

func (s *scene) shows(id sim.ID) bool {
	_, is := s.rows[id]
	return is || id == sim.Outside
}

// narrow shrinks the window until it holds no more events than the limit: to
// the last ones before a failure, otherwise to the first ones.
func (s *scene) narrow(moments []time.Duration) {
	limit := cmp.Or(s.view.Limit, defaultLimit)
	first, _ := slices.BinarySearch(moments, s.from)
	last, _ := slices.BinarySearch(moments, s.to+1)
	if last-first > limit+limit/10 { // a few more are no reason to cut
		if s.view.Failure.Text != "" {
			after, _ := slices.BinarySearch(moments, s.view.Failure.At+1)
			last = min(last, after+limit/20)
			first = min(max(first, last-limit), last)
			s.from, s.to = s.view.Failure.At, s.view.Failure.At
			if first < last {
				s.from, s.to = min(s.from, moments[first]), max(s.to, moments[last-1])
			}
		} else {
			first = max(first, s.idle(moments))
			last = min(first+limit, last)
			s.from, s.to = max(s.from, moments[first]), moments[last-1]
		}
	}
	s.folded = s.fold(first, last, len(moments))
}

// idle is how many moments pass before the first message or timer that is
// shown: a window that must be short does not begin with silence.
func (s *scene) idle(moments []time.Duration) int {
	for _, e := range s.trace.Events {
		if (e.Kind == sim.EventSend || e.Kind == sim.EventTimer) && s.counts(e) && e.At >= s.from {
			n, _ := slices.BinarySearch(moments, e.At)
			return n
		}
	}
	return 0
}

// fold says what is not shown, or nothing if all is.
func (s *scene) fold(first, last, all int) string {
	var parts []string
	if first > 0 || last < all {
		part := fmt.Sprintf("%d of %d events", last-first, all)
		switch {
		case first > 0 && last < all:
			part += fmt.Sprintf(", without %d earlier and %d later", first, all-last)
		case first > 0:
			part += fmt.Sprintf(", without %d earlier", first)
		default:
			part += fmt.Sprintf(", without %d later", all-last)
		}
		parts = append(parts, "Shown: "+part)
	}
	if s.trace.Dropped > 0 {
		parts = append(parts, fmt.Sprintf("%d earlier events are left out", s.trace.Dropped))
	}
	if len(s.order) < len(s.trace.Names) {
		parts = append(parts, fmt.Sprintf("%d of %d processes are shown, without messages to the others", len(s.order), len(s.trace.Names)))
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "; ") + "."
}

// busiest is all processes, or the ten with most events, in order of ID.
func busiest(t *sim.Trace) []sim.ID {
	events := make([]int, len(t.Names))
	ids := make([]sim.ID, len(t.Names))
	for i := range ids {
		ids[i] = sim.ID(i)
	}
	if len(ids) <= maxProcesses {
		return ids
	}
	for _, e := range t.Events {
		if e.Node >= 0 && int(e.Node) < len(events) {
			events[e.Node]++
		}
	}
	slices.SortStableFunc(ids, func(a, b sim.ID) int { return events[b] - events[a] })
	ids = ids[:maxProcesses]
	slices.Sort(ids)
	return ids
}
