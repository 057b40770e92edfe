package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"pgregory.net/rapid"
)

func TestSecretsAreSHA256(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := [3]uint64{rapid.Uint64().Draw(t, "seed"), rapid.Uint64().Draw(t, "purpose"), rapid.Uint64().Draw(t, "index")}
		var text [24]byte
		for i, word := range words {
			binary.LittleEndian.PutUint64(text[8*i:], word)
		}
		hash := sha256.Sum256(text[:])
		if got, want := deriveSecret(words[0], words[1], words[2]), binary.LittleEndian.Uint64(hash[:]); got != want {
			t.Fatalf("%x, want %x", got, want)
		}
	})
}
