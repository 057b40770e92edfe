// Package exercise is the scaffolding of exercises: what an [Exercise] is, and
// how its checks are judged. [Exercise.Judge] runs a submission's nodes through
// every check and gives a check.Report; the same checks judge native nodes in
// a notebook and the sandbox's proxies in the grader.
//
// A Node exercise names its roles. A submission defines a Go type for each,
// and *Type implements sim.Node, with a zero value that is ready for Start.
package exercise

import (
	"fmt"
	"slices"
	"strings"

	"github.com/faultline-go/faultline/pkg/check"
	"github.com/faultline-go/faultline/pkg/sim"
)

// Exercise is one task with its checks, as data.
type Exercise struct {
	// Name is that of its notebooks, without ".ipynb": "03a-exactly-once".
	Name string
	// Title is the notebook's first heading.
	Title string
	// Package is the import path of the exercise's own Go package, which
	// declares the messages that the judge can read.
	Package string
	// Roles are the Go types that a submission defines, in the order in which
	// the exercise's Check function takes them.
	Roles []string
	// Checks are judged in this order; their names differ.
	Checks []Check
}

// Nodes makes a submission's nodes, by role. Every boot of every process calls
// its role's constructor once, so that memory never outlives a crash.
type Nodes map[string]func() sim.Node

// Check is one thing that must hold, and what it is worth.
type Check struct {
	// Name is short and lower case: "loss".
	Name string
	// Points are earned if the check holds in every run.
	Points int
	// Expect says what must hold, in one sentence.
	Expect string
	// Runs is how many runs judge it, each with its own seed, at least 1.
	Runs int
	// Run performs one run. It is a pure function of the nodes' code and the
	// seed; record says whether a failing outcome needs its trace.
	Run func(nodes Nodes, seed uint64, record bool) Outcome
}

// Find returns the exercise of that name from the list; the error names those
// that there are.
func Find(list []*Exercise, name string) (*Exercise, error) {
	names := make([]string, len(list))
	for i, e := range list {
		if names[i] = e.Name; e.Name == name {
			return e, nil
		}
	}
	return nil, fmt.Errorf("no exercise is called %q: there is %s", name, strings.Join(names, ", "))
}

// Names are those of the checks, in order.
func (e *Exercise) Names() []string {
	names := make([]string, len(e.Checks))
	for i, c := range e.Checks {
		names[i] = c.Name
	}
	return names
}

// Max is the sum of all checks' points.
func (e *Exercise) Max() int {
	most := 0
	for _, c := range e.Checks {
		most += c.Points
	}
	return most
}

// Options select what is judged. The zero value is the public check: every
// check, all its runs, seeds from 1.
type Options struct {
	// Only names the checks to judge. Empty: all.
	Only []string
	// First is the seed of each check's first run; the others follow it.
	// Zero: 1.
	First uint64
	// Runs overrides how many runs judge each check. Zero: as the check says.
	Runs int
	// Done is called after every run. Nil: nobody is told.
	Done func()
}

// Judge runs the checks on a submission's nodes, in order. A check stops at
// its first failing run and replays that one to record it.
func (e *Exercise) Judge(nodes Nodes, o Options) check.Report {
	report := check.Report{Exercise: e.Name}
	for _, c := range e.selected(o) {
		report.Results = append(report.Results, c.Judge(nodes, o))
	}
	return report
}

// selected panics on the name of a check that there is not: Only is written by
// hand, in a notebook's cell.
func (e *Exercise) selected(o Options) []Check {
	if len(o.Only) == 0 {
		return e.Checks
	}
	names := e.Names()
	var checks []Check
	for _, name := range o.Only {
		i := slices.Index(names, name)
		if i < 0 {
			panic(fmt.Sprintf("%s has no check %q: there is %s", e.Name, name, strings.Join(names, ", ")))
		}
		checks = append(checks, e.Checks[i])
	}
	return checks
}
