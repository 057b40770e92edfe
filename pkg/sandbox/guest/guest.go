package guest

import (
	"fmt"
	"reflect"
	"runtime/debug"
	"strings"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// Guest runs one node of one boot.
type Guest struct {
	roles map[string]func() sim.Node
	in    []byte
	env   *env
	node  sim.Node
}

// theGuest is this instance's.
var theGuest = &Guest{roles: map[string]func() sim.Node{}}

func init() {
	for _, basic := range []any{false, "", 0, int32(0), int64(0), uint64(0), 0.0, time.Duration(0)} {
		tryMessage(basic)
	}
}

// Role says how a node of that role is made.
func Role(name string, newNode func() sim.Node) { theGuest.roles[name] = newNode }

// Type registers a type of the submission as a message, if it can be one.
func Type[T any]() {
	if t := reflect.TypeFor[T](); t.Kind() != reflect.Interface {
		var zero T
		tryMessage(zero)
	}
}

func tryMessage(example any) {
	defer func() { _ = recover() }() // not a message: sending it will say why
	sim.Messages(example)
}

// Inbuf is the buffer that holds the n bytes of the next call.
func (g *Guest) Inbuf(n int) []byte {
	if n > cap(g.in) {
		g.in = make([]byte, n+n/2)
	}
	g.in = g.in[:max(n, 1)]
	return g.in
}

// Reset boots the node that the first n bytes of the buffer describe. What it
// returns is empty, or the action that says what went wrong.
func (g *Guest) Reset(n int) []byte {
	b, err := ParseBoot(g.in[:n])
	if err != nil {
		return AppendText([]byte{byte(OpMisuse)}, "boot: "+err.Error())
	}
	newNode, ok := g.roles[b.Role]
	if !ok {
		return AppendText([]byte{byte(OpMisuse)}, "no type for the role "+b.Role)
	}
	g.env = newEnv(b)
	g.node = newNode()
	return nil
}

// Event lets the node handle one event and returns its actions. The first n
// bytes of the buffer are the timer's name, or the message's type and bytes.
func (g *Guest) Event(kind uint32, from int32, n int, now, elapsed int64) []byte {
	e := g.env
	e.begin(time.Duration(now), time.Duration(elapsed))
	g.handle(kind, sim.ID(from), g.in[:n])
	e.inEvent = false
	return e.out
}

func (g *Guest) handle(kind uint32, from sim.ID, payload []byte) {
	defer func() {
		if r := recover(); r != nil {
			g.env.panicked(r)
		}
	}()
	switch kind {
	case EventStart:
		g.node.Start(g.env)
	case EventTimer:
		g.node.Timer(g.env, string(payload))
	case EventReceive:
		g.node.Receive(g.env, from, g.message(payload))
	}
}

func (g *Guest) message(payload []byte) any {
	in := &Cutter{Data: payload}
	o := sim.Opaque{Type: in.Text(), Data: in.Bytes()}
	message, known, err := sim.Unwrap(o)
	if err == nil && !known {
		err = fmt.Errorf("declare the type %s at the top level of a cell", o.Type)
	}
	if err != nil {
		g.env.misuse("was sent a message that it cannot read: %v", err)
	}
	return message
}

// panicked hands out the panic's value and the line of the submission in
// which it happened.
func (e *env) panicked(r any) {
	if _, ended := r.(stop); ended {
		return
	}
	e.out = append(e.out, byte(OpPanic))
	e.out = AppendText(e.out, clip(fmt.Sprint(r)))
	e.out = AppendText(e.out, clip(place(string(debug.Stack()))))
}

// place finds, in a stack, the innermost line that is in a cell.
func place(stack string) string {
	for line := range strings.Lines(stack) {
		line = strings.TrimSpace(line)
		if i := strings.Index(line, CellPrefix); i >= 0 {
			where, _, _ := strings.Cut(line[i:], " +0x")
			return where
		}
	}
	return ""
}

// CellPrefix begins the name under which a cell is compiled: "cell-3".
const CellPrefix = "cell-"
