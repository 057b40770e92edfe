package sim

import "math/bits"

// ziggurat is a table for sampling a decreasing density by rejection
// (Marsaglia and Tsang 2000): 256 layers of equal area, of which layer i
// reaches from 0 to width[i]. All but about one draw in a hundred end after one
// multiplication of integers. Widths are fixed-point numbers with 60 binary
// digits after the point, all below 16.
type ziggurat struct {
	width [256]uint64  // of layer i
	inner [256]uint64  // share of it, in 2⁻⁶⁴, that is below the density
	float [257]float64 // width[i] as a number; float[256] is 0
	dense [257]float64 // the density there
	at    func(float64) float64
}

const fixedOne = 1 << 60

// newZiggurat builds the table of a density that is 1 at 0: where its tail
// begins, the area of each layer, and the density's inverse.
func newZiggurat(tail, area float64, density, inverse func(float64) float64) *ziggurat {
	z := &ziggurat{at: density}
	z.float[0], z.float[1] = area/density(tail), tail
	for i := 2; i < 256; i++ {
		z.float[i] = inverse(area/z.float[i-1] + density(z.float[i-1]))
	}
	for i := range z.float {
		z.dense[i] = density(z.float[i])
	}
	for i := range z.width {
		z.width[i] = uint64(float64(z.float[i] * fixedOne))
		z.inner[i] = uint64(float64(z.float[i+1]/z.float[i]) * 0x1p64)
	}
	return z
}

// draw gives a point of layer i at x, in fixed point, that is under the
// density; or, with i = 0, says that it is beyond the tail's beginning.
func (z *ziggurat) draw(r *Rand) (x uint64, beyond bool) {
	for {
		bitsOf := r.Uint64()
		i, u := bitsOf&255, bitsOf&^255
		x, _ = bits.Mul64(u, z.width[i])
		if u < z.inner[i] {
			return x, false
		}
		if i == 0 {
			return 0, true
		}
		if z.under(i, x, r.Float64()) {
			return x, false
		}
	}
}

// under says whether the point at x and the given height within layer i is
// under the density.
func (z *ziggurat) under(i, x uint64, height float64) bool {
	low, high := z.dense[i], z.dense[i+1]
	y := low + float64(height*(high-low))
	return y < z.at(float64(x)*(1.0/fixedOne))
}

// The tails begin where 256 layers of equal area end at 0 with height 1; the
// figures are those of the paper.
const (
	exponentialTail = 7.69711747013104972
	normalTail      = 3.6541528853610088
	normalArea      = 4.92867323399e-3
)

var (
	exponentialTable = newZiggurat(exponentialTail, (exponentialTail+1)*exactExp(-exponentialTail),
		func(x float64) float64 { return exactExp(-x) },
		func(y float64) float64 { return -exactLog(y) })
	normalTable = newZiggurat(normalTail, normalArea,
		func(x float64) float64 { return exactExp(float64(-0.5 * float64(x*x))) },
		func(y float64) float64 { return root(-2 * exactLog(y)) })
)

// exponential draws from the exponential law of the given mean, in whole
// units. Beyond the tail's beginning the law begins anew: it has no memory.
func (r *Rand) exponential(mean uint64) uint64 {
	x, beyond := exponentialTable.draw(r)
	if beyond {
		return mulFixed(mean, exponentialTable.width[1]) + r.exponential(mean)
	}
	return mulFixed(mean, x)
}

// mulFixed is n times a fixed-point number, rounded down.
func mulFixed(n, x uint64) uint64 {
	hi, lo := bits.Mul64(n, x)
	return hi<<4 | lo>>60
}

// Normal draws from the standard normal law; its tail by Marsaglia's method.
func (r *Rand) Normal() float64 {
	sign := 1.0
	if r.Uint64()>>63 == 1 {
		sign = -1
	}
	x, beyond := normalTable.draw(r)
	if !beyond {
		return sign * float64(x) * (1.0 / fixedOne)
	}
	for {
		over := -exactLog(r.open()) / normalTail
		if y := -exactLog(r.open()); y+y >= float64(over*over) {
			return sign * (normalTail + over)
		}
	}
}
