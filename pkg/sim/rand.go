package sim

import (
	"math/bits"
	"time"
)

// Rand is a stream of random numbers that is the same on every architecture:
// splitmix64 (Steele, Lea, Flood 2014), and laws that use integers or the
// four operations and the root only.
type Rand struct{ state uint64 }

const golden = 0x9e3779b97f4a7c15

// NewRand returns the stream of a seed. Different seeds give streams that are
// independent for every practical purpose, neighbouring ones too.
func NewRand(seed uint64) *Rand { return &Rand{state: mix(seed ^ golden)} }

// mix is splitmix64's finaliser: a bijection that spreads every input bit.
func mix(z uint64) uint64 {
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// derive is the seed of a stream within a seed: one per purpose and index.
func derive(seed, purpose, index uint64) uint64 {
	return mix(mix(seed+golden*purpose) ^ mix(index*golden+purpose))
}

// Uint64 draws 64 random bits.
func (r *Rand) Uint64() uint64 {
	r.state += golden
	return mix(r.state)
}

// Uint64N draws one of 0 … n−1 without bias; n must be positive.
func (r *Rand) Uint64N(n uint64) uint64 {
	if n == 0 {
		panic("sim: Uint64N of 0: there is nothing to choose from")
	}
	hi, lo := bits.Mul64(r.Uint64(), n)
	if lo < n {
		for reject := -n % n; lo < reject; {
			hi, lo = bits.Mul64(r.Uint64(), n)
		}
	}
	return hi
}

// IntN draws one of 0 … n−1; n must be positive.
func (r *Rand) IntN(n int) int {
	if n <= 0 {
		panic("sim: IntN needs a positive number")
	}
	return int(r.Uint64N(uint64(n)))
}

// Float64 draws from [0, 1) in steps of 2⁻⁵³.
func (r *Rand) Float64() float64 { return float64(r.Uint64()>>11) * 0x1p-53 }

// open draws from (0, 1): neither end can occur.
func (r *Rand) open() float64 {
	return float64(float64(r.Uint64()>>12)+0.5) * 0x1p-52
}

// Bool is true with chance p.
func (r *Rand) Bool(p float64) bool { return chanceOf(p).hit(r.Uint64()) }

// Perm draws an order of 0 … n−1.
func (r *Rand) Perm(n int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	r.Shuffle(n, func(i, j int) { order[i], order[j] = order[j], order[i] })
	return order
}

// Shuffle puts n things in a random order by swapping.
func (r *Rand) Shuffle(n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, r.IntN(i+1))
	}
}

// Duration draws from a law. It panics if the law is not valid.
func (r *Rand) Duration(law Law) time.Duration {
	if !law.plain() {
		if err := law.Validate(); err != nil {
			panic("sim: Duration: " + err.Error())
		}
	}
	return law.draw(r)
}

// Exponential draws from the exponential law with mean 1.
func (r *Rand) Exponential() float64 {
	x, beyond := exponentialTable.draw(r)
	if beyond {
		return exponentialTail + r.Exponential()
	}
	return float64(x) * (1.0 / fixedOne)
}

// chance is a probability as a 64-bit threshold.
type chance struct {
	below  uint64
	always bool
}

func chanceOf(p float64) chance {
	switch {
	case p >= 1:
		return chance{always: true}
	case !(p > 0):
		return chance{}
	}
	return chance{below: uint64(p * 0x1p64)}
}

func (c chance) hit(draw uint64) bool { return draw < c.below || c.always }
func (c chance) never() bool          { return c.below == 0 && !c.always }
