package exercise

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/faultline-go/faultline/pkg/check"
	"github.com/faultline-go/faultline/pkg/sim"
)

// patience is how long one run of native nodes may take; a usual one takes
// less than a thousandth of it.
const patience = 10 * time.Second

// Try judges native nodes where a student waits for the answer: strictly, as
// Native says, and giving up on a method that does not return.
func (e *Exercise) Try(nodes Nodes, o Options) check.Report { return e.try(nodes, o, patience) }

func (e *Exercise) try(nodes Nodes, o Options, patience time.Duration) check.Report {
	place := &place{}
	nodes = place.watch(Native(nodes))
	var runs atomic.Int64
	told := o.Done
	o.Done = func() {
		runs.Add(1)
		if told != nil {
			told()
		}
	}
	report := check.Report{Exercise: e.Name}
	for _, c := range e.selected(o) {
		verdict := make(chan check.Result, 1)
		go func() { verdict <- c.Judge(nodes, o) }()
		result, ok := await(verdict, &runs, patience)
		if !ok {
			return e.stuck(report, o, place.name(), patience)
		}
		report.Results = append(report.Results, result)
	}
	return report
}

// await gives up when no run has ended for as long as patience.
func await(verdict <-chan check.Result, runs *atomic.Int64, patience time.Duration) (check.Result, bool) {
	tick := time.NewTicker(patience)
	defer tick.Stop()
	for seen := runs.Load(); ; seen = runs.Load() {
		select {
		case result := <-verdict:
			return result, true
		case <-tick.C:
			if runs.Load() == seen {
				return check.Result{}, false
			}
		}
	}
}

// stuck completes a report whose judging has hung: the lost check and those
// after it have failed.
func (e *Exercise) stuck(report check.Report, o Options, where string, patience time.Duration) check.Report {
	message := fmt.Sprintf("%s did not return within %v.", where, patience)
	for _, c := range e.selected(o)[len(report.Results):] {
		report.Results = append(report.Results, check.Result{Name: c.Name, Points: c.Points, Message: message,
			Hint: "Look for a loop whose condition never becomes false. A node never waits: it returns, and its next event or timer goes on."})
		message = "Not run, since an earlier check did not end."
	}
	return report
}

// place is which method of which role runs now.
type place struct{ current atomic.Pointer[string] }

func (p *place) name() string {
	if name := p.current.Load(); name != nil {
		return *name
	}
	return "A run"
}

func (p *place) watch(nodes Nodes) Nodes {
	watched := Nodes{}
	for role, fresh := range nodes {
		start, receive, timer := role+".Start", role+".Receive", role+".Timer"
		watched[role] = func() sim.Node {
			node := fresh()
			if node == nil {
				return nil
			}
			return &placed{node, p, &start, &receive, &timer}
		}
	}
	return watched
}

type placed struct {
	node                  sim.Node
	place                 *place
	start, receive, timer *string
}

func (n *placed) Start(env sim.Env) {
	n.place.current.Store(n.start)
	n.node.Start(env)
}

func (n *placed) Receive(env sim.Env, from sim.ID, message any) {
	n.place.current.Store(n.receive)
	n.node.Receive(env, from, message)
}

func (n *placed) Timer(env sim.Env, name string) {
	n.place.current.Store(n.timer)
	n.node.Timer(env, name)
}
