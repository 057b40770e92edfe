package sim

import (
	"slices"
	"time"
)

// Operation is one operation of a client, read off a run's outputs.
type Operation struct {
	Client            ID
	Op                uint64
	Input, Output     any
	Invoked, Returned time.Duration // true times
	Pending           bool          // it has no Return; Output and Returned are zero
}

// Latency is the time from Invoke to Return; 0 while pending.
func (o Operation) Latency() time.Duration {
	if o.Pending {
		return 0
	}
	return o.Returned - o.Invoked
}

// Operations are the operations whose Invoke is among the outputs, in order of
// invocation. If a client invokes a number anew, as after a restart without
// memory, the earlier operation of that number stays pending.
func Operations(outs []Out) []Operation {
	type name struct {
		client ID
		op     uint64
	}
	var list []Operation
	open := map[name]int{}
	for _, out := range outs {
		switch v := out.Value.(type) {
		case Invoke:
			open[name{out.Node, v.Op}] = len(list)
			list = append(list, Operation{Client: out.Node, Op: v.Op, Input: v.Input, Invoked: out.At, Pending: true})
		case Return:
			key := name{out.Node, v.Op}
			if i, known := open[key]; known {
				delete(open, key)
				list[i].Output, list[i].Returned, list[i].Pending = v.Output, out.At, false
			}
		}
	}
	return list
}

// Load is what clients saw in a window of time.
type Load struct {
	Window     time.Duration
	Offered    int             // operations invoked in the window
	Returned   int             // of these, how many were ever answered
	Pending    int             // of these, how many were not
	Throughput float64         // operations that returned in the window, per second
	Mean       time.Duration   // latency of those that Returned counts
	Latencies  []time.Duration // all of them, sorted
}

// Measure reads the load from one moment of true time, included, to another,
// excluded. Leave out a run's beginning, where queues are still empty, and
// note that with pending operations the latencies are those of the lucky ones.
func Measure(operations []Operation, from, to time.Duration) Load {
	l := Load{Window: to - from}
	inside := func(t time.Duration) bool { return from <= t && t < to }
	done, sum := 0, 0.0
	for _, o := range operations {
		if !o.Pending && inside(o.Returned) {
			done++
		}
		switch {
		case !inside(o.Invoked):
			continue
		case o.Pending:
			l.Pending++
		default:
			l.Latencies = append(l.Latencies, o.Latency())
			sum += float64(o.Latency())
		}
	}
	slices.Sort(l.Latencies)
	l.Returned = len(l.Latencies)
	l.Offered = l.Returned + l.Pending
	if l.Returned > 0 {
		l.Mean = time.Duration(sum / float64(l.Returned))
	}
	if l.Window > 0 {
		l.Throughput = float64(done) / l.Window.Seconds()
	}
	return l
}

// Quantile is the latency that a share p of the answered operations did not
// exceed (nearest rank): 0.5 gives the median, 1 the maximum. It is 0 if none
// was answered.
func (l Load) Quantile(p float64) time.Duration {
	if len(l.Latencies) == 0 {
		return 0
	}
	rank := int(float64(p * float64(len(l.Latencies))))
	if float64(rank) == float64(p*float64(len(l.Latencies))) {
		rank--
	}
	return l.Latencies[min(max(rank, 0), len(l.Latencies)-1)]
}

// Outstanding is how many operations had begun and not ended at that moment.
func Outstanding(operations []Operation, at time.Duration) int {
	n := 0
	for _, o := range operations {
		if o.Invoked <= at && (o.Pending || o.Returned > at) {
			n++
		}
	}
	return n
}
