package sim

import (
	"math"
	"testing"
)

// ulps is the distance of two numbers in units in the last place.
func ulps(a, b float64) float64 {
	return math.Abs(a-b) / (math.Nextafter(math.Abs(b), math.Inf(1)) - math.Abs(b))
}

func TestExactLogIsWithinUlps(t *testing.T) {
	r, worst := NewRand(1), 0.0
	check := func(x float64) {
		if d := ulps(exactLog(x), math.Log(x)); d > worst {
			worst = d
			if d > 3 {
				t.Fatalf("log %v = %v, want %v: %v ulp", x, exactLog(x), math.Log(x), d)
			}
		}
	}
	for range 200_000 {
		check(r.open())
		check(math.Ldexp(1+r.Float64(), r.IntN(2000)-1000))
	}
	for _, x := range []float64{0x1p-53, 0.5, math.Sqrt2 / 2, math.Nextafter(1, 0), math.Nextafter(1, 2), 2, math.MaxFloat64} {
		check(x)
	}
	if exactLog(1) != 0 {
		t.Errorf("log 1 = %v", exactLog(1))
	}
	t.Logf("worst: %.2f ulp", worst)
}

func TestExactExpIsWithinUlps(t *testing.T) {
	r, worst := NewRand(2), 0.0
	for range 200_000 {
		x := 1200*r.Float64() - 600
		if r.Bool(0.5) {
			x /= 1000
		}
		d := ulps(exactExp(x), math.Exp(x))
		worst = max(worst, d)
		if d > 3 {
			t.Fatalf("exp %v = %v, want %v: %v ulp", x, exactExp(x), math.Exp(x), d)
		}
	}
	if exactExp(0) != 1 {
		t.Errorf("exp 0 = %v", exactExp(0))
	}
	t.Logf("worst: %.2f ulp", worst)
}
