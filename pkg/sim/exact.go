package sim

import "math"

// The functions of this file give the same bits on every architecture: they
// use + − × / and the root, which IEEE 754 fixes, and convert every product
// explicitly, which forbids a fused multiply-add. math.Log and math.Exp do not
// promise that. Each is within a few units in the last place.

func root(x float64) float64 { return math.Sqrt(x) }

const (
	ln2High = 6.93147180369123816490e-01 // ln 2, its leading 32 bits
	ln2Low  = 1.90821492927058770002e-10 // and the rest
)

// exactLog is the natural logarithm of a positive normal number:
// x = m·2ᵉ with m near 1, and ln m = 2 artanh((m−1)/(m+1)) by its series.
func exactLog(x float64) float64 {
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, e = 2*m, e-1
	}
	s := (m - 1) / (m + 1)
	z := float64(s * s)
	sum := 0.0
	for k := 21; k >= 3; k -= 2 {
		sum = float64(z * (sum + 1/float64(k)))
	}
	log := 2 * float64(s+float64(s*sum))
	return float64(float64(e)*ln2High) + float64(log+float64(float64(e)*ln2Low))
}

// exactExp is the exponential function for |x| < 700:
// x = k ln 2 + r with |r| ≤ ln 2 / 2, and exp r by its series.
func exactExp(x float64) float64 {
	k := math.Floor(float64(x/math.Ln2) + 0.5)
	r := float64(x-float64(k*ln2High)) - float64(k*ln2Low)
	sum := 1.0
	for n := 14; n >= 1; n-- {
		sum = 1 + float64(float64(r*sum)/float64(n))
	}
	return math.Ldexp(sum, int(k))
}
