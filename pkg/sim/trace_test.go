package sim

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTheRecorderKeepsTheLatest(t *testing.T) {
	full := newWorld(t, Config{Nodes: 1, Record: Everything}, ticking)
	full.Run(10 * ms)
	all := full.Trace()
	for _, keep := range []Recording{0, 1, 3, 20, 21, 22} {
		w := newWorld(t, Config{Nodes: 1, Record: keep}, ticking)
		w.Run(10 * ms)
		got := w.Trace()
		n := min(int(keep), len(all.Events))
		if keep > 0 && got.Dropped != uint64(len(all.Events)-n) {
			t.Errorf("Record %d: %d dropped of %d", keep, got.Dropped, len(all.Events))
		}
		if !slices.Equal(got.Events, all.Events[len(all.Events)-n:]) {
			t.Errorf("Record %d: kept %v", keep, got.Events)
		}
	}
}

func TestTheTraceTellsTheNodesOwnClock(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1, Record: Everything, Clock: Clock{Offset: time.Hour, Rate: 1000 * PPM}}, ticking)
	w.Run(time.Second)
	ticks := 0
	for _, e := range w.Trace().Events {
		if e.Kind == EventTimer {
			ticks++
			if want := time.Hour + e.At + e.At/1000; e.Local != want {
				t.Fatalf("tick %d: local %v at %v, want %v", ticks, e.Local, e.At, want)
			}
		}
	}
	if ticks < 1000 {
		t.Errorf("%d ticks in a second of a clock that gains 1 ms", ticks)
	}
}

func TestTraceTextSaysEachKindOfEvent(t *testing.T) {
	w := newWorld(t, Config{Nodes: 2, Clients: 1, Record: Everything, Seed: 1, Link: Link{Latency: Constant(10 * ms)},
		Names: []string{"ada"}, Requests: []Request{{When{At: ms}, 0, number{1}}},
		Faults:    []Fault{Partition(30*ms, Group{0}, Group{1, 2}), StepClock(31*ms, 0, ms), Pause(32*ms, 0), Resume(33*ms, 0), Crash(34*ms, 0)},
		Decisions: []Decision{{MessageName{0, 1, 1}, []time.Duration{ms, 2 * ms}}, {Message: MessageName{0, 1, 2}}}},
		cast(script{
			receive: func(env Env, _ ID, _ any) {
				env.Status("busy")
				env.Send(1, number{2})
				env.Send(1, number{3})
				env.Disk().Put("k", "v")
				env.Disk().Sync()
				env.Note("%d sent", 2)
				env.Adjust(ms, 0)
				env.Output(tick{1, 2})
				env.SetTimer("t", 30*ms)
				env.Send(2, number{4})
			},
			timer: func(env Env, _ string) { env.Send(2, number{5}) },
		}))
	runAll(t, w)
	wantGolden(t, "trace.golden", traceText(w))
}

// failing is a writer that breaks after n bytes.
type failing int

func (f *failing) Write(p []byte) (int, error) {
	if *f -= failing(len(p)); *f < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestWriteTextReportsABrokenWriter(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1, Record: 10}, ticking)
	w.Run(time.Second)
	for _, room := range []failing{0, 60, 200} {
		if err := w.Trace().WriteText(&room); err == nil {
			t.Errorf("room for %d bytes: no error", room)
		}
	}
}

func TestShowLeavesThePackageOut(t *testing.T) {
	for want, v := range map[string]any{"number{N:1}": number{1}, "string(a.b)": "a.b", "ID(3)": ID(3), "nothing": nil, "Duration(1s)": time.Second} {
		if got := Show(v); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestNamesOfProcesses(t *testing.T) {
	w := newWorld(t, Config{Nodes: 2, Clients: 2, Names: []string{"ada"}}, cast())
	trace := w.Trace()
	if got := strings.Join(trace.Names, " "); got != "ada n1 c0 c1" || trace.Servers != 2 {
		t.Errorf("%s, %d servers", got, trace.Servers)
	}
	if trace.Name(Outside) != "outside" || trace.Name(9) != "?9" {
		t.Errorf("%s, %s", trace.Name(Outside), trace.Name(9))
	}
}

func TestPeersAreTheServersAfterOneself(t *testing.T) {
	w := newWorld(t, Config{Nodes: 4, Clients: 1}, cast())
	for id, want := range [][]ID{{1, 2, 3}, {2, 3, 0}, {3, 0, 1}, {0, 1, 2}, {0, 1, 2, 3}} {
		if got := w.peers(ID(id)); !slices.Equal(got, want) {
			t.Errorf("peers of %d: %v", id, got)
		}
		if got := append(w.peers(ID(id)), 99); got[len(got)-1] != 99 || slices.Contains(w.ring, 99) {
			t.Error("appending to Peers writes into the world")
		}
	}
}
