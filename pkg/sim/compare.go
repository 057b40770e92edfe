package sim

import (
	"fmt"
	"slices"
	"time"
)

// NotDeterministic is the error of Deterministic: the first event in which two
// runs of one Config differ, and what the node did there.
type NotDeterministic struct {
	Seed   uint64
	Step   uint64        // the event's number
	At     time.Duration // true time
	Node   ID
	Name   string // the node's
	Event  string // what it was handling, such as Timer("tick")
	First  string // the first effect that differs, as the first run had it
	Second string // and as the second had it
	Advice string // where to look
}

// Error says all of it in a sentence.
func (d *NotDeterministic) Error() string {
	where := fmt.Sprintf("seed %d: not deterministic: two runs differ first in event %d, at %v", d.Seed, d.Step, d.At)
	if d.Event == "" {
		return fmt.Sprintf("%s: %s", where, d.Advice)
	}
	return fmt.Sprintf("%s: %s, in %s, did %s in one run and %s in the other: %s", where, d.Name, d.Event, d.First, d.Second, d.Advice)
}

// Deterministic runs a Config twice, with fresh nodes and by the given
// function (nil: until nothing is left to happen), and compares what the nodes
// did, contents included. If the runs differ, the error is a
// *NotDeterministic. A node that ranges over a small map may do the same twice
// by luck: give it events enough. The runs must have ended when run returns;
// whether they ended well is for run to see.
func Deterministic(c Config, newNode func(ID) Node, run func(*World)) error {
	if run == nil {
		run = func(w *World) { w.RunUntil(nil) }
	}
	var runs []*diary
	for len(runs) < witnesses {
		d, err := keepDiary(c, newNode, run)
		if err != nil {
			return err
		}
		if runs = append(runs, d); len(runs) == 2 && !differ(runs[0], runs[1]) {
			return nil
		}
	}
	return compare(runs)
}

// witnesses is how many runs tell what kind of difference it is: with fewer, a
// map of few keys looks like something else by chance.
const witnesses = 8

func differ(a, b *diary) bool {
	return a.checksum != b.checksum || !slices.Equal(a.sums, b.sums)
}

// compare names the first event in which the first two runs differ.
func compare(runs []*diary) error {
	a, b, k := runs[0], runs[1], 0
	for k < len(a.sums) && k < len(b.sums) && a.sums[k] == b.sums[k] {
		k++
	}
	in := func(d *diary) *episode {
		if k < len(d.episodes) {
			return &d.episodes[k]
		}
		return &episode{}
	}
	first, second := in(a), in(b)
	if first.event == "" || second.event == "" || !first.sameInput(second) {
		return driven(a, b, k)
	}
	i := 0
	for i < len(first.acts) && i < len(second.acts) && first.acts[i].sum == second.acts[i].sum {
		i++
	}
	var acts [][]act
	for _, d := range runs {
		acts = append(acts, in(d).acts)
	}
	return &NotDeterministic{
		Seed: a.seed, Step: first.step, At: first.at, Node: first.node, Name: first.name, Event: first.says(),
		First: first.act(i), Second: second.act(i), Advice: advise(acts, i),
	}
}

// driven is the error where no node is known to have done something else.
func driven(a, b *diary, k int) error {
	d := &NotDeterministic{Seed: a.seed, Step: a.steps, At: a.end, Node: Outside, Name: "outside"}
	for _, e := range [][]episode{a.episodes, b.episodes} {
		if k < len(e) {
			d.Step, d.At = min(d.Step, e[k].step), min(d.At, e[k].at)
		}
	}
	switch {
	case k >= diaryLength && k < len(a.sums) && k < len(b.sums):
		d.Advice = fmt.Sprintf("they agree on the first %d events of nodes; find a shorter run that differs to see how", k)
	default:
		d.Advice = "the nodes did the same until then, so that the runs were driven differently (another fault, request or end of run), or a message was changed after it was sent, which Config.Check finds"
	}
	return d
}
