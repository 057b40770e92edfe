// Package versions holds clients and banks for testing the checks of the
// exercise: right ones, which must earn everything, and wrong ones, each with
// one mistake that people really make. Students are not given this package.
package versions

import (
	"embed"
	"slices"

	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/answerfirst"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/anyanswer"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/byamount"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/byownnumber"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/forgetful"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/freshnumbers"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/indexed"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/keepsonline"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/memorytable"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/noanswer"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/nocancel"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/nodedup"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/noretry"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/nosync"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/nothing"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/onlyone"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/ownmessages"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/randomnames"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/reference"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/reusedids"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/settlestwice"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/twowrites"
	"github.com/faultline-go/faultline/pkg/sim"
)

// Version is one submission.
type Version struct {
	Name  string
	Nodes exercise.Nodes
	// Fails are the checks that it must fail; all others it must pass.
	Fails []string
	// Hint is a part of the hint that each failed check must give.
	Hint string
	// Also is a part of another hint that fits what may have happened, in the
	// checks of AlsoIn only.
	Also   string
	AlsoIn []string
}

// All are the versions, the right ones first.
var All = []Version{
	{Name: "reference", Nodes: of[reference.Client, reference.Server]()},
	{Name: "indexed", Nodes: of[indexed.Client, indexed.Server]()},
	{Name: "randomnames", Nodes: of[randomnames.Client, randomnames.Server]()},
	{Name: "ownmessages", Nodes: of[ownmessages.Client, ownmessages.Server]()},

	{Name: "nothing", Nodes: of[nothing.Client, nothing.Server](), Fails: everything,
		Hint: "No request reached the bank"},
	{Name: "noretry", Nodes: of[noretry.Client, noretry.Server](), Fails: but("perfect", "copies"),
		Hint: "send it again each time the timer fires"},
	{Name: "nodedup", Nodes: of[nodedup.Client, nodedup.Server](), Fails: but("perfect"),
		Hint: "look whether this client's request of this number has an entry", Also: "no longer knew what it had applied", AlsoIn: []string{"mid-crash"}},
	{Name: "memorytable", Nodes: of[memorytable.Client, memorytable.Server](), Fails: []string{"bank-crash", "mid-crash"},
		Hint: "no longer knew what it had applied"},
	{Name: "noanswer", Nodes: of[noanswer.Client, noanswer.Server](), Fails: but("perfect", "copies"),
		Hint: "send the same answer again"},
	{Name: "reusedids", Nodes: of[reusedids.Client, reusedids.Server](), Fails: []string{"client-crash"},
		Hint: "used a number again"},
	{Name: "nocancel", Nodes: of[nocancel.Client, nocancel.Server](), Fails: []string{"quiet"},
		Hint: "Cancel the retry timer"},
	{Name: "byamount", Nodes: of[byamount.Client, byamount.Server](), Fails: everything,
		Hint: "may have the same amount"},
	{Name: "byownnumber", Nodes: of[byownnumber.Client, byownnumber.Server](), Fails: everything,
		Hint: "Two clients may use the same number"},
	{Name: "answerfirst", Nodes: of[answerfirst.Client, answerfirst.Server](), Fails: []string{"mid-crash"},
		Hint: "Sync the entry before you send the answer"},
	{Name: "nosync", Nodes: of[nosync.Client, nosync.Server](), Fails: []string{"bank-crash", "mid-crash"},
		Hint: "Sync the entry before you send the answer"},
	{Name: "twowrites", Nodes: of[twowrites.Client, twowrites.Server](), Fails: []string{"mid-crash"},
		Hint: "two writes that belong together"},
	{Name: "forgetful", Nodes: of[forgetful.Client, forgetful.Server](), Fails: []string{"client-crash"},
		Hint: "forgot a deposit when it crashed"},
	{Name: "settlestwice", Nodes: of[settlestwice.Client, settlestwice.Server](), Fails: []string{"copies", "bank-crash", "mid-crash", "client-crash", "quiet"},
		Hint: "An answer can arrive twice", Also: "Compare the reply's number", AlsoIn: []string{"mid-crash"}},
	{Name: "anyanswer", Nodes: of[anyanswer.Client, anyanswer.Server](), Fails: []string{"copies", "bank-crash", "mid-crash", "quiet"},
		Hint: "Compare the reply's number", Also: "may have the same amount", AlsoIn: []string{"mid-crash"}},
	{Name: "keepsonline", Nodes: of[keepsonline.Client, keepsonline.Server](), Fails: []string{"client-crash"},
		Hint: "reported it again"},
	{Name: "onlyone", Nodes: of[onlyone.Client, onlyone.Server](), Fails: but("perfect"),
		Hint: "Keep a list of what is waiting", Also: "send it again each time the timer fires", AlsoIn: []string{"copies"}},
	{Name: "freshnumbers", Nodes: of[freshnumbers.Client, freshnumbers.Server](), Fails: but("perfect"),
		Hint: "under two numbers", Also: "sent a deposit under a new number", AlsoIn: []string{"client-crash"}},
}

var everything = []string{"perfect", "loss", "copies", "answers", "bank-crash", "mid-crash", "client-crash", "quiet"}

func but(names ...string) []string {
	return slices.DeleteFunc(slices.Clone(everything), func(name string) bool { return slices.Contains(names, name) })
}

//go:embed */version.go
var sources embed.FS

// Source is a version's code: one Go file that declares Client and Server.
func Source(name string) (string, error) {
	data, err := sources.ReadFile(name + "/version.go")
	return string(data), err
}

func of[C, S any, PC interface {
	*C
	sim.Node
}, PS interface {
	*S
	sim.Node
}]() exercise.Nodes {
	return exercise.Nodes{
		"Client": func() sim.Node { return PC(new(C)) },
		"Server": func() sim.Node { return PS(new(S)) },
	}
}
