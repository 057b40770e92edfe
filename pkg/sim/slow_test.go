package sim

import (
	"strings"
	"testing"
	"time"
)

// worker outputs when it begins an event, and after 10 ms of work and a Sync.
func worker() script {
	return script{receive: func(env Env, _ ID, m any) {
		env.Output("begun")
		env.Busy(10 * ms)
		env.Disk().Sync()
		env.Output("done")
	}}
}

// A Start costs the extra time, too: the first request waits for it.
func TestASlowNodeTakesItsTime(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault Fault
		want  []any // of requests at 0 and at 100 ms
	}{
		{"full speed", SlowDown(0, 0, 1, 0), []any{time.Duration(0), "begun", 15 * ms, "done", 100 * ms, "begun", 115 * ms, "done"}},
		{"a third of the speed", SlowDown(0, 0, 3, 0), []any{time.Duration(0), "begun", 45 * ms, "done", 100 * ms, "begun", 145 * ms, "done"}},
		{"4 ms more an event", SlowDown(0, 0, 1, 4*ms), []any{8 * ms, "begun", 23 * ms, "done", 104 * ms, "begun", 119 * ms, "done"}},
		{"both, from 50 ms on", SlowDown(50*ms, 0, 2, 4*ms), []any{time.Duration(0), "begun", 15 * ms, "done", 104 * ms, "begun", 134 * ms, "done"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, Config{
				Nodes: 1, Disk: DiskLaw{Sync: Constant(5 * ms)}, Faults: []Fault{c.fault}, Record: Everything,
				Requests: []Request{{When{At: 0}, 0, number{}}, {When{At: 100 * ms}, 0, number{}}},
			}, cast(worker()))
			runAll(t, w)
			wantTimes(t, w, 0, c.want...)
			wantReplay(t, w, cast(worker()))
		})
	}
}

func TestASlowNodeStaysSlowUntilItIsMadeFast(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1, Record: Everything,
		Faults:   []Fault{SlowDown(0, 0, 2, 0), Crash(20*ms, 0), Restart(30*ms, 0), SlowDown(150*ms, 0, 1, 0)},
		Requests: []Request{{When{At: 100 * ms}, 0, number{}}, {When{At: 200 * ms}, 0, number{}}},
	}, cast(worker()))
	runAll(t, w)
	wantTimes(t, w, 0, 100*ms, "begun", 120*ms, "done", 200*ms, "begun", 210*ms, "done")
	if trace := traceText(w); !strings.Contains(trace, "fault node 0 at 1/2 speed") {
		t.Errorf("the trace does not show it:\n%s", trace)
	}
}
