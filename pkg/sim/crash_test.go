package sim

import (
	"strings"
	"testing"
	"time"
)

// pinger sends a number to node 1 at every 10 ms from 0, and node 1 outputs it.
func pinger() func(ID) Node {
	return func(id ID) Node {
		n := 0
		send := func(env Env, name string) {
			if n++; n <= 10 && id == 0 {
				env.Send(1, number{n})
				env.SetTimer("tick", 10*ms)
			}
		}
		return &script{
			start:   func(env Env) { send(env, "") },
			timer:   send,
			receive: func(env Env, _ ID, m any) { env.Output(m.(number).N) },
		}
	}
}

func runPinger(t *testing.T, latency time.Duration, faults ...Fault) *World {
	t.Helper()
	w := newWorld(t, Config{Nodes: 2, Record: Everything, Link: Link{Latency: Constant(latency)}, Faults: faults}, pinger())
	runAll(t, w)
	return w
}

func TestAPartitionCutsAtSendAndAtArrival(t *testing.T) {
	// Sent at 0, 10, …, 90; under way for 4 ms. The cut at 22 ms catches the
	// one under way, those sent until 50, and not the one sent at the heal.
	w := runPinger(t, 4*ms, Partition(22*ms, Group{0}, Group{1}), Heal(60*ms))
	wantOutputs(t, w, 1, 1, 2, 7, 8, 9, 10)
	if s := w.Stats(); s.Cut != 4 {
		t.Errorf("%d messages cut", s.Cut)
	}
	// One sent before the cut that arrives after the heal passes.
	wantOutputs(t, runPinger(t, 9*ms, Partition(2*ms, Group{0}, Group{1}), Heal(8*ms)), 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
}

func TestFaultsComeBeforeEventsOfTheSameMoment(t *testing.T) {
	wantOutputs(t, runPinger(t, 5*ms, Partition(15*ms, Group{0}, Group{1}), Heal(20*ms)), 1, 1, 3, 4, 5, 6, 7, 8, 9, 10)
}

func TestAOneWayCutLetsTheOtherDirectionPass(t *testing.T) {
	for _, c := range []struct {
		fault Fault
		want  [2]int
	}{
		{OneWay(0, Group{0}, Group{1}), [2]int{1, 0}},
		{OneWay(0, Group{1}, Group{0}), [2]int{0, 1}},
		{Partition(0, Group{1}, Group{0}), [2]int{0, 0}},
		{Partition(0, Group{1}, Group{2}), [2]int{1, 1}},
	} {
		w := newWorld(t, Config{Nodes: 3, Faults: []Fault{c.fault}}, func(id ID) Node {
			return &script{
				start:   func(env Env) { env.Send((id+1)%2, number{}) },
				receive: func(env Env, from ID, _ any) { env.Output(from) },
			}
		})
		w.RunUntil(nil)
		heard := func(by, from ID) (n int) {
			for _, v := range outputsOf(w, by) {
				if v == from {
					n++
				}
			}
			return n
		}
		if got := [2]int{heard(0, 1), heard(1, 0)}; got != c.want {
			t.Errorf("%v: heard %v, want %v", c.fault, got, c.want)
		}
	}
}

func TestCutsAddUpAndNeedNotBeTransitive(t *testing.T) {
	// 0–1 and 1–2 are cut, 0–2 is not; clients beyond 64 processes count too.
	var n network
	for _, pair := range [][2]ID{{0, 1}, {1, 2}, {100, 3}} {
		n.cuts = append(n.cuts, cut{a: newSet(Group{pair[0]}), b: newSet(Group{pair[1]})})
	}
	for _, c := range []struct {
		from, to ID
		want     bool
	}{{0, 1, true}, {1, 0, true}, {2, 1, true}, {0, 2, false}, {3, 100, true}, {100, 0, false}, {500, 501, false}} {
		if got := n.isCut(c.from, c.to); got != c.want {
			t.Errorf("%d>%d is cut: %v", c.from, c.to, got)
		}
	}
}

func TestACrashedNodeHearsNothing(t *testing.T) {
	w := runPinger(t, 4*ms, Crash(20*ms, 1), Restart(50*ms, 1))
	wantOutputs(t, w, 1, 1, 2, 6, 7, 8, 9, 10)
	if s := w.Stats(); s.Down != 3 || s.Crashes != 1 {
		t.Errorf("%v", s)
	}
	// One that is under way while its receiver crashes and restarts arrives.
	wantOutputs(t, runPinger(t, 9*ms, Crash(2*ms, 1), Restart(8*ms, 1)), 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
}

func TestStartComesBeforeMessagesOfTheSameMoment(t *testing.T) {
	boots := 0
	w := newWorld(t, Config{Nodes: 2, Link: Link{Latency: Constant(5 * ms)}, Faults: []Fault{Crash(ms, 1), Restart(5*ms, 1)},
		Requests: []Request{{When{At: 0}, 1, number{0}}, {When{At: 5 * ms}, 1, number{1}}}}, func(id ID) Node {
		if id == 0 {
			return &script{start: func(env Env) { env.Send(1, number{2}) }}
		}
		boots++
		started := false
		return &script{
			start: func(Env) { started = true },
			receive: func(env Env, _ ID, m any) {
				if !started {
					t.Errorf("boot %d received %v before its Start", boots, m)
				}
				env.Output(m.(number).N)
			},
		}
	})
	runAll(t, w)
	wantOutputs(t, w, 1, 0, 1, 2)
	if boots != 2 {
		t.Errorf("%d boots", boots)
	}
}

func TestARestartHasFreshMemoryAndTheDisk(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1, Faults: []Fault{Crash(ms, 0), Restart(2*ms, 0), Restart(3*ms, 0)}}, func(ID) Node {
		memory := 0
		return &script{start: func(env Env) {
			disk := 0
			env.Disk().Get("boots", &disk)
			memory++
			disk++
			env.Disk().Put("boots", disk)
			env.Disk().Sync()
			env.Status("up")
			env.Output([2]int{memory, disk})
		}}
	})
	w.Run(1500 * time.Microsecond)
	if w.Up(0) || w.Node(0) != nil || w.Status(0) != "" {
		t.Errorf("crashed: up %v, node %v, status %q", w.Up(0), w.Node(0), w.Status(0))
	}
	runAll(t, w)
	wantOutputs(t, w, 0, [2]int{1, 1}, [2]int{1, 2})
	if !w.Up(0) || w.Status(0) != "up" {
		t.Errorf("restarted: up %v, status %q", w.Up(0), w.Status(0))
	}
}

func TestWhatWaitsAtANodeIsGoneWithACrash(t *testing.T) {
	w := runPinger(t, 0, Pause(5*ms, 1), Crash(35*ms, 1), Restart(45*ms, 1))
	wantOutputs(t, w, 1, 1, 6, 7, 8, 9, 10)
	forgot := 0
	for _, e := range w.Trace().Events {
		if e.Kind == EventDrop && e.Text == DropHeld {
			forgot++
		}
	}
	if forgot != 3 || w.Stats().Down != 4 {
		t.Errorf("%d forgotten, %d down in all", forgot, w.Stats().Down)
	}
}

func TestAPausedNodeHandlesLaterWhatWaited(t *testing.T) {
	w := runPinger(t, 0, Pause(5*ms, 1), Pause(6*ms, 1), Resume(35*ms, 1), Resume(36*ms, 1))
	wantTimes(t, w, 1, time.Duration(0), 1, 35*ms, 2, 35*ms, 3, 35*ms, 4, 40*ms, 5, 50*ms, 6, 60*ms, 7, 70*ms, 8, 80*ms, 9, 90*ms, 10)
}

func TestAFaultThatFindsNothingToDoDoesNothing(t *testing.T) {
	w := newWorld(t, Config{Nodes: 2, Record: Everything, Faults: []Fault{
		Restart(ms, 0), Resume(ms, 0), Heal(ms), Crash(2*ms, 0), Crash(3*ms, 0), CrashAfter(3*ms, 0, 1), Pause(3*ms, 0), Resume(3*ms, 0),
	}}, func(ID) Node { return &script{start: func(env Env) { env.Output(1) }} })
	runAll(t, w)
	wantOutputs(t, w, 0, 1)
	if w.Stats().Crashes != 1 || len(w.Trace().Faults) != 8 {
		t.Errorf("%d crashes, %d faults recorded", w.Stats().Crashes, len(w.Trace().Faults))
	}
}

func TestANodeThatOutlivesItsCrashIsReported(t *testing.T) {
	kept := &script{}
	w := newWorld(t, Config{Nodes: 1, Faults: []Fault{Crash(ms, 0), Restart(2*ms, 0)}}, func(ID) Node { return kept })
	if stop := w.RunUntil(nil); stop.Why != Failed || !strings.Contains(stop.Err.Error(), "returned the node from before the crash") {
		t.Errorf("%v", stop)
	}
	// Nodes without memory may be one.
	w = newWorld(t, Config{Nodes: 1, Faults: []Fault{Crash(ms, 0), Restart(2*ms, 0)}}, func(ID) Node { return silent{} })
	runAll(t, w)
}

type silent struct{}

func (silent) Start(Env)            {}
func (silent) Receive(Env, ID, any) {}
func (silent) Timer(Env, string)    {}
