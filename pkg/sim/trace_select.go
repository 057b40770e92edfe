package sim

import (
	"slices"
	"time"
)

// Selection says which events of a trace to look at. Conditions that are left
// zero keep everything; those that are given must all hold.
type Selection struct {
	// Processes keeps events at one of these, and messages from or to one.
	Processes Group
	// Kinds keeps events of these kinds.
	Kinds []EventKind
	// From and Before keep events with From ≤ At < Before. Before 0: no end.
	From, Before time.Duration
	// Message keeps the life of one message: sent, copied, received, dropped.
	Message MessageName
	// Skip leaves out the first so many of the events that match, and Limit
	// keeps at most so many after them: a page. Limit 0: all.
	Skip, Limit int
}

// Keeps says whether an event matches, Skip and Limit aside.
func (s Selection) Keeps(e Event) bool {
	switch {
	case e.At < s.From || s.Before > 0 && e.At >= s.Before:
		return false
	case len(s.Kinds) > 0 && !slices.Contains(s.Kinds, e.Kind):
		return false
	case s.Message != MessageName{} && e.Message != s.Message:
		return false
	case len(s.Processes) == 0 || slices.Contains(s.Processes, e.Node):
		return true
	}
	return e.Message.N > 0 && slices.Contains(s.Processes, e.Peer)
}

// Select is the trace with only the events that the selection keeps, and how
// many match in all, so that one can turn the pages. The events are shared
// with t: read only.
func (t *Trace) Select(s Selection) (page *Trace, matching int) {
	selected := *t
	selected.Events = nil
	for _, e := range t.Events {
		if !s.Keeps(e) {
			continue
		}
		if matching++; matching > s.Skip && (s.Limit <= 0 || matching <= s.Skip+s.Limit) {
			selected.Events = append(selected.Events, e)
		}
	}
	selected.Selected = t.Selected || len(selected.Events) < len(t.Events)
	return &selected, matching
}
