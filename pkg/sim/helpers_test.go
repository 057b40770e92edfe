package sim

import (
	"bytes"
	"math"
	"slices"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
)

const ms = time.Millisecond

// script is a Node made of functions; a nil one does nothing.
type script struct {
	start   func(env Env)
	receive func(env Env, from ID, message any)
	timer   func(env Env, name string)
}

func (s *script) Start(env Env) {
	if s.start != nil {
		s.start(env)
	}
}

func (s *script) Receive(env Env, from ID, message any) {
	if s.receive != nil {
		s.receive(env, from, message)
	}
}

func (s *script) Timer(env Env, name string) {
	if s.timer != nil {
		s.timer(env, name)
	}
}

// cast gives each ID its script; IDs beyond the list do nothing.
func cast(scripts ...script) func(ID) Node {
	return func(id ID) Node {
		if int(id) >= len(scripts) {
			return &script{}
		}
		s := scripts[id]
		return &s
	}
}

// number is a message for tests.
type number struct{ N int }

func newWorld(t testing.TB, c Config, newNode func(ID) Node) *World {
	t.Helper()
	w, err := New(c, newNode)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// runAll runs until nothing is left to happen and fails the test otherwise.
func runAll(t testing.TB, w *World) {
	t.Helper()
	if stop := w.RunUntil(nil); stop.Why != Quiet {
		t.Fatalf("run stopped: %v: %v\n%s", stop.Why, stop.Err, traceText(w))
	}
}

func traceText(w *World) string {
	var text bytes.Buffer
	if err := w.Trace().WriteText(&text); err != nil {
		panic(err)
	}
	return text.String()
}

// outputsOf are the values that the node output, in order.
func outputsOf(w *World, id ID) (values []any) {
	for _, out := range w.Outputs() {
		if out.Node == id {
			values = append(values, out.Value)
		}
	}
	return values
}

func wantOutputs(t testing.TB, w *World, id ID, want ...any) {
	t.Helper()
	if got := outputsOf(w, id); !slices.Equal(got, want) {
		t.Fatalf("%s output %v, want %v\n%s", w.name(id), got, want, traceText(w))
	}
}

// unlikely is below which a p-value fails a test. Seeds are fixed, so that a
// test that passes once passes always.
const unlikely = 1e-5

// chiSquare says how likely counts as far as these from the expected ones are.
func chiSquare(observed []int, expected func(i int) float64) float64 {
	sum := 0.0
	for i, o := range observed {
		e := expected(i)
		sum += (float64(o) - e) * (float64(o) - e) / e
	}
	return distuv.ChiSquared{K: float64(len(observed) - 1)}.Survival(sum)
}

// kolmogorov says how likely a sample as far from the law as this one is, by
// the limit law of Kolmogorov and Smirnov. It sorts the sample.
func kolmogorov(sample []float64, cdf func(float64) float64) float64 {
	slices.Sort(sample)
	n := float64(len(sample))
	d := 0.0
	for i, x := range sample {
		c := cdf(x)
		d = max(d, c-float64(i)/n, float64(i+1)/n-c)
	}
	z := d * math.Sqrt(n)
	p := 0.0
	for k := 1.0; k < 20; k++ {
		p += 2 * math.Pow(-1, k-1) * math.Exp(-2*k*k*z*z)
	}
	return min(p, 1)
}

// wantRate fails unless hits of n happen at the rate p within 4.5 standard
// deviations.
func wantRate(t *testing.T, what string, hits, n int, p float64) {
	t.Helper()
	mean, deviation := p*float64(n), math.Sqrt(float64(n)*p*(1-p))
	if math.Abs(float64(hits)-mean) > 4.5*deviation {
		t.Errorf("%s: %d of %d, want %.0f ± %.0f", what, hits, n, mean, deviation)
	}
}
