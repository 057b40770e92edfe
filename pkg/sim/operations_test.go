package sim

import (
	"math"
	"slices"
	"testing"
	"time"
)

func TestOperationsAreReadOffTheOutputs(t *testing.T) {
	outs := []Out{
		{At: 1 * ms, Node: 3, Value: Invoke{1, "a"}},
		{At: 2 * ms, Node: 4, Value: Invoke{1, "b"}},
		{At: 3 * ms, Node: 0, Value: "a decision"},
		{At: 4 * ms, Node: 3, Value: Return{1, "A"}},
		{At: 5 * ms, Node: 3, Value: Return{1, "again"}},
		{At: 6 * ms, Node: 4, Value: Invoke{1, "b anew"}},
		{At: 7 * ms, Node: 4, Value: Return{1, "B"}},
		{At: 8 * ms, Node: 4, Value: Return{9, "unasked"}},
	}
	got := Operations(outs)
	want := []Operation{
		{Client: 3, Op: 1, Input: "a", Output: "A", Invoked: 1 * ms, Returned: 4 * ms},
		{Client: 4, Op: 1, Input: "b", Invoked: 2 * ms, Pending: true},
		{Client: 4, Op: 1, Input: "b anew", Output: "B", Invoked: 6 * ms, Returned: 7 * ms},
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%+v", got)
	}
	for at, n := range map[time.Duration]int{0: 0, 1 * ms: 1, 2 * ms: 2, 4 * ms: 1, 6 * ms: 2, 7 * ms: 1} {
		if got := Outstanding(got, at); got != n {
			t.Errorf("%d outstanding at %v, want %d", got, at, n)
		}
	}
	if got[1].Latency() != 0 || got[0].Latency() != 3*ms {
		t.Errorf("latencies %v %v", got[1].Latency(), got[0].Latency())
	}
}

func TestMeasureCountsItsWindow(t *testing.T) {
	var ops []Operation
	for i := range 100 { // one each 10 ms, taking 1 … 100 ms; every tenth is never answered
		at := time.Duration(i) * 10 * ms
		ops = append(ops, Operation{Invoked: at, Returned: at + time.Duration(i+1)*ms, Pending: i%10 == 0})
	}
	l := Measure(ops, 0, time.Second)
	if l.Offered != 100 || l.Pending != 10 || l.Returned != 90 || l.Window != time.Second {
		t.Errorf("%+v", l)
	}
	if l.Throughput != 81 { // those from the 91st on return later
		t.Errorf("throughput %v", l.Throughput)
	}
	if l.Mean != 51*ms {
		t.Errorf("mean %v", l.Mean)
	}
	for p, want := range map[float64]time.Duration{0: 2, 0.1: 10, 0.5: 50, 0.99: 100, 1: 100} {
		if got := l.Quantile(p); got != want*ms {
			t.Errorf("quantile %v is %v, want %v", p, got, want*ms)
		}
	}
	if empty := Measure(nil, 0, 0); empty.Quantile(0.5) != 0 || empty.Throughput != 0 {
		t.Errorf("%+v", empty)
	}
}

// queueing offers Poisson arrivals, 50 a second, to one server of that law of
// service with mean 10 ms, and returns the operations of 20 000 s.
func queueing(t *testing.T, service Law) []Operation {
	w := newWorld(t, Config{Nodes: 1, Clients: 1, Seed: 5}, func(id ID) Node {
		if id == 0 {
			return &script{receive: func(env Env, from ID, m any) {
				env.Busy(env.Rand().Duration(service))
				env.Send(from, reply{Op: m.(ask).Op})
			}}
		}
		return openly(func(c *OpenClient) { c.Operations, c.Arrivals = 200_000, Exponential(20*ms) })
	})
	runAll(t, w)
	return Operations(w.Outputs())
}

// batchMeans is the mean and its standard error for correlated samples.
func batchMeans(xs []float64, batches int) (mean, deviation float64) {
	size := len(xs) / batches
	means := make([]float64, batches)
	for i := range means {
		for _, x := range xs[i*size : (i+1)*size] {
			means[i] += x / float64(size)
		}
		mean += means[i] / float64(batches)
	}
	for _, m := range means {
		deviation += (m - mean) * (m - mean)
	}
	return mean, math.Sqrt(deviation / float64(batches-1) / float64(batches))
}

// Busy makes a node a FIFO server: with arrivals at rate λ = 50/s and service
// at rate μ = 100/s, the mean response time is 1/(μ−λ) = 20 ms for exponential
// service (M/M/1), and 1/μ + λ/(2μ(μ−λ)) = 15 ms for constant (M/D/1).
func TestBusyMakesANodeAQueue(t *testing.T) {
	for _, c := range []struct {
		name    string
		service Law
		mean    float64
	}{{"M/M/1", Exponential(10 * ms), 20e6}, {"M/D/1", Constant(10 * ms), 15e6}} {
		ops := queueing(t, c.service)[2000:]
		xs := make([]float64, len(ops))
		order := slices.IsSortedFunc(ops, func(a, b Operation) int { return int(a.Returned - b.Returned) })
		for i, o := range ops {
			xs[i] = float64(o.Latency())
		}
		mean, deviation := batchMeans(xs, 100)
		if math.Abs(mean-c.mean) > 4*deviation || deviation > c.mean/50 || !order {
			t.Errorf("%s: mean response %.3f ± %.3f ms, want %.0f; first come, first served: %v", c.name, mean/1e6, deviation/1e6, c.mean/1e6, order)
		}
		t.Logf("%s: mean response %.3f ± %.3f ms, in theory %.0f", c.name, mean/1e6, deviation/1e6, c.mean/1e6)
	}
}

// Little's law: what is outstanding on average is the rate of arrivals times
// the mean time in the system.
func TestLittlesLaw(t *testing.T) {
	ops := queueing(t, Exponential(10*ms))
	from, to := 100*time.Second, 3900*time.Second
	var xs []float64
	moments := NewRand(1)
	few := slices.DeleteFunc(slices.Clone(ops), func(o Operation) bool { return o.Invoked > 400*time.Second })
	for range 2000 {
		xs = append(xs, float64(Outstanding(few, moments.Duration(Uniform(from, 390*time.Second)))))
	}
	l := Measure(few, from, 390*time.Second)
	mean, deviation := batchMeans(xs, 50)
	want := l.Throughput * l.Mean.Seconds()
	if math.Abs(mean-want) > 4*deviation {
		t.Errorf("%.3f ± %.3f outstanding, want %.3f", mean, deviation, want)
	}
	if l := Measure(ops, from, to); math.Abs(l.Throughput-50) > 4*math.Sqrt(50/to.Seconds()) {
		t.Errorf("throughput %.2f a second, want 50", l.Throughput)
	}
}
