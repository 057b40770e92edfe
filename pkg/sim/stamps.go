package sim

import (
	"errors"
	"fmt"
	"iter"
	"slices"
)

// Stamp is an event's logical time, by Lamport's clock and by the vector clock
// of Fidge and Mattern.
type Stamp struct {
	// Lamport is greater than that of every event that happened before.
	Lamport uint64
	// Vector counts, for each process by ID and last for the outside, how many
	// of its events happened before this one, itself included.
	Vector []uint64
}

// Before says whether the event of s happened before that of other, in
// Lamport's sense: it could have caused it. If neither happened before the
// other they are concurrent.
func (s Stamp) Before(other Stamp) bool {
	less := false
	if len(s.Vector) != len(other.Vector) {
		return false
	}
	for i, n := range s.Vector {
		if n > other.Vector[i] {
			return false
		}
		less = less || n < other.Vector[i]
	}
	return less
}

// Concurrent says whether neither event happened before the other, and they
// are two.
func (s Stamp) Concurrent(other Stamp) bool {
	return !s.Before(other) && !other.Before(s) && !slices.Equal(s.Vector, other.Vector)
}

var errSelected = errors.New("stamps need every event: take them before you select")

// Stamps stamps each event of the trace, in order: for i, s := range stamps.
// It costs time and memory in proportion to events times processes, and is
// computed as one goes. Events of the network (a copy, a flipped bit, a drop, a fault)
// are not a process's: they have the stamp of their message's sending, a
// fault of the network none, that is an empty Vector. Of a trace whose beginning was not
// kept, stamps order the events that were. A selection has no stamps.
func (t *Trace) Stamps() (iter.Seq2[int, Stamp], error) {
	if t.Selected {
		return nil, errSelected
	}
	for i, e := range t.Events {
		if err := t.fits(e); err != nil {
			return nil, fmt.Errorf("event %d: %w", i, err)
		}
	}
	return func(yield func(int, Stamp) bool) {
		s := newStamper(len(t.Names))
		for i, e := range t.Events {
			if !yield(i, s.stamp(e)) {
				return
			}
		}
	}, nil
}

// stamper is the clocks of all processes while a trace is gone through.
type stamper struct {
	clocks []Stamp // by ID; the outside last
	sent   map[MessageName]Stamp
}

func newStamper(processes int) *stamper {
	s := &stamper{clocks: make([]Stamp, processes+1), sent: map[MessageName]Stamp{}}
	for i := range s.clocks {
		s.clocks[i].Vector = make([]uint64, processes+1)
	}
	return s
}

func (s *stamper) stamp(e Event) Stamp {
	switch {
	case e.Kind == EventFault && e.Node == Outside:
		return Stamp{}
	case e.Kind == EventDuplicate || e.Kind == EventCorrupt || e.Kind == EventDrop:
		return s.sent[e.Message].clone()
	}
	place := int(e.Node)
	if e.Node == Outside {
		place = len(s.clocks) - 1
	}
	clock := &s.clocks[place]
	if e.Kind == EventDeliver {
		clock.learn(s.sent[e.Message])
	}
	clock.Lamport++
	clock.Vector[place]++
	now := clock.clone()
	if e.Kind == EventSend {
		s.sent[e.Message] = now
	}
	return now.clone()
}

func (s *Stamp) learn(other Stamp) {
	s.Lamport = max(s.Lamport, other.Lamport)
	for i, n := range other.Vector {
		s.Vector[i] = max(s.Vector[i], n)
	}
}

func (s Stamp) clone() Stamp { return Stamp{s.Lamport, slices.Clone(s.Vector)} }
