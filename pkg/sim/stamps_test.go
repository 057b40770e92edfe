package sim

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func stampsOf(t interface{ Fatal(...any) }, trace *Trace) []Stamp {
	stamps, err := trace.Stamps()
	if err != nil {
		t.Fatal(err)
	}
	list := make([]Stamp, 0, len(trace.Events))
	for i, s := range stamps {
		if i != len(list) {
			t.Fatal("stamps out of order")
		}
		list = append(list, s)
	}
	return list
}

// reaches is the happened-before relation by its definition: program order,
// from a sending to each receipt, and whatever follows from these.
func reaches(trace *Trace) [][]bool {
	n := len(trace.Events)
	before := make([][]bool, n)
	for j, f := range trace.Events {
		before[j] = make([]bool, n)
		if !ofProcess(f) {
			continue
		}
		for i := j - 1; i >= 0; i-- {
			e := trace.Events[i]
			direct := ofProcess(e) && e.Node == f.Node || e.Kind == EventSend && f.Kind == EventDeliver && e.Message == f.Message
			if !direct {
				continue
			}
			before[j][i] = true
			for k := range i {
				before[j][k] = before[j][k] || before[i][k]
			}
		}
	}
	return before
}

func ofProcess(e Event) bool {
	return e.Kind != EventDrop && e.Kind != EventDuplicate && e.Kind != EventCorrupt && !(e.Kind == EventFault && e.Node == Outside)
}

func TestStampsAreTheHappenedBeforeRelation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := richConfig(rapid.Uint64().Draw(t, "seed"))
		c.Record = Recording(rapid.SampledFrom([]int{1 << 20, 150}).Draw(t, "record"))
		w, err := New(c, richNode)
		if err != nil {
			t.Fatal(err)
		}
		w.Run(time.Duration(rapid.IntRange(1, 250).Draw(t, "ms")) * ms)
		trace := w.Trace()
		stamps, before := stampsOf(t, trace), reaches(trace)
		for j, f := range trace.Events {
			for i, e := range trace.Events[:j] {
				if !ofProcess(e) || !ofProcess(f) {
					continue
				}
				if got := stamps[i].Before(stamps[j]); got != before[j][i] {
					t.Fatalf("%s\n%s\nhappened before: %v, by stamps %v %v", trace.Line(e), trace.Line(f), before[j][i], stamps[i], stamps[j])
				}
				if stamps[j].Before(stamps[i]) || stamps[i].Concurrent(stamps[j]) == before[j][i] {
					t.Fatalf("%v and %v", stamps[i], stamps[j])
				}
				if before[j][i] && stamps[i].Lamport >= stamps[j].Lamport {
					t.Fatalf("Lamport's clock: %d before %d", stamps[i].Lamport, stamps[j].Lamport)
				}
			}
		}
	})
}

func TestStampsOfOneExchange(t *testing.T) {
	w := newWorld(t, Config{Nodes: 2, Record: Everything, Link: Link{Latency: Constant(ms)}}, cast(
		script{start: func(env Env) { env.Send(1, number{1}) }},
		script{receive: func(env Env, _ ID, _ any) { env.Output("got it") }},
	))
	runAll(t, w)
	want := []Stamp{{1, []uint64{1, 0, 0}}, {2, []uint64{2, 0, 0}}, {1, []uint64{0, 1, 0}}, {3, []uint64{2, 2, 0}}, {4, []uint64{2, 3, 0}}}
	for i, s := range stampsOf(t, w.Trace()) {
		if s.Lamport != want[i].Lamport || s.Concurrent(want[i]) || s.Before(want[i]) || want[i].Before(s) {
			t.Errorf("event %d: %v, want %v", i, s, want[i])
		}
	}
}

func TestStampsNeedEveryEventAndKnownProcesses(t *testing.T) {
	w := newWorld(t, richConfig(1), richNode)
	w.Run(100 * ms)
	page, _ := w.Trace().Select(Selection{Limit: 5})
	if _, err := page.Stamps(); err == nil || !strings.Contains(err.Error(), "before you select") {
		t.Error(err)
	}
	if _, err := (&Trace{Events: []Event{{Node: 3}}}).Stamps(); err == nil || !strings.Contains(err.Error(), "process 3") {
		t.Error(err)
	}
	stamps, _ := w.Trace().Stamps()
	for range stamps {
		break // and nothing panics
	}
}
