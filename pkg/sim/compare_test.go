package sim

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// eachTick acts on every tick.
func eachTick(act func(env Env, n int)) func(ID) Node {
	return func(ID) Node {
		n := 0
		return &script{
			start: func(env Env) { env.SetTimer("tick", 10*ms) },
			timer: func(env Env, name string) {
				n++
				act(env, n)
				env.SetTimer(name, 10*ms)
			},
		}
	}
}

var packageLevel, firstTime = 0, true

func TestWhatIsNotDeterministicIsNamed(t *testing.T) {
	peers := map[ID]bool{0: true, 1: true, 2: true, 3: true, 4: true, 5: true, 6: true, 7: true}
	for name, c := range map[string]struct {
		act    func(env Env, n int)
		effect string // of the first that differs
		advice string
	}{
		"a map range": {func(env Env, n int) {
			if env.ID() == 3 && n >= 2 {
				for to := range peers {
					env.Send(to, number{n})
				}
			}
		}, "Send(", adviseMap},
		"timers in a map's order": {func(env Env, n int) {
			if env.ID() == 3 && n >= 2 {
				for to := range peers {
					env.SetTimer(Numbered("t", uint64(to)), time.Hour)
				}
			}
		}, "SetTimer(", adviseMap},
		"the first key of a map": {func(env Env, n int) {
			if env.ID() == 3 && n >= 2 {
				for to := range peers {
					env.Send(to, number{n})
					break
				}
			}
		}, "Send(", adviseRandom},
		"the global source": {func(env Env, n int) {
			if env.ID() == 3 && n == 2 {
				env.Send(1, listing{[]int{1, rand.Int()}})
			}
		}, "Send(1, listing", adviseRandom},
		"the wall clock": {func(env Env, n int) {
			if env.ID() == 3 && n == 2 {
				env.Output(time.Now().UnixNano())
			}
		}, "Output(int64(", adviseClock},
		"the wall clock in a message": {func(env Env, n int) {
			if env.ID() == 3 && n == 2 {
				env.Send(1, number{int(time.Now().UnixMilli())})
				time.Sleep(2 * time.Millisecond)
			}
		}, "Send(1, number{N:", adviseClock},
		"a package-level counter": {func(env Env, n int) {
			if env.ID() == 3 && n == 2 {
				packageLevel++
				env.Disk().Put("k", packageLevel)
			}
		}, `Disk.Put("k", `, adviseMemory},
		"every other run": {func(env Env, n int) {
			if env.ID() == 3 && n == 2 {
				if packageLevel++; packageLevel%2 == 1 {
					env.SetTimer("more", ms)
				}
			}
		}, `SetTimer("more", 1ms)`, adviseRandom},
		"a package-level flag": {func(env Env, n int) {
			if env.ID() == 3 && n == 2 && firstTime {
				firstTime = false
				env.Status("first")
			}
		}, `Status("first")`, adviseFirst},
	} {
		t.Run(name, func(t *testing.T) {
			packageLevel, firstTime = 0, true
			err := Deterministic(Config{Nodes: 8, Seed: 77}, eachTick(c.act), func(w *World) { w.Run(200 * ms) })
			var d *NotDeterministic
			if !errors.As(err, &d) {
				t.Fatalf("the error is %v", err)
			}
			if d.Node != 3 || d.Event != `Timer("tick")` || d.At < 20*ms || d.At > 30*ms && !strings.Contains(name, "map") {
				t.Errorf("named %v, %s at %v", d.Node, d.Event, d.At)
			}
			if !strings.HasPrefix(d.First, c.effect) || d.First == d.Second || d.Advice != c.advice {
				t.Errorf("%s; %s; %s", d.First, d.Second, d.Advice)
			}
			for _, part := range []string{"seed 77", "event ", d.At.String(), "n3", d.First, d.Second, c.advice} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not say %q", err, part)
				}
			}
		})
	}
}

func TestWhatIsDeterministicIsNotNamed(t *testing.T) {
	if err := Deterministic(richConfig(1), richNode, func(w *World) { w.Run(time.Second) }); err != nil {
		t.Error(err)
	}
	newNode := at(0, teller, func(n Node) Node { return Replay(Twins(n, teller(0), Group{1}, Group{2}), 0.5) })
	if err := Deterministic(Config{Nodes: 3, Budget: Budget{Events: 500}}, newNode, nil); err != nil {
		t.Error(err)
	}
	// A pointer in an output is another address in each run, and no difference.
	if err := Deterministic(Config{Nodes: 1, Budget: Budget{Events: 10}}, eachTick(func(env Env, n int) { env.Output(&number{n}) }), nil); err != nil {
		t.Error(err)
	}
}

// Being watched changes nothing: the diary's run has the checksum of a plain one.
func TestAWatchedRunIsThePlainRun(t *testing.T) {
	w := newWorld(t, richConfig(1), richNode)
	w.Run(time.Second)
	d, err := keepDiary(richConfig(1), richNode, func(w *World) {
		w.Run(time.Second)
		if _, seen := w.Node(1).(*keeper); !seen {
			t.Errorf("Node shows a %T", w.Node(1))
		}
	})
	if err != nil || d.checksum != w.Checksum() || uint64(len(d.sums)) != w.Stats().Events {
		t.Errorf("checksums %x and %x, %d events in the diary, %v", d.checksum, w.Checksum(), len(d.sums), err)
	}
}

func TestADriverThatDiffersIsNamed(t *testing.T) {
	quiet := eachTick(func(Env, int) {})
	runs := 0
	for name, run := range map[string]func(*World){
		"another end":   func(w *World) { w.Run(time.Duration(100+10*runs) * ms) },
		"another fault": func(w *World) { w.Run(50 * ms); _ = w.Apply(Crash(0, ID(runs%2))); w.Run(50 * ms) },
		"a fault less": func(w *World) {
			w.Run(50 * ms)
			if runs%2 == 0 {
				_ = w.Apply(StepClock(0, 0, 1))
			}
		},
	} {
		err := Deterministic(Config{Nodes: 2}, quiet, func(w *World) { runs++; run(w) })
		if err == nil || !strings.Contains(err.Error(), "driven differently") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDeterministicReportsAWrongConfig(t *testing.T) {
	if err := Deterministic(Config{}, richNode, nil); err == nil || !strings.Contains(err.Error(), "Nodes is 0") {
		t.Error(err)
	}
	if err := Deterministic(Config{Nodes: 1}, nil, nil); err == nil || !strings.Contains(err.Error(), "newNode is nil") {
		t.Error(err)
	}
}
