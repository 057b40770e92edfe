package sim

import (
	"encoding/binary"
	"math/bits"
)

// fold mixes two words into a running checksum: one multiplication to 128
// bits, its halves joined, as in the hash functions of the wyhash family.
func fold(sum, a, b uint64) uint64 {
	hi, lo := bits.Mul64(sum^a^0xa0761d6478bd642f, b^0xe7037ed1a0b428db)
	return hi ^ lo ^ bits.RotateLeft64(sum, 23)
}

func hashBytes(sum uint64, data []byte) uint64 {
	sum = fold(sum, uint64(len(data)), 1)
	for len(data) >= 16 {
		sum = fold(sum, binary.LittleEndian.Uint64(data), binary.LittleEndian.Uint64(data[8:]))
		data = data[16:]
	}
	var tail [16]byte
	copy(tail[:], data)
	return mix(fold(sum, binary.LittleEndian.Uint64(tail[:]), binary.LittleEndian.Uint64(tail[8:])))
}

func hashString(sum uint64, s string) uint64 {
	var buffer [64]byte
	for len(s) > len(buffer) {
		copy(buffer[:], s)
		sum, s = hashBytes(sum, buffer[:]), s[len(buffer):]
	}
	return hashBytes(sum, buffer[:copy(buffer[:], s)])
}
