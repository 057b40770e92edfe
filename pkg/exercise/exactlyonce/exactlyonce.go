// Package exactlyonce is the exercise 03a-exactly-once: every deposit takes
// effect exactly once, over a network that loses, copies, delays and reorders,
// between processes that crash and keep only their disks.
//
// The application hands a [Deposit] to a Client. The Client sends a [Request]
// to the Server at [Bank]; the Server appends an [Entry] to the log [Ledger]
// on its disk and answers with a [Reply]; the Client outputs [Done]. Money is
// what the ledger says. [Check] judges a Client and a Server.
package exactlyonce

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/faultline-go/faultline/pkg/check"
	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/sim"
)

// Bank is the ID of the one Server.
const Bank sim.ID = 0

// Ledger is the log on the bank's disk in which each record is an Entry.
const Ledger = "ledger"

// Deposit comes to a Client from Outside: pay this amount in, once.
type Deposit struct{ Amount int64 }

// Request asks the bank to make a deposit. Number is the client's name for it.
type Request struct {
	Number uint64
	Amount int64
}

// Reply tells the client that its deposit of that Number is made.
type Reply struct {
	Number  uint64
	Receipt int // the index of its Entry in the ledger
}

// Entry is one deposit that has been made: a record of the ledger.
type Entry struct {
	Client sim.ID
	Number uint64
	Amount int64
}

// Done is the Client's output for a Deposit, exactly one for each.
type Done struct {
	Amount  int64
	Receipt int // the index of its Entry in the ledger
}

// Idle does nothing. Embed it, and write the methods one by one.
type Idle = exercise.Idle

func init() { sim.Messages(Deposit{}, Request{}, Reply{}, Entry{}, Done{}) }

// Exercise is the exercise as data.
var Exercise = &exercise.Exercise{
	Name:    "03a-exactly-once",
	Title:   "Exactly once",
	Package: "github.com/faultline-go/faultline/pkg/exercise/exactlyonce",
	Roles:   []string{"Client", "Server"},
	Checks:  checks(),
}

// Check judges the types of client and server, such as new(Client) and
// new(Server); each process gets a zero value of its own. Without names it
// runs all checks, else those named.
func Check(client, server sim.Node, names ...string) check.Report {
	return Exercise.Try(nodesOf(client, server), exercise.Options{Only: names})
}

// Run is the trace of one run of the check of that name with that seed.
func Run(name string, seed uint64, client, server sim.Node) *sim.Trace {
	i := slices.IndexFunc(scenarios, func(s scenario) bool { return s.name == name })
	if i < 0 {
		panic(fmt.Sprintf("there is no check %q: there is %s", name, strings.Join(Exercise.Names(), ", ")))
	}
	w := newWorld(i, seed, true)
	t := exercise.NewTrial(w.config, exercise.Native(nodesOf(client, server)), role)
	w.play(t)
	if broken := t.Broken(); broken != nil {
		fmt.Fprintln(os.Stderr, broken.Message)
	}
	return t.World.Trace()
}

func nodesOf(client, server sim.Node) exercise.Nodes {
	if called(client) == "Server" && called(server) == "Client" {
		panic("the client comes first, then the server: new(Client), new(Server)")
	}
	return exercise.Nodes{"Client": exercise.Fresh(client), "Server": exercise.Fresh(server)}
}

func called(node sim.Node) string {
	t := reflect.TypeOf(node)
	if t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil {
		panic("a node is nil: give new(Client) and new(Server)")
	}
	return t.Name()
}

func role(id sim.ID) string {
	if id == Bank {
		return "Server"
	}
	return "Client"
}
