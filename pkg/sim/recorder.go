package sim

import "time"

// recorder keeps the latest trace events, in a ring of pieces that are made
// when they are needed: nothing is copied as the trace grows.
type recorder struct {
	limit   int
	pieces  [][]kept
	next    int // where the next event goes, below limit
	dropped uint64
	full    bool // the ring has gone round
	words   words
}

// kept is an Event as it is stored, a cache line.
type kept struct {
	value      any
	step       uint64
	at, local  int64
	n          uint64 // of a message; else 0
	node, peer ID
	text       uint32 // of words; 0: none, or worded
	kind       EventKind
	copy       uint8
}

const pieceBits = 10

func (r *recorder) on() bool { return r.limit > 0 }

// worded is the value of an event whose text has no number.
type worded struct {
	text  string
	value any
}

// place is where the next event is stored.
func (r *recorder) place() *kept {
	i := r.next
	if r.full {
		r.dropped++
	} else if i&(1<<pieceBits-1) == 0 {
		r.pieces = append(r.pieces, make([]kept, min(1<<pieceBits, r.limit-i)))
	}
	if r.next++; r.next == r.limit {
		r.next, r.full = 0, true
	}
	return &r.pieces[i>>pieceBits][i&(1<<pieceBits-1)]
}

// events are those kept, in order.
func (r *recorder) events() []Event {
	var events []Event
	each := func(from, to int) {
		for i := from; i < to; i++ {
			events = append(events, r.pieces[i>>pieceBits][i&(1<<pieceBits-1)].event(&r.words))
		}
	}
	if r.full {
		events = make([]Event, 0, r.limit)
		each(r.next, r.limit)
	}
	each(0, r.next)
	return events
}

func (k *kept) event(w *words) Event {
	e := Event{
		Step: k.step, At: time.Duration(k.at), Local: time.Duration(k.local), Kind: k.kind,
		Node: k.node, Peer: k.peer, Copy: k.copy, Value: k.value,
	}
	if k.text > 0 {
		e.Text = w.list[k.text-1]
	} else if whole, ok := k.value.(worded); ok {
		e.Text, e.Value = whole.text, whole.value
	}
	switch {
	case k.n == 0:
	case k.kind == EventDeliver:
		e.Message = MessageName{k.peer, k.node, k.n}
	default:
		e.Message = MessageName{k.node, k.peer, k.n}
	}
	return e
}

// record completes the event with the moment and keeps it.
func (w *World) record(e Event) {
	if !w.recorder.on() {
		return
	}
	k := w.keep(e.Kind, e.Node)
	k.peer, k.n, k.copy, k.value, k.text = e.Peer, e.Message.N, e.Copy, e.Value, 0
	w.recorder.word(k, e.Text)
}

// word gives the event a text.
func (r *recorder) word(k *kept, text string) {
	if text == "" {
		return
	}
	if k.text = r.words.number(text); k.text == 0 {
		k.value = worded{text, k.value}
	}
}

// recordMessage is record for the sending and the arrival of a message.
func (w *World) recordMessage(kind EventKind, node, peer ID, s *slot) {
	k := w.keep(kind, node)
	k.peer, k.n, k.copy, k.value, k.text = peer, s.n, s.copy, s.message, 0
	w.recorder.word(k, w.claim(s))
}

// keep stores what every event has.
func (w *World) keep(kind EventKind, node ID) *kept {
	k := w.recorder.place()
	k.step, k.at, k.kind, k.node, k.local = w.steps, w.now, kind, node, 0
	if w.known(node) {
		k.local = int64(w.clockOf(&w.processes[node]))
	}
	return k
}

// Trace is what Config.Record asked to keep, so far.
func (w *World) Trace() *Trace {
	r := &w.recorder
	t := &Trace{Servers: w.config.Nodes, Seed: w.config.Seed, Dropped: r.dropped, Faults: w.done, Events: r.events()}
	for i := range w.processes {
		t.Names = append(t.Names, w.name(ID(i)))
	}
	return t
}

// words numbers texts that come again and again: timers' names, reasons,
// statuses. Others, such as notes with numbers in them, would fill it up.
type words struct {
	list    []string
	numbers map[string]uint32 // from 1
	recent  [16]uint32        // by the text's length and ends
}

const mostWords = 1000

// number is 0 if the text has none.
func (w *words) number(text string) uint32 {
	recent := &w.recent[(len(text)+int(text[0])+int(text[len(text)-1]))%len(w.recent)]
	if i := *recent; i > 0 && w.list[i-1] == text {
		return i
	}
	i := w.numbers[text]
	if i == 0 && len(w.list) < mostWords {
		if w.numbers == nil {
			w.numbers = map[string]uint32{}
		}
		w.list = append(w.list, text)
		i = uint32(len(w.list))
		w.numbers[text] = i
	}
	*recent = i
	return i
}
