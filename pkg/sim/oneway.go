package sim

import (
	"encoding/binary"
	"math/bits"
)

// deriveSecret is derive for a stream whose states a node can learn from its
// draws: the seed cannot be computed back from them. It is the first 64 bits
// of the SHA-256 (FIPS 180-4) of the three words. The standard library has
// that, too, but brings the rest of its cryptography along, which made every
// cell of a notebook a twentieth slower to link.
func deriveSecret(seed, purpose, index uint64) uint64 {
	var block [64]byte // one block: 24 bytes, the mark 0x80, and the length in bits
	for i, word := range []uint64{seed, purpose, index} {
		binary.LittleEndian.PutUint64(block[8*i:], word)
	}
	block[24] = 0x80
	binary.BigEndian.PutUint64(block[56:], 24*8)
	a, b := compress(&block)
	var hash [8]byte
	binary.BigEndian.PutUint32(hash[:], a)
	binary.BigEndian.PutUint32(hash[4:], b)
	return binary.LittleEndian.Uint64(hash[:])
}

// compress is SHA-256's compression of a message of one block; it returns the
// first two of the eight words.
func compress(block *[64]byte) (first, second uint32) {
	var w [64]uint32
	for i := range 16 {
		w[i] = binary.BigEndian.Uint32(block[4*i:])
	}
	for i := 16; i < 64; i++ {
		x, y := w[i-15], w[i-2]
		w[i] = w[i-16] + w[i-7] + (turn(x, 7) ^ turn(x, 18) ^ x>>3) + (turn(y, 17) ^ turn(y, 19) ^ y>>10)
	}
	h := rootsOfPrimes.squares
	for i := range 64 {
		a, e := h[0], h[4]
		t := h[7] + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e&h[5] ^ ^e&h[6]) + rootsOfPrimes.cubes[i] + w[i]
		u := (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a&h[1] ^ a&h[2] ^ h[1]&h[2])
		h = [8]uint32{t + u, a, h[1], h[2], h[3] + t, e, h[5], h[6]}
	}
	return h[0] + rootsOfPrimes.squares[0], h[1] + rootsOfPrimes.squares[1]
}

func turn(x uint32, right int) uint32 { return bits.RotateLeft32(x, -right) }

// rootsOfPrimes are SHA-256's constants: the first 32 bits after the point of
// the square roots of the first 8 primes and of the cube roots of the first 64.
var rootsOfPrimes = func() (r struct {
	squares [8]uint32
	cubes   [64]uint32
}) {
	for n, found := uint64(2), 0; found < 64; n++ {
		if !isPrime(n) {
			continue
		}
		if found < 8 {
			r.squares[found] = uint32(integerRoot(n, 2))
		}
		r.cubes[found] = uint32(integerRoot(n, 3))
		found++
	}
	return r
}()

func isPrime(n uint64) bool {
	for d := uint64(2); d*d <= n; d++ {
		if n%d == 0 {
			return false
		}
	}
	return true
}

// integerRoot is ⌊2³² n^(1/k)⌋ for k = 2 or 3 and n < 2⁹, bit by bit.
func integerRoot(n uint64, k int) (root uint64) {
	for bit := uint64(1) << 37; bit > 0; bit >>= 1 {
		if try := root | bit; notAbove(try, n, k) {
			root = try
		}
	}
	return root
}

// notAbove says whether xᵏ ≤ n·2³²ᵏ, in 128 bits; x is below 2³⁸.
func notAbove(x, n uint64, k int) bool {
	hi, lo := bits.Mul64(x, x)
	if k == 2 {
		return hi < n || hi == n && lo == 0
	}
	// x³ ≤ n·2⁹⁶: divide by 2³² first, rounding up what must not be above.
	square := hi<<32 | lo>>32
	rest := lo << 32 >> 32
	hi, lo = bits.Mul64(square, x)
	more, low := bits.Mul64(rest, x)
	carry := uint64(0)
	lo, carry = bits.Add64(lo, more<<32|low>>32, 0)
	hi += carry
	return hi < n || hi == n && lo == 0 && low<<32 == 0
}
