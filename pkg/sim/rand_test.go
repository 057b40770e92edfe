package sim

import (
	"math"
	"slices"
	"testing"
)

func TestFloat64IsUniform(t *testing.T) {
	r := NewRand(1)
	xs := make([]float64, draws)
	for i := range xs {
		xs[i] = r.Float64()
		if xs[i] < 0 || xs[i] >= 1 {
			t.Fatalf("drew %v", xs[i])
		}
	}
	if p := kolmogorov(xs, func(x float64) float64 { return x }); p < unlikely {
		t.Errorf("a sample like this has chance %.2g", p)
	}
}

func TestIntNIsUniform(t *testing.T) {
	for _, n := range []int{2, 3, 7, 100, 1000} {
		r, counts := NewRand(uint64(n)), make([]int, n)
		for range draws {
			counts[r.IntN(n)]++
		}
		if p := chiSquare(counts, func(int) float64 { return draws / float64(n) }); p < unlikely {
			t.Errorf("IntN(%d): counts like these have chance %.2g", n, p)
		}
	}
}

// Without rejection, a range of 3·2⁶² would give its first half twice as often
// as it should.
func TestUint64NHasNoBiasNearTheTop(t *testing.T) {
	const n = 3 << 62
	r, counts := NewRand(1), make([]int, 3)
	for range draws {
		counts[r.Uint64N(n)>>62]++
	}
	if p := chiSquare(counts, func(int) float64 { return draws / 3.0 }); p < unlikely {
		t.Errorf("counts %v have chance %.2g", counts, p)
	}
}

func TestPermIsUniform(t *testing.T) {
	r, counts := NewRand(1), map[[4]int]int{}
	for range draws {
		counts[[4]int(r.Perm(4))]++
	}
	if len(counts) != 24 {
		t.Fatalf("%d orders of 4, want 24", len(counts))
	}
	observed := []int{}
	for _, n := range counts {
		observed = append(observed, n)
	}
	if p := chiSquare(observed, func(int) float64 { return draws / 24.0 }); p < unlikely {
		t.Errorf("counts %v have chance %.2g", observed, p)
	}
}

func TestShuffleKeepsEverything(t *testing.T) {
	p := NewRand(3).Perm(1000)
	slices.Sort(p)
	for i, x := range p {
		if i != x {
			t.Fatalf("place %d holds %d", i, x)
		}
	}
}

func TestBoolHasItsChance(t *testing.T) {
	for _, p := range []float64{0.001, 0.1, 0.5, 0.93} {
		r, hits := NewRand(5), 0
		for range draws {
			if r.Bool(p) {
				hits++
			}
		}
		wantRate(t, "Bool", hits, draws, p)
	}
	r := NewRand(1)
	for range 1000 {
		if r.Bool(0) || r.Bool(-1) || r.Bool(math.NaN()) || !r.Bool(1) {
			t.Fatal("a chance of 0 came true, or one of 1 did not")
		}
	}
}

// Streams of neighbouring seeds, and of neighbouring purposes and indices,
// share no bits: the popcount of their xor is binomial.
func TestNeighbouringStreamsAreIndependent(t *testing.T) {
	pairs := map[string]func(i uint64) (*Rand, *Rand){
		"seeds":    func(i uint64) (*Rand, *Rand) { return NewRand(i), NewRand(i + 1) },
		"purposes": func(i uint64) (*Rand, *Rand) { return NewRand(derive(i, 1, 0)), NewRand(derive(i, 2, 0)) },
		"indices":  func(i uint64) (*Rand, *Rand) { return NewRand(derive(1, 4, i)), NewRand(derive(1, 4, i+1)) },
		"messages": func(i uint64) (*Rand, *Rand) {
			n := network{seed: 1}
			a, b := n.fateOf(MessageName{0, 1, i + 1}), n.fateOf(MessageName{0, 1, i + 2})
			x, y := a.stream(fateDelay), b.stream(fateDelay)
			return &x, &y
		},
		"choices": func(i uint64) (*Rand, *Rand) {
			f := (&network{seed: 1}).fateOf(MessageName{2, 3, i + 1})
			x, y := f.stream(fateDelay), f.stream(fateSecond)
			return &x, &y
		},
	}
	for name, pair := range pairs {
		same, n := 0, 0
		for i := range uint64(2000) {
			a, b := pair(i)
			for range 5 {
				x := a.Uint64() ^ b.Uint64()
				for ; x != 0; x &= x - 1 {
					same++
				}
				n += 64
			}
		}
		wantRate(t, name, same, n, 0.5)
	}
}

func TestRandRefusesAnEmptyRange(t *testing.T) {
	for name, draw := range map[string]func(){
		"IntN(0)":    func() { NewRand(1).IntN(0) },
		"IntN(-1)":   func() { NewRand(1).IntN(-1) },
		"Uint64N(0)": func() { NewRand(1).Uint64N(0) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s drew a number", name)
				}
			}()
			draw()
		}()
	}
}
