//go:build speed

package sim

import (
	"context"
	"fmt"
	"os/exec"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// What others take for the same work: as many events, the same latency law,
// the same number of pending events, all seeded.

// bubble is W1 and W2 as a Go user would otherwise test them: a goroutine and
// a channel for each node, time.AfterFunc for timers and for latencies, and
// the virtual time of testing/synctest.
type bubble struct {
	inboxes []chan any
	handled atomic.Int64
	marks   [2]int64 // when to start and to stop the watch
	reached [2]chan struct{}
	end     chan struct{}
}

type wakeUp struct{}

func synctestPeer(t *testing.T, k work, n, events int) float64 {
	var took time.Duration
	b := &bubble{inboxes: make([]chan any, n), marks: [2]int64{int64(n), int64(n + events)}}
	synctest.Test(t, func(t *testing.T) {
		b.end = make(chan struct{})
		for i := range b.reached {
			b.reached[i] = make(chan struct{})
		}
		for i := range b.inboxes {
			b.inboxes[i] = make(chan any, 16)
		}
		for i := range b.inboxes {
			if k.name == holding.name {
				go b.hold(i)
			} else {
				go b.gossip(i)
			}
		}
		<-b.reached[0]
		start := processorTime()
		<-b.reached[1]
		took = processorTime() - start
		close(b.end)
	})
	return float64(took) / float64(events)
}

func (b *bubble) hold(i int) {
	r := NewRand(uint64(i))
	timer := time.AfterFunc(r.Duration(Exponential(time.Second)), func() { b.deliver(i, wakeUp{}) })
	for b.next(i) != nil {
		timer.Reset(r.Duration(Exponential(time.Second)))
	}
	timer.Stop()
}

func (b *bubble) gossip(i int) {
	r := NewRand(uint64(i))
	for m := any(rumour{0, int64(i)}); m != nil; m = b.next(i) {
		to := r.IntN(len(b.inboxes) - 1)
		if to >= i {
			to++
		}
		whole := m.(rumour)
		whole.Hops++
		var boxed any = whole
		time.AfterFunc(r.Duration(Exponential(time.Second)), func() { b.deliver(to, boxed) })
	}
}

func (b *bubble) deliver(to int, message any) {
	select {
	case b.inboxes[to] <- message:
	case <-b.end:
	}
}

// next is the node's next message, or nil at the end of the run.
func (b *bubble) next(i int) any {
	select {
	case m := <-b.inboxes[i]:
		switch b.handled.Add(1) {
		case b.marks[0]:
			close(b.reached[0])
		case b.marks[1]:
			close(b.reached[1])
		}
		return m
	case <-b.end:
		return nil
	}
}

// program measures one of testdata/peers: it prints how many events it
// handled and how many nanoseconds each took.
func program(t *testing.T, environment []string, command ...string) float64 {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	run := exec.CommandContext(ctx, command[0], command[1:]...)
	run.Env = append(run.Environ(), environment...)
	out, err := run.CombinedOutput()
	var events int
	var ns float64
	if err == nil {
		_, err = fmt.Sscan(string(out), &events, &ns)
	}
	if err != nil {
		t.Fatalf("%v: %v\n%s", command, err, out)
	}
	if asked := command[len(command)-1]; fmt.Sprint(events) != asked {
		t.Fatalf("%v handled %d events, not %s", command, events, asked)
	}
	return ns
}
