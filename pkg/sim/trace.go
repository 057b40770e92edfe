package sim

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// EventKind is what a trace event tells.
type EventKind uint8

// The kinds of trace events.
const (
	EventStart     EventKind = iota + 1 // Node booted
	EventCrash                          // Node crashed
	EventPause                          // Node paused
	EventResume                         // Node resumed
	EventSend                           // Node sent Message to Peer; Value is the message; Text says who it forged, if anybody
	EventDuplicate                      // the network made a second copy of Message
	EventDeliver                        // Node received Message from Peer; Value is the message; Text as at its send
	EventDrop                           // Message from Node to Peer is gone; Text is the reason
	EventTimer                          // Node's timer Text fired
	EventOutput                         // Node output Value
	EventStatus                         // Node's status is Text
	EventNote                           // Node notes Text
	EventWrite                          // Node wrote to its disk: Text is the key or log, Value what was written
	EventSync                           // Node's disk is synced
	EventClock                          // Node's clock was changed; Text says how
	EventFault                          // the network (Node is Outside), Node's speed or its disk changed; Text says how
	EventCorrupt                        // the network flipped a bit of Message; Value is what will arrive, if it can be read
)

var eventNames = [...]string{
	"", "start", "crash", "pause", "resume", "send", "duplicate", "deliver", "drop",
	"timer", "output", "status", "note", "write", "sync", "clock", "fault", "corrupt",
}

// String is the kind's name in traces.
func (k EventKind) String() string {
	if int(k) < len(eventNames) {
		return eventNames[k]
	}
	return fmt.Sprintf("event(%d)", uint8(k))
}

// Reasons of EventDrop.
const (
	DropLost = "lost"    // by the network, at random
	DropCut  = "cut"     // its link is cut
	DropDown = "crashed" // its receiver is down
	DropHeld = "forgot"  // it waited at a receiver that crashed

	DropDamaged = "damaged" // its flipped bit left nothing that can be read
	DropUnsent  = "unsent"  // its sender omitted to send it
	DropUnheard = "unheard" // its receiver omitted to receive it
)

// Event is one line of a trace.
type Event struct {
	Step    uint64        // how many events had begun
	At      time.Duration // true time
	Local   time.Duration // Node's own clock then
	Kind    EventKind
	Node    ID // where it happened; Outside for an EventFault of the network
	Peer    ID // the other end of a message
	Message MessageName
	Copy    uint8 // 1, or 2 for the network's duplicate
	Text    string
	Value   any // a message, an output or a record: read only
}

// Trace is what was recorded of a run.
type Trace struct {
	Names   []string // of every process, by ID
	Servers int      // how many of them are servers
	Seed    uint64
	Dropped uint64  // how many earlier events were not kept
	Faults  []Fault // those that happened, with their moments
	Events  []Event
	// Selected says that these are some events of a longer trace: see Select.
	Selected bool
}

// WriteText writes one line per event.
func (t *Trace) WriteText(w io.Writer) error {
	if t.Dropped > 0 {
		if _, err := fmt.Fprintf(w, "(%d earlier events were not kept)\n", t.Dropped); err != nil {
			return err
		}
	}
	for _, e := range t.Events {
		if _, err := fmt.Fprintln(w, t.Line(e)); err != nil {
			return err
		}
	}
	return nil
}

// Line says one event in words: its time in seconds, who, and what.
func (t *Trace) Line(e Event) string {
	return fmt.Sprintf("%12.6f  %-8s %s", e.At.Seconds(), t.Name(e.Node), t.what(e))
}

func (t *Trace) what(e Event) string {
	switch e.Kind {
	case EventSend:
		return fmt.Sprintf("send %v to %s: %s%s", e.Message, t.Name(e.Peer), Show(e.Value), aside(e.Text))
	case EventDeliver:
		return fmt.Sprintf("receive %v from %s: %s%s", e.Message, t.Name(e.Peer), Show(e.Value), aside(e.Text))
	case EventDuplicate:
		return fmt.Sprintf("duplicate %v to %s", e.Message, t.Name(e.Peer))
	case EventCorrupt:
		return fmt.Sprintf("corrupt %v to %s: %s", e.Message, t.Name(e.Peer), Show(e.Value))
	case EventDrop:
		return fmt.Sprintf("%v to %s is gone: %s", e.Message, t.Name(e.Peer), e.Text)
	case EventOutput:
		return "output " + Show(e.Value)
	case EventWrite:
		return fmt.Sprintf("write %s: %s", e.Text, Show(e.Value))
	default:
		return strings.TrimSpace(e.Kind.String() + " " + e.Text)
	}
}

func aside(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

// Name is what a process is called: its given name, or n2, c0, outside.
func (t *Trace) Name(id ID) string {
	switch {
	case id == Outside:
		return "outside"
	case id >= 0 && int(id) < len(t.Names):
		return t.Names[id]
	default:
		return fmt.Sprintf("?%d", id)
	}
}

// Show writes a message or output as Type{fields}, without its package.
func Show(v any) string {
	if v == nil {
		return "nothing"
	}
	if s, ok := v.(Shown); ok {
		return s.Text
	}
	name := fmt.Sprintf("%T", v)
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		name = name[i+1:]
	}
	text := fmt.Sprintf("%+v", v)
	if strings.HasPrefix(text, "{") {
		return name + text
	}
	return name + "(" + text + ")"
}
