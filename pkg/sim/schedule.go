package sim

import (
	"fmt"
	"slices"
	"time"
)

// MessageName names the N-th message, from 1, on the link From > To. Names
// keep their meaning when faults elsewhere in a schedule are removed. With more
// than 1024 processes on a complete graph, N counts all messages of From.
type MessageName struct {
	From, To ID
	N        uint64
}

// String writes the name as 1>2#7; Outside is a dash.
func (m MessageName) String() string {
	if m.From == Outside {
		return fmt.Sprintf("->%d#%d", m.To, m.N)
	}
	return fmt.Sprintf("%d>%d#%d", m.From, m.To, m.N)
}

// Decision overrides the network's fate of one message: it arrives once for
// each delay given. None: lost. Two: duplicated.
type Decision struct {
	Message MessageName
	Delays  []time.Duration
}

// Schedule is the Config with what happened so far, imperative faults and
// requests included, each with its step: a new World of it repeats the run.
func (w *World) Schedule() Config {
	c := w.config
	c.Faults = slices.Concat(w.done, w.faults.rest())
	c.Requests = slices.Concat(w.asked, w.inputs.rest())
	if w.asynchrony != nil && w.asynchrony.adversary != nil {
		c.Decisions = w.asynchrony.decisions()
	}
	return c
}
