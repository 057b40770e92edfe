package chart

import (
	"fmt"
	"strings"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// View says how a run is shown as a space-time diagram. Its zero value shows
// the whole run, or as much of it as can be read.
type View struct {
	// Title states what the run shows. Empty: the seed.
	Title string
	// From and To bound the window in virtual time. To 0: the last event.
	From, To time.Duration
	// Processes are shown in this order. Empty: all, the busiest if more than
	// ten.
	Processes []sim.ID
	// Limit is how many events are drawn at most; more than that are folded,
	// and a line under the title says how many. Zero: 200.
	Limit int
	// NoTimers leaves out timers, NoLabels the names of messages.
	NoTimers, NoLabels bool
	// Disk shows writes and syncs too.
	Disk bool
	// Label names a message, output or record. Nil: its type and its fields.
	Label func(value any) string
	// Failure, if it has a text, marks the moment when something went wrong;
	// of a long run the events before it are shown.
	Failure Failure
	// Width is in pixels, 320 to 1600. Zero: 720.
	Width int
}

// Failure is a moment and a sentence on what went wrong then.
type Failure struct {
	At   time.Duration
	Text string
}

const (
	maxProcesses = 10
	defaultLimit = 200
	maxFlights   = 600 // drawn, even if all of them happen at one moment
)

// SpaceTime draws a run: one line per process, time from left to right, and an
// arrow for each message, slanted true to the time it took. A message that
// does not arrive ends in a sign that says why. Grey stands for partitions and
// for processes that are down; rings are timers, diamonds outputs.
func SpaceTime(t *sim.Trace, v View) *Picture {
	if err := v.check(t); err != nil {
		return failed("space-time diagram: %w", err)
	}
	s := newScene(t, v)
	return &Picture{title: s.title, text: s.describe(), width: s.width, height: s.height, paint: s.paint}
}

func (v View) check(t *sim.Trace) error {
	switch {
	case t == nil || len(t.Events) == 0:
		return fmt.Errorf("the trace has no events: set Record: sim.Everything in the world's Config")
	case len(t.Names) == 0:
		return fmt.Errorf("the trace names no processes: take it from a world")
	case v.To != 0 && v.To <= v.From:
		return fmt.Errorf("the window %v to %v is empty: From must be before To", v.From, v.To)
	case v.Limit < 0:
		return fmt.Errorf("limit is %d events: give 1 or more, or 0 for %d", v.Limit, defaultLimit)
	case v.Width != 0 && (v.Width < 320 || v.Width > 1600):
		return fmt.Errorf("width is %d pixels: give 320 to 1600, or 0 for the usual width", v.Width)
	case v.Failure.At < 0:
		return fmt.Errorf("the failure is at %v: give a moment of the run", v.Failure.At)
	}
	seen := map[sim.ID]bool{}
	for _, id := range v.Processes {
		if id < 0 || int(id) >= len(t.Names) {
			return fmt.Errorf("there is no process %d: the trace has 0 to %d", id, len(t.Names)-1)
		}
		if seen[id] {
			return fmt.Errorf("process %d is listed twice: list each once", id)
		}
		seen[id] = true
	}
	for _, e := range t.Events {
		if e.At < 0 {
			return fmt.Errorf("the trace has an event at %v: time begins at 0", e.At)
		}
	}
	return nil
}

// describe is the diagram in a sentence or two.
func (s *scene) describe() string {
	fates := map[fate]int{}
	requests := 0
	for _, f := range s.flights {
		if f.from == sim.Outside {
			requests++
		} else {
			fates[f.fate]++
		}
	}
	parts := []string{fmt.Sprintf("%d received", fates[arrived])}
	for _, f := range []fate{lost, cut, refused, underway} {
		if n := fates[f]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, f.words()))
		}
	}
	if requests > 0 {
		parts = append(parts, fmt.Sprintf("%d from outside", requests))
	}
	text := fmt.Sprintf("%s. Space-time diagram of %d processes from %v to %v; messages: %s.",
		strings.TrimRight(s.title, ". "), len(s.rows), s.from, s.to, strings.Join(parts, ", "))
	for _, d := range s.downs {
		if !d.paused {
			text += fmt.Sprintf(" %s is down from %v to %v.", s.name(d.id), max(d.from, s.from), min(d.to, s.to))
		}
	}
	for _, c := range s.cuts {
		text += fmt.Sprintf(" From %v to %v: %s.", max(c.from, s.from), min(c.to, s.to), c.text)
	}
	if s.view.Failure.Text != "" {
		text += fmt.Sprintf(" At %v: %s", s.view.Failure.At, clean(s.view.Failure.Text))
	}
	return clean(text + " " + s.folded)
}
