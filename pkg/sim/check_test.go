package sim

import (
	"strings"
	"testing"
)

type list struct{ Items []int }

// changing are nodes that break the rule that a message is a value.
var changing = map[string]struct {
	scripts []script
	want    string
}{
	"the sender changes it after Send": {[]script{{start: func(env Env) {
		m := list{[]int{1}}
		env.Send(1, m)
		m.Items[0] = 2
	}}}, "0>1#1 from n0 to n1 (sim.list) was changed on its way"},
	"a receiver changes it": {[]script{{start: func(env Env) {
		Broadcast(env, list{[]int{1}})
	}}, {receive: func(_ Env, _ ID, m any) {
		m.(list).Items[0] = 2
	}}}, "0>1#1 from n0 to n1 (sim.list) was changed while it was received"},
	"a receiver keeps it and changes it later": {[]script{{start: func(env Env) {
		Broadcast(env, list{[]int{1}})
	}}, {receive: func(env Env, from ID, m any) {
		if from == 0 {
			env.Send(1, m) // to itself, at once: before n2 has it
			return
		}
		m.(list).Items[0] = 2
	}}}, "was changed"},
}

func TestCheckFindsAChangedMessage(t *testing.T) {
	for name, c := range changing {
		w := newWorld(t, Config{Nodes: 3, Check: true}, cast(c.scripts...))
		stop := w.RunUntil(nil)
		if stop.Why != Failed || !strings.Contains(stop.Err.Error(), c.want) {
			t.Errorf("%s: %v: %v", name, stop.Why, stop.Err)
		}
	}
}

func TestWithoutCheckAChangedMessagePasses(t *testing.T) {
	for name, c := range changing {
		w := newWorld(t, Config{Nodes: 3}, cast(c.scripts...))
		if stop := w.RunUntil(nil); stop.Why != Quiet {
			t.Errorf("%s: %v: %v", name, stop.Why, stop.Err)
		}
	}
}

func TestCheckFindsAMessageThatCannotBeEncoded(t *testing.T) {
	type pointing struct{ P *int }
	send := cast(script{start: func(env Env) { env.Send(1, pointing{}) }})
	stop := newWorld(t, Config{Nodes: 2, Check: true}, send).RunUntil(nil)
	if stop.Why != Failed || !strings.Contains(stop.Err.Error(), "n0 sent a sim.pointing: field P of sim.pointing") {
		t.Errorf("%v: %v", stop.Why, stop.Err)
	}
	if stop := newWorld(t, Config{Nodes: 2}, send).RunUntil(nil); stop.Why != Quiet {
		t.Errorf("without Check: %v: %v", stop.Why, stop.Err)
	}
	w := newWorld(t, Config{Nodes: 1, Check: true, Requests: []Request{{Message: pointing{}}}}, cast())
	if stop := w.RunUntil(nil); stop.Why != Failed || !strings.Contains(stop.Err.Error(), "outside sent a sim.pointing") {
		t.Errorf("a request: %v: %v", stop.Why, stop.Err)
	}
}

func TestCheckLetsHonestNodesPass(t *testing.T) {
	w := newWorld(t, Config{Nodes: 3, Check: true}, func(ID) Node {
		var mine []int
		return &script{
			start: func(env Env) { Broadcast(env, list{[]int{1, 2}}) },
			receive: func(_ Env, _ ID, m any) {
				mine = append([]int(nil), m.(list).Items...)
				mine[0]++
			},
		}
	})
	runAll(t, w)
}
