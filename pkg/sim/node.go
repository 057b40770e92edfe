package sim

import (
	"strconv"
	"time"
)

// ID names a process. Servers are 0 … Nodes−1; clients follow them.
type ID int32

const (
	// Outside is the world beyond the system: requests come from it, and a
	// message sent to it is an output.
	Outside ID = -1
	// Any stands for every process in a LinkRule.
	Any ID = -2
)

// Node is one process: a deterministic state machine that acts only through
// its Env. A Node must not read a clock, a random source, a map in range
// order or any memory that another Node can reach.
type Node interface {
	// Start is the boot, and the boot after each restart: memory is fresh,
	// Env.Disk holds what survived. It is an event like any other.
	Start(env Env)
	// Receive handles one message. The sender is authentic, unless
	// Config.Forgeable is set; from is Outside for a request.
	Receive(env Env, from ID, message any)
	// Timer handles the timer of that name, once for each SetTimer.
	Timer(env Env, name string)
}

// Env is what a Node may do and see. It is valid during the call that it was
// given to; using it later, or from another Node, stops the run as misuse.
//
// Effects happen in order at the node's cursor, which starts at the event and
// moves on with Busy and with a disk's Sync. A crash erases what lies later.
type Env interface {
	// ID is this node's own name.
	ID() ID
	// Peers are the servers other than this one, in a fixed order that starts
	// after it. The slice is shared: read only.
	Peers() []ID
	// Now reads the node's own clock: offset, drift and steps included. It
	// stands still within an event.
	Now() time.Duration
	// Elapsed reads the node's own oscillator since boot of the world: it
	// drifts but never steps. Timers run on it.
	Elapsed() time.Duration
	// Adjust corrects Now by the given amount: at once (a step) if over is 0,
	// else evenly over that much elapsed time (a slew). It replaces a slew
	// that has not ended.
	Adjust(by, over time.Duration)
	// Rand is the node's own random stream, a new one for each boot.
	Rand() *Rand
	// Choose picks one of 0 … n−1: a coin that a search can enumerate.
	Choose(n int) int
	// Send hands a message to the network. The message is a value of a named
	// type; a pointer is refused.
	Send(to ID, message any)
	// SetTimer calls Timer(name) after that much elapsed time of this node. A
	// timer of the same name is re-armed.
	SetTimer(name string, after time.Duration)
	// CancelTimer forgets the timer: it will not fire, not even one that is
	// due at this very moment. A crash cancels all.
	CancelTimer(name string)
	// Busy keeps the processor for that long: effects that follow in this
	// event, and the node's next event, wait.
	Busy(d time.Duration)
	// Disk is what a crash does not take, once synced.
	Disk() Disk
	// Sign signs content as this node. Nobody else can.
	Sign(content any) Signature
	// Output hands a value to the application above: a decision, a delivery,
	// a reply, an Invoke or a Return.
	Output(value any)
	// Status names the node's role or phase ("leader") for traces and charts.
	Status(state string)
	// Note writes a line into the trace.
	Note(format string, args ...any)
}

// Disk is a node's stable storage: keyed values and append-only logs. Reads
// see every earlier write. At a crash all that was synced survives, and of
// the later writes a prefix; nothing of a later write without the earlier.
type Disk interface {
	// Put stores a value under a key.
	Put(key string, value any)
	// Get reads the value of a key into the pointer; false if there is none.
	Get(key string, into any) bool
	// Append adds a record at the end of a log.
	Append(log string, record any)
	// Bounds are the first index kept and the one after the last.
	Bounds(log string) (first, end int)
	// At reads record i into the pointer; false if it is not kept.
	At(log string, i int, into any) bool
	// Keep drops all records of a log but from … to−1. Indices do not shift.
	// With from beyond the end (and to = from) nothing is kept and the log
	// goes on at from: what a snapshot that ends there needs.
	Keep(log string, from, to int)
	// Sync makes everything written so far survive a crash.
	Sync()
}

// Stored is the reading half of a Disk.
type Stored interface {
	Get(key string, into any) bool
	Bounds(log string) (first, end int)
	At(log string, i int, into any) bool
}

// Invoke, as an output of a client, begins an operation in the history.
type Invoke struct {
	Op    uint64
	Input any
}

// Return, as an output of a client, ends the operation of the same number. An
// operation without one stays pending.
type Return struct {
	Op     uint64
	Output any
}

// Broadcast sends the message to every peer, in Peers' order.
func Broadcast(env Env, message any) {
	for _, peer := range env.Peers() {
		env.Send(peer, message)
	}
}

// Numbered is a timer's name with a number, such as "retry#7".
func Numbered(name string, n uint64) string {
	return name + "#" + strconv.FormatUint(n, 10)
}
