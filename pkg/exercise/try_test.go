package exercise

import (
	"strings"
	"testing"
	"time"

	"github.com/faultline-go/faultline/pkg/check"
	"github.com/faultline-go/faultline/pkg/sim"
)

type hello struct{ Words []string }

type counts struct{ of map[int]int }

func (c *counts) add() { c.of[1]++ }

type secret struct{ word string }

// node is a submission made of functions.
type node struct {
	Idle
	start   func(sim.Env)
	receive func(sim.Env, any)
}

func (n node) Start(env sim.Env) {
	if n.start != nil {
		n.start(env)
	}
}

func (n node) Receive(env sim.Env, _ sim.ID, message any) {
	if n.receive != nil {
		n.receive(env, message)
	}
}

// greet expects the two nodes to output something within a second.
var greet = &Exercise{Name: "00x-greet", Roles: []string{"Node"}, Checks: []Check{
	{Name: "greet", Points: 6, Expect: "Both nodes output something.", Runs: 3, Run: runGreet},
	{Name: "again", Points: 4, Expect: "Both nodes output something.", Runs: 1, Run: runGreet},
}}

func runGreet(nodes Nodes, seed uint64, record bool) Outcome {
	c := sim.Config{Nodes: 2, Seed: seed, Budget: sim.Budget{Events: 1000}}
	if record {
		c.Record = sim.Everything
	}
	t := NewTrial(c, nodes, func(sim.ID) string { return "Node" })
	met := t.Until(func(w *sim.World) bool { return len(w.Outputs()) >= 2 })
	if broken := t.Broken(); broken != nil {
		return *broken
	}
	return Outcome{Passed: met, Message: "not both did.", At: t.World.Now(), Trace: Before(t.World.Trace(), t.World.Now())}
}

func try(n node) check.Report {
	return greet.try(Nodes{"Node": func() sim.Node { return n }}, Options{}, 300*time.Millisecond)
}

// TestNonsense gives the judge nodes as students write them at night: each
// answer is a sentence that names the mistake, and no point.
func TestNonsense(t *testing.T) {
	start := func(f func(sim.Env)) node { return node{start: f} }
	for name, c := range map[string]struct {
		node node
		want string
	}{
		"nothing":       {node{}, "Not both did. Seed 1, at 0s. Expected: Both nodes output something."},
		"panic":         {start(func(sim.Env) { panic("oops") }), "Node panicked in Start: oops."},
		"nil map":       {start(func(sim.Env) { (&counts{}).add() }), "assignment to entry in nil map."},
		"pointer":       {start(func(env sim.Env) { env.Send(1-env.ID(), &hello{}) }), "*exercise.hello is a pointer"},
		"nil":           {start(func(env sim.Env) { env.Send(1-env.ID(), nil) }), "a message must not be nil"},
		"unexported":    {start(func(env sim.Env) { env.Send(1-env.ID(), secret{"x"}) }), "field word"},
		"secret output": {start(func(env sim.Env) { env.Output(secret{"x"}) }), "field word"},
		"unknown ID":    {start(func(env sim.Env) { env.Send(7, hello{}) }), "which does not exist"},
		"negative":      {start(func(env sim.Env) { env.SetTimer("x", -1) }), "a timer cannot fire in the past"},
		"busy":          {node{start: func(env sim.Env) { env.Send(1-env.ID(), hello{}) }, receive: func(env sim.Env, m any) { env.Send(1-env.ID(), m) }}, "does not come to rest"},
		"recovered":     {start(func(env sim.Env) { defer func() { _ = recover() }(); env.Send(1-env.ID(), &hello{}) }), "Not both did."},
		"own failure":   {start(func(sim.Env) { panic(Failure{Message: "Left with exit code 0.", Hint: "Stay."}) }), "Left with exit code 0."},
	} {
		t.Run(name, func(t *testing.T) {
			report := try(c.node)
			if report.Score() != 0 || len(report.Results) != 2 {
				t.Fatalf("score %d: %+v", report.Score(), report.Results)
			}
			if r := report.Results[0]; !strings.Contains(r.Message, c.want) || r.Seed != 1 {
				t.Errorf("message %q, seed %d; want %q", r.Message, r.Seed, c.want)
			}
		})
	}
}

func TestNodeThatNeverReturns(t *testing.T) {
	stop := make(chan struct{})
	defer close(stop)
	report := try(node{start: func(sim.Env) { <-stop }})
	if r := report.Results; len(r) != 2 || r[0].Passed || r[1].Passed ||
		r[0].Message != "Node.Start did not return within 300ms." || !strings.Contains(r[1].Message, "Not run") {
		t.Errorf("%+v", r)
	}
}

func TestGoodNodePasses(t *testing.T) {
	report := try(node{start: func(env sim.Env) {
		defer func() { _ = recover() }()
		env.Output(hello{[]string{"good", "morning"}})
		panic("my own affair")
	}})
	if !report.Passed() || report.Score() != 10 || !strings.Contains(report.Results[0].Message, "It held in 3 runs.") {
		t.Errorf("%+v", report)
	}
}

func TestStubsAreForgiven(t *testing.T) {
	report := try(node{start: func(sim.Env) { panic(NotImplemented) }})
	if m := report.Results[0].Message; !strings.HasPrefix(m, "Not both did.") {
		t.Errorf("a stub was reported as %q", m)
	}
}

// TestMessagesAreCopied sends a list and changes it afterwards, on both sides.
func TestMessagesAreCopied(t *testing.T) {
	words := []string{"kept"}
	got := ""
	n := node{
		start: func(env sim.Env) { env.Send(1-env.ID(), hello{words}); words[0] = "kept" },
		receive: func(env sim.Env, m any) {
			got += m.(hello).Words[0]
			m.(hello).Words[0] = "changed"
			env.Output(hello{})
		},
	}
	if report := try(n); !report.Passed() || words[0] != "kept" || strings.Contains(got, "changed") {
		t.Errorf("words %q, got %q: %+v", words, got, report)
	}
}

func TestNodesThatDoNotRepeat(t *testing.T) {
	boots := 0
	report := try(node{start: func(env sim.Env) {
		if boots++; boots > 2 {
			env.Output(hello{})
		}
	}})
	if r := report.Results[0]; r.Passed || !strings.Contains(r.Message, "did not fail") || r.Hint == "" {
		t.Errorf("%+v", r)
	}
}

func TestMissingNodes(t *testing.T) {
	for name, nodes := range map[string]Nodes{"none": {}, "nil": {"Node": Fresh(nil)}} {
		if r := greet.Judge(nodes, Options{}).Results[0]; !strings.Contains(r.Message, "role Node") {
			t.Errorf("%s: %q", name, r.Message)
		}
	}
}

func TestOptions(t *testing.T) {
	done := 0
	report := greet.Judge(Nodes{"Node": func() sim.Node { return node{} }}, Options{Only: []string{"again"}, First: 40, Runs: 9, Done: func() { done++ }})
	if len(report.Results) != 1 || report.Results[0].Seed != 40 || done != 1 {
		t.Errorf("%+v after %d runs", report, done)
	}
	defer func() {
		if r := recover(); r == nil || !strings.Contains(r.(string), "there is greet, again") {
			t.Errorf("an unknown check: %v", r)
		}
	}()
	greet.Judge(nil, Options{Only: []string{"gret"}})
}

func TestFresh(t *testing.T) {
	made := Fresh(&counter{7})()
	if c, ok := made.(*counter); !ok || c.n != 0 || made == Fresh(&counter{})() {
		t.Errorf("%#v is not a fresh zero value", made)
	}
	if _, ok := Fresh(Idle{})().(Idle); !ok {
		t.Error("a node that is no pointer")
	}
}

type counter struct{ n int }

func (*counter) Start(sim.Env)                {}
func (*counter) Receive(sim.Env, sim.ID, any) {}
func (*counter) Timer(sim.Env, string)        {}

func TestFind(t *testing.T) {
	if e, err := Find([]*Exercise{greet}, "00x-greet"); e != greet || err != nil {
		t.Error(e, err)
	}
	if _, err := Find([]*Exercise{greet}, "x"); err == nil || !strings.Contains(err.Error(), "there is 00x-greet") {
		t.Error(err)
	}
	if greet.Max() != 10 {
		t.Error(greet.Max())
	}
}
