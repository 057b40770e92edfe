package sim

import (
	"fmt"
	"reflect"
	"testing"
)

// talker notes and outputs something new at every tick, and sends.
func talker() *script {
	n := 0
	return &script{
		start:   func(env Env) { env.SetTimer(Numbered("tick", 0), ms) },
		receive: func(env Env, _ ID, message any) { env.Status(fmt.Sprint("heard ", message.(number).N%3)) },
		timer: func(env Env, _ string) {
			if n++; n < 700 {
				env.Note("tick %d of node %d", n, env.ID())
				env.Output(number{n})
				env.Disk().Put(fmt.Sprint("key", n), number{n})
				Broadcast(env, number{n})
				env.SetTimer(Numbered("tick", uint64(n)), ms)
			}
		},
	}
}

// However few events are kept, they are the last ones of the whole trace, word
// for word, also when there are more texts than have a number.
func TestKeptEventsAreTheTailOfTheTrace(t *testing.T) {
	trace := func(record Recording) *Trace {
		w := newWorld(t, Config{Nodes: 2, Record: record, Link: Link{Latency: Exponential(ms), Loss: 0.1, Duplicate: 0.1}}, func(ID) Node { return talker() })
		runAll(t, w)
		return w.Trace()
	}
	whole := trace(Everything)
	if n := len(whole.Events); n < 5*1<<pieceBits || whole.Dropped != 0 {
		t.Fatalf("%d events, %d dropped: the run does not fill the ring", n, whole.Dropped)
	}
	if words := texts(whole); words <= mostWords {
		t.Fatalf("only %d texts", words)
	}
	for _, limit := range []int{1, 7, 1<<pieceBits - 1, 1 << pieceBits, 1<<pieceBits + 1, 3000, len(whole.Events)} {
		part := trace(Recording(limit))
		gone := len(whole.Events) - limit
		if part.Dropped != uint64(gone) || !reflect.DeepEqual(part.Events, whole.Events[gone:]) {
			t.Errorf("keeping %d: %d events, %d dropped, which are not the last of %d", limit, len(part.Events), part.Dropped, len(whole.Events))
		}
	}
}

// texts counts the different texts of a trace.
func texts(t *Trace) int {
	seen := map[string]bool{}
	for _, e := range t.Events {
		seen[e.Text] = true
	}
	return len(seen)
}
