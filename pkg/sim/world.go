package sim

import (
	"fmt"
	"reflect"
	"time"
)

// World is one run. It is not safe for concurrent use; different worlds are
// independent of each other.
type World struct {
	config    Config
	newNode   func(ID) Node
	processes []process
	ring      []ID // the servers twice, so that each one's Peers is a slice

	now   int64  // true time
	steps uint64 // events begun
	seq   uint64
	queue queue
	slots []slot
	free  []int32

	network    network
	asynchrony *asynchrony            // nil: another timing model
	signed     map[Signature]struct{} // every signature made in this run
	faults     agenda[Fault]          // to come
	done       []Fault                // those that happened
	asked      []Request
	inputs     agenda[Request] // to come
	planned    planned         // when the agendas have to be asked

	forged uint32 // while Forge sends: in whose name, + 1

	eventLimit uint64 // Budget.Events

	checksum uint64
	stats    Stats
	outputs  []Out
	recorder recorder
	failure  error
	current  *process // the node whose event is being handled
	handling int32    // the slot of that event
	timer    string   // its timer's name
	statuses interned
	sendable sendable
}

// Purposes of random streams; see derive.
const (
	streamNetwork = iota + 1
	streamClock
	streamDisk
	streamNode
	streamChoice
	streamWrite
	streamLie
)

// Out is something that a node handed to the application above it.
type Out struct {
	Step  uint64
	At    time.Duration // true time
	Node  ID
	Value any
}

// Reason says why a run stopped.
type Reason uint8

// The reasons of a Stop.
const (
	Met         Reason = iota + 1 // the condition holds
	Quiet                         // nothing is left to happen
	TimeUp                        // the asked-for time is over
	BudgetSpent                   // Config.Budget is used up
	Failed                        // misuse, or a panic in a node: see Err
)

var reasonNames = [...]string{"?", "condition met", "nothing left to happen", "time is up", "budget spent", "failed"}

// String says the reason in words.
func (r Reason) String() string { return reasonNames[min(int(r), len(reasonNames)-1)] }

// Stop is how a run ended. Err is set if and only if Why is Failed or
// BudgetSpent.
type Stop struct {
	Why Reason
	Err error
}

// New makes a world. It calls newNode once for each process now, in order of
// ID, and again at each restart; the Node must be a fresh one every time. A
// mistake in the Config is an error that names the field.
func New(c Config, newNode func(ID) Node) (*World, error) {
	if newNode == nil {
		return nil, fmt.Errorf("sim.New: newNode is nil: give a function that makes a node")
	}
	if err := c.validate(); err != nil {
		return nil, fmt.Errorf("sim.Config: %w", err)
	}
	n := c.Nodes + c.Clients
	w := &World{
		config:    c,
		newNode:   newNode,
		processes: make([]process, n),
		ring:      make([]ID, 2*c.Nodes),
		queue:     newQueue(n + 8),
		slots:     make([]slot, 0, n+8),
		signed:    map[Signature]struct{}{},
		recorder:  recorder{limit: int(c.Record)},
		checksum:  c.Seed,
		statuses:  interned{names: []string{""}},

		eventLimit: c.Budget.Events,
	}
	if w.eventLimit == 0 {
		w.eventLimit = defaultEvents
	}
	for i := range w.ring {
		w.ring[i] = ID(i % c.Nodes)
	}
	graph, err := c.Graph.draw(c.Nodes, c.Seed)
	if err == nil {
		err = c.decidable(graph)
	}
	if err != nil {
		return nil, fmt.Errorf("sim.Config: %w", err)
	}
	w.network = newNetwork(&w.config, graph)
	if c.Timing.Model == Asynchronous {
		w.asynchrony = &asynchrony{seen: newTable[uint64](n, w.network.graph)}
	}
	w.faults = newAgenda(c.Faults, func(f Fault) When { return f.When })
	w.inputs = newAgenda(c.Requests, func(r Request) When { return r.When })
	w.replan()
	for i := range w.processes {
		p := &w.processes[i]
		p.w, p.id, p.timers = w, ID(i), p.first[:0]
		r := NewRand(derive(c.Seed, streamClock, uint64(i)))
		p.clock = newClock(w.clockLaw(p.id), r)
		w.bootUp(p)
	}
	return w, w.failure
}

// bootUp gives the process a fresh node, whose Start is then first in line:
// a message of the same moment waits behind it.
func (w *World) bootUp(p *process) {
	if p.node = w.fresh(p); p.node == nil {
		w.fail("newNode(%d) returned nil: return a node", p.id)
		return
	}
	if p.more != nil && sameMemory(p.node, p.more.before) {
		w.fail("newNode(%d) returned the node from before the crash: make a fresh one, since a crash takes its memory", p.id)
		return
	}
	if p.more != nil {
		p.more.before = nil
	}
	p.starting, p.held = true, true
	w.schedule(w.now, slot{kind: slotStart, to: p.id, boot: p.boot})
}

// sameMemory says whether two nodes are one and the same thing in memory.
func sameMemory(a, b Node) bool {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	return x.Kind() == reflect.Pointer && y.Kind() == reflect.Pointer && x.Type().Elem().Size() > 0 && x.Pointer() == y.Pointer()
}

func (w *World) known(id ID) bool { return id >= 0 && int(id) < len(w.processes) }

func (w *World) peers(id ID) []ID {
	if n := w.config.Nodes; int(id) < n {
		if g := w.network.graph; g != nil {
			return g.peers(id)
		}
		return w.ring[int(id)+1 : int(id)+n : int(id)+n]
	}
	return w.ring[:w.config.Nodes:w.config.Nodes]
}

func (w *World) name(id ID) string { return nameOf(&w.config, id) }

func nameOf(c *Config, id ID) string {
	switch {
	case id == Outside:
		return "outside"
	case int(id) < len(c.Names):
		return c.Names[id]
	case int(id) >= c.Nodes:
		return fmt.Sprintf("c%d", int(id)-c.Nodes)
	}
	return fmt.Sprintf("n%d", id)
}

// fail stops the run; the first reason counts.
func (w *World) fail(format string, args ...any) {
	if w.failure == nil {
		w.failure = fmt.Errorf(format+fmt.Sprintf(" (seed %d, %v, event %d)", w.config.Seed, time.Duration(w.now), w.steps), args...)
	}
}

// note folds two words into the running checksum.
func (w *World) note(a, b uint64) { w.checksum = fold(w.checksum, a, b) }

func mark64(kind slotKind, id ID) uint64 { return uint64(kind)<<32 | uint64(uint32(id)) }

// Now is the true time, which no node can see.
func (w *World) Now() time.Duration { return time.Duration(w.now) }

// Steps is how many events have begun.
func (w *World) Steps() uint64 { return w.steps }

// Checksum is a fingerprint of what has happened so far, and in which order:
// events, messages and their ends, timers, faults, writes and outputs, but not
// what messages and outputs say, which Deterministic compares. Equal Configs
// and node code give equal checksums, on every machine.
func (w *World) Checksum() uint64 { return w.checksum }

// Outputs are all outputs so far, in order. The slice is shared: read only.
func (w *World) Outputs() []Out { return w.outputs }

// Status is the last status that the node set since its boot.
func (w *World) Status(id ID) string { return w.statuses.names[w.processes[id].status] }

// Up says whether the node is running.
func (w *World) Up(id ID) bool { return w.processes[id].node != nil }

// Node is the node itself, for white-box tests; nil while it is crashed.
func (w *World) Node(id ID) Node {
	if s, spied := w.processes[id].node.(*spy); spied {
		return s.node
	}
	return w.processes[id].node
}

// Disk is what the node's disk holds, unsynced writes included.
func (w *World) Disk(id ID) Stored { return &w.processes[id].rarely().disk }

// ClockOf is what the node's own clock shows now.
func (w *World) ClockOf(id ID) time.Duration { return w.clockOf(&w.processes[id]) }

// interned are texts that occur often, each with a number; 0 is the empty one.
type interned struct {
	names   []string
	numbers map[string]int32
}

func (t *interned) number(name string) int32 {
	n, known := t.numbers[name]
	if !known && name != "" {
		if t.numbers == nil {
			t.numbers = map[string]int32{}
		}
		n = int32(len(t.names))
		t.names, t.numbers[name] = append(t.names, name), n
	}
	return n
}

// sendable remembers the types of the latest messages, since asking a type
// whether it can be a message takes longer than sending one.
type sendable struct{ latest, earlier reflect.Type }

func (s *sendable) check(message any) error {
	t := reflect.TypeOf(message)
	switch {
	case t == nil:
	case t == s.latest:
		return nil
	case t == s.earlier:
		s.latest, s.earlier = s.earlier, s.latest
		return nil
	}
	if err := messageType(t); err != nil {
		return err
	}
	s.latest, s.earlier = t, s.latest
	return nil
}
