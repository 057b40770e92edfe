package sim

import (
	"math"
	"slices"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
)

const draws = 100_000

func sample(law Law, seed uint64) []float64 {
	r := NewRand(seed)
	xs := make([]float64, draws)
	for i := range xs {
		xs[i] = float64(r.Duration(law))
	}
	return xs
}

// continuous are laws with their closed form; nanoseconds are fine enough that
// rounding does not show.
var continuous = []struct {
	law Law
	cdf func(float64) float64
}{
	{Uniform(10*ms, 50*ms), distuv.Uniform{Min: 10e6, Max: 50e6}.CDF},
	{Normal(20*ms, 2*ms), distuv.Normal{Mu: 20e6, Sigma: 2e6}.CDF},
	{Lognormal(20*ms, 0.8), distuv.LogNormal{Mu: math.Log(20e6), Sigma: 0.8}.CDF},
	{Exponential(20 * ms), distuv.Exponential{Rate: 1 / 20e6}.CDF},
	{Pareto(5*ms, 1.5), distuv.Pareto{Xm: 5e6, Alpha: 1.5}.CDF},
	{Pareto(5*ms, 3), distuv.Pareto{Xm: 5e6, Alpha: 3}.CDF},
	{Exponential(20 * ms).Plus(5 * ms), func(x float64) float64 {
		return distuv.Exponential{Rate: 1 / 20e6}.CDF(x - 5e6)
	}},
}

func TestLawsFollowTheirClosedForm(t *testing.T) {
	for i, c := range continuous {
		if p := kolmogorov(sample(c.law, uint64(i)+1), c.cdf); p < unlikely {
			t.Errorf("%v: a sample like this has chance %.2g", c.law, p)
		}
	}
}

// The test above must be able to fail: a law off by 3 % is found.
func TestLawTestFindsAWrongLaw(t *testing.T) {
	for _, c := range []struct {
		law   Law
		wrong func(float64) float64
	}{
		{Exponential(20 * ms), distuv.Exponential{Rate: 1 / 20.6e6}.CDF},
		{Normal(20*ms, 2*ms), distuv.Normal{Mu: 20.06e6, Sigma: 2e6}.CDF},
		{Pareto(5*ms, 1.5), distuv.Pareto{Xm: 5e6, Alpha: 1.545}.CDF},
		{Lognormal(20*ms, 0.8), distuv.LogNormal{Mu: math.Log(20e6), Sigma: 0.83}.CDF},
	} {
		if p := kolmogorov(sample(c.law, 9), c.wrong); p > unlikely {
			t.Errorf("%v: a wrong law passes with chance %.2g", c.law, p)
		}
	}
}

func TestConstantIsConstant(t *testing.T) {
	for _, x := range sample(Constant(7*ms).Plus(ms), 1) {
		if x != 8e6 {
			t.Fatalf("drew %v", x)
		}
	}
}

func TestUniformReachesBothEndsEquallyOften(t *testing.T) {
	counts := make([]int, 7)
	for _, x := range sample(Uniform(3, 9), 1) {
		counts[int(x)-3]++
	}
	if p := chiSquare(counts, func(int) float64 { return draws / 7.0 }); p < unlikely {
		t.Errorf("counts %v have chance %.2g", counts, p)
	}
}

func TestEmpiricalDrawsEachValueEquallyOften(t *testing.T) {
	values := []time.Duration{ms, 2 * ms, 5 * ms, 5 * ms, 90 * ms}
	counts := make([]int, 4)
	for _, x := range sample(Empirical(values...), 1) {
		counts[slices.Index([]float64{1e6, 2e6, 5e6, 90e6}, x)]++
	}
	expected := []float64{draws / 5, draws / 5, 2 * draws / 5, draws / 5}
	if p := chiSquare(counts, func(i int) float64 { return expected[i] }); p < unlikely {
		t.Errorf("counts %v have chance %.2g", counts, p)
	}
}

func TestNormalIsCutAtZero(t *testing.T) {
	zeros := 0
	for _, x := range sample(Normal(ms, ms), 1) {
		if x < 0 {
			t.Fatalf("drew %v", x)
		}
		if x == 0 {
			zeros++
		}
	}
	wantRate(t, "draws at 0", zeros, draws, distuv.UnitNormal.CDF(-1))
}

func TestNoDrawIsBelowLeastOrBeyondLongest(t *testing.T) {
	laws := []Law{Lognormal(longest, 100), Pareto(longest, 1e-3), Exponential(longest).Plus(longest), Normal(0, longest)}
	for _, c := range continuous {
		laws = append(laws, c.law)
	}
	for _, law := range laws {
		if err := law.Validate(); err != nil {
			t.Fatal(err)
		}
		r := NewRand(1)
		for range 1000 {
			if d := r.Duration(law); d < law.Least() || d > 2*longest {
				t.Fatalf("%v drew %v; Least is %v", law, d, law.Least())
			}
		}
	}
}

func TestInvalidLawsAreRefused(t *testing.T) {
	for _, law := range []Law{
		Constant(-1), Uniform(2*ms, ms), Uniform(-ms, ms), Normal(ms, -1), Lognormal(ms, -0.1), Lognormal(ms, math.NaN()),
		Exponential(longest + 1), Pareto(ms, 0), Pareto(ms, math.Inf(1)), Empirical(), Empirical(ms, -1),
		Constant(ms).Plus(-2 * ms), {Kind: 99},
	} {
		if law.Validate() == nil {
			t.Errorf("%v is accepted", law)
		}
	}
}

func TestDurationRefusesAnInvalidLaw(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Uniform with its bounds swapped drew a number")
		}
	}()
	NewRand(1).Duration(Uniform(5*ms, ms))
}

func TestLawsPrintAsTheirConstructors(t *testing.T) {
	for law, want := range map[string]string{
		Uniform(10*ms, 50*ms).String():              "uniform(10ms, 50ms)",
		Pareto(ms, 1.5).String():                    "pareto(1ms, 1.5)",
		Exponential(ms).Plus(2 * ms).String():       "exponential(1ms) + 2ms",
		Empirical(1, 2).String():                    "empirical(2 values)",
		Law{Kind: 99}.String():                      "law(99)(0s)",
		Constant(time.Second).Plus(-ms).String():    "constant(1s) + -1ms",
		Lognormal(20*time.Millisecond, .8).String(): "lognormal(20ms, 0.8)",
	} {
		if law != want {
			t.Errorf("%q, want %q", law, want)
		}
	}
}
