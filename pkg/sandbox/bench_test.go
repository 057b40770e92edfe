package sandbox

import "testing"

func BenchmarkInstance(b *testing.B) {
	w := workshop(b)
	wasm, err := w.Build(b.Context(), Source{Code: []byte(tallyNode), Roles: tally.Roles, Package: "github.com/faultline-go/faultline/pkg/exercise/exactlyonce"})
	if err != nil {
		b.Fatal(err)
	}
	for _, code := range []struct {
		name string
		wasm []byte
	}{{"merged", mergeData(wasm)}, {"as-built", wasm}} {
		p, err := Load(b.Context(), code.wasm, w.Compiled())
		if err != nil {
			b.Fatal(err)
		}
		b.Run(code.name, func(b *testing.B) {
			for b.Loop() {
				i, err := p.newInstance(b.Context())
				if err != nil {
					b.Fatal(err)
				}
				i.close(b.Context())
			}
		})
	}
}
