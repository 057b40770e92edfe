package sandbox

import (
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// Busybody uses everything that an Env offers, with messages of basic types.
// It is compiled into this test, and, as a submission, for the sandbox.
type Busybody struct {
	count int
	keeps []int
}

// Start reads what the last boot left.
func (b *Busybody) Start(env sim.Env) {
	env.Disk().Get("count", &b.count)
	env.Disk().Get("keeps", &b.keeps)
	first, end := env.Disk().Bounds("log")
	for i := first; i < end; i++ {
		var d time.Duration
		if env.Disk().At("log", i, &d) {
			env.Output(d)
		}
	}
	env.Output(b.count + len(b.keeps))
	env.Status("up")
	env.SetTimer("tick", 10*time.Millisecond)
	env.SetTimer("never", time.Hour)
}

// Receive remembers the message and answers now and then.
func (b *Busybody) Receive(env sim.Env, from sim.ID, message any) {
	d := message.(time.Duration)
	b.count++
	env.Disk().Put("count", b.count)
	env.Disk().Append("log", d)
	if first, end := env.Disk().Bounds("log"); end-first > 5 {
		env.Disk().Keep("log", first+1, end-1)
		b.keeps = append(b.keeps, end)
		env.Disk().Put("keeps", b.keeps)
	}
	if b.count%4 == 0 { // a snapshot that ends beyond the log
		_, end := env.Disk().Bounds("snapshots")
		env.Disk().Keep("snapshots", end+10, end+10)
		env.Disk().Append("snapshots", d)
		var got time.Duration
		env.Output(end)
		if first, end := env.Disk().Bounds("snapshots"); end-first != 1 || !env.Disk().At("snapshots", first, &got) || got != d {
			env.Output("the log does not go on after the snapshot")
		}
	}
	if env.Choose(3) > 0 {
		env.Disk().Sync()
	}
	if env.Rand().Bool(0.3) {
		env.Busy(env.Rand().Duration(sim.Uniform(0, 5*time.Millisecond)))
		env.Send(from, env.Now())
	}
	env.Note("got %v from %d", d, from)
}

// Timer adjusts the clock and tells everybody the time.
func (b *Busybody) Timer(env sim.Env, name string) {
	env.CancelTimer("never")
	env.Adjust(time.Duration(env.Rand().IntN(1000)), time.Duration(env.Choose(2))*time.Second)
	env.Output(env.Now() - env.Elapsed())
	sim.Broadcast(env, env.Now())
	if env.Elapsed() < time.Second {
		env.SetTimer(name, 20*time.Millisecond)
	}
}
