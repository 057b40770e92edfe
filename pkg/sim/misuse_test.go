package sim

import (
	"strings"
	"testing"
	"time"
)

// wantFailure runs the world and wants it to fail with that sentence, and to
// say seed, time and event.
func wantFailure(t *testing.T, w *World, want string) {
	t.Helper()
	stop := w.RunUntil(nil)
	if stop.Why != Failed || stop.Err == nil {
		t.Errorf("%v, want failure %q", stop, want)
		return
	}
	line, _, _ := strings.Cut(stop.Err.Error(), "\n")
	if !strings.Contains(line, want) || !strings.Contains(line, "(seed 77, 5ms, event 2)") {
		t.Errorf("%q, want %q", line, want)
	}
	if w.Step() || w.Run(time.Second).Why != Failed {
		t.Error("a failed run went on")
	}
}

// at5ms is a node that does something in a timer at 5 ms.
func at5ms(act func(env Env)) func(ID) Node {
	return cast(script{
		start: func(env Env) { env.SetTimer("t", 5*ms) },
		timer: func(env Env, _ string) { act(env) },
	})
}

func TestMisuseOfAnEnvIsReported(t *testing.T) {
	type unnamed = struct{ N int }
	for want, act := range map[string]func(Env){
		"n0 sent to 7, which does not exist: IDs go from 0 to 0":   func(env Env) { env.Send(7, number{}) },
		"n0 sent to -2, which does not exist":                      func(env Env) { env.Send(Any, number{}) },
		"n0 sent to n0: *sim.number is a pointer":                  func(env Env) { env.Send(0, &number{}) },
		"n0 sent to n0: a message must not be nil":                 func(env Env) { env.Send(0, nil) },
		"n0 sent to n0: struct { N int } has no name":              func(env Env) { env.Send(0, unnamed{}) },
		`n0 set timer "x" to -1ms`:                                 func(env Env) { env.SetTimer("x", -ms) },
		"n0 called Busy(-1ms)":                                     func(env Env) { env.Busy(-ms) },
		"n0 called Choose(0)":                                      func(env Env) { env.Choose(0) },
		"n0 called Adjust over -1ms":                               func(env Env) { env.Adjust(0, -ms) },
		"n0 called Adjust by 2562047h47m16.854775807s":             func(env Env) { env.Adjust(forever, 0) },
		"n0 signed func(): func() cannot be in a message":          func(env Env) { env.Sign(func() {}) },
		`n0 panicked in Timer("t"): out of ideas`:                  func(Env) { panic("out of ideas") },
		`n0 panicked in Timer("t"): runtime error: integer divide`: func(env Env) { env.SetTimer("u", 1); env.Choose(1 / (env.Choose(1))) },
		"panicked in Timer(\"t\"): sim: IntN needs a positive":     func(env Env) { env.Rand().IntN(0) },
	} {
		wantFailure(t, newWorld(t, Config{Nodes: 1, Seed: 77}, at5ms(act)), want)
	}
}

func TestAFailureStopsFurtherEffects(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1, Seed: 77}, at5ms(func(env Env) {
		env.Output("before")
		env.Send(9, number{})
		env.Output("after")
		env.Send(8, number{})
	}))
	wantFailure(t, w, "sent to 9")
	wantOutputs(t, w, 0, "before")
}

// methods are all uses of an Env that are bound to its event.
var methods = map[string]func(Env){
	"Now": func(e Env) { e.Now() }, "Elapsed": func(e Env) { e.Elapsed() }, "Adjust": func(e Env) { e.Adjust(1, 0) },
	"Rand": func(e Env) { e.Rand() }, "Choose": func(e Env) { e.Choose(2) }, "Send": func(e Env) { e.Send(0, number{}) },
	"SetTimer": func(e Env) { e.SetTimer("x", 1) }, "CancelTimer": func(e Env) { e.CancelTimer("x") }, "Busy": func(e Env) { e.Busy(1) },
	"Disk": func(e Env) { e.Disk() }, "Sign": func(e Env) { e.Sign(1) }, "Output": func(e Env) { e.Output(1) },
	"Status": func(e Env) { e.Status("x") }, "Note": func(e Env) { e.Note("x") },
}

func TestAnEnvOfAnotherNodeIsReported(t *testing.T) {
	for name, use := range methods {
		var stolen Env
		w := newWorld(t, Config{Nodes: 2, Seed: 77}, cast(
			script{start: func(env Env) { stolen = env }},
			script{start: func(Env) { use(stolen) }},
		))
		stop := w.RunUntil(nil)
		if want := "n0 used its Env (" + name + ") outside its own event"; stop.Why != Failed || !strings.Contains(stop.Err.Error(), want) {
			t.Errorf("%s: %v", name, stop)
		}
	}
}

func TestAnEnvUsedLaterIsReported(t *testing.T) {
	for name, use := range methods {
		var kept Env
		w := newWorld(t, Config{Nodes: 1}, cast(script{start: func(env Env) { kept = env }}))
		runAll(t, w)
		use(kept)
		if stop := w.RunUntil(nil); stop.Why != Failed || !strings.Contains(stop.Err.Error(), "outside its own event") {
			t.Errorf("%s: %v", name, stop)
		}
	}
}

func TestADiskUsedLaterIsReported(t *testing.T) {
	for name, use := range map[string]func(Disk){
		"Put": func(d Disk) { d.Put("k", 1) }, "Get": func(d Disk) { d.Get("k", new(int)) }, "Append": func(d Disk) { d.Append("l", 1) },
		"Bounds": func(d Disk) { d.Bounds("l") }, "At": func(d Disk) { d.At("l", 0, new(int)) }, "Keep": func(d Disk) { d.Keep("l", 0, 0) },
		"Sync": func(d Disk) { d.Sync() },
	} {
		var kept Disk
		w := newWorld(t, Config{Nodes: 1}, cast(script{start: func(env Env) { kept = env.Disk() }}))
		runAll(t, w)
		use(kept)
		if stop := w.RunUntil(nil); stop.Why != Failed || !strings.Contains(stop.Err.Error(), "(Disk."+name+") outside") {
			t.Errorf("%s: %v", name, stop)
		}
	}
}

func TestPanicsSayWhatTheNodeWasDoing(t *testing.T) {
	c := Config{Nodes: 1, Names: []string{"ada"}, Requests: []Request{{When{At: ms}, 0, number{3}}}}
	stop := newWorld(t, c, cast(script{receive: func(Env, ID, any) { panic("oh") }})).RunUntil(nil)
	if stop.Why != Failed || !strings.Contains(stop.Err.Error(), "ada panicked in Receive(number{N:3} from outside): oh (seed 0, 1ms, event 2)\n") {
		t.Errorf("%v", stop.Err)
	}
	if !strings.Contains(stop.Err.Error(), "misuse_test.go") {
		t.Error("the stack does not show where")
	}
	stop = newWorld(t, c, cast(script{start: func(Env) { panic("oh") }})).RunUntil(nil)
	if stop.Why != Failed || !strings.Contains(stop.Err.Error(), "ada panicked in Start: oh") {
		t.Errorf("%v", stop.Err)
	}
}

func TestAWorldIsNotChangedInTheMiddleOfAnEvent(t *testing.T) {
	var w *World
	w = newWorld(t, Config{Nodes: 1}, cast(script{start: func(env Env) {
		for _, err := range []error{w.Apply(Crash(0, 0)), w.Request(0, number{})} {
			if err == nil || !strings.Contains(err.Error(), "during an event of n0") {
				t.Errorf("%v", err)
			}
		}
		env.Output("done")
	}}))
	runAll(t, w)
	wantOutputs(t, w, 0, "done")
}

func TestMisuseOfAWorldIsAnError(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1}, cast())
	for _, err := range []error{
		w.Apply(Crash(0, 4)), w.Apply(Fault{}), w.Request(4, number{}), w.Request(0, nil), w.Request(Outside, number{}),
	} {
		if err == nil {
			t.Error("accepted")
		}
	}
	runAll(t, w)
	if len(w.Schedule().Faults)+len(w.Schedule().Requests) > 0 {
		t.Errorf("what was refused is in the schedule: %v", w.Schedule())
	}
	if stop := w.Run(-1); stop.Why != Failed {
		t.Errorf("Run(-1): %v", stop.Why)
	}
}

func TestAPanicInNewNodeIsReportedLikeOneInTheNode(t *testing.T) {
	made := 0
	newNode := func(ID) Node {
		if made++; made == 2 {
			panic("no more nodes")
		}
		return &script{}
	}
	w := newWorld(t, Config{Nodes: 1, Seed: 7, Faults: []Fault{Crash(ms, 0), Restart(2*ms, 0)}}, newNode)
	stop := w.RunUntil(nil)
	if stop.Why != Failed || !strings.Contains(stop.Err.Error(), "n0 panicked in newNode(0): no more nodes (seed 7, 2ms, event 1)\n") || !strings.Contains(stop.Err.Error(), "misuse_test.go") {
		t.Errorf("%v", stop)
	}
	made = 1
	if _, err := New(Config{Nodes: 1}, newNode); err == nil || !strings.Contains(err.Error(), "n0 panicked in newNode(0)") {
		t.Errorf("%v", err)
	}
}
