package sim

import "testing"

// BenchmarkEvent is what one event costs: a message or a timer of echo.
func BenchmarkEvent(b *testing.B) {
	for _, c := range []struct {
		name   string
		config Config
	}{
		{"instant", Config{Nodes: 2}},
		{"exponential", Config{Nodes: 2, Link: Link{Latency: Exponential(ms)}}},
		{"checked", Config{Nodes: 2, Link: Link{Latency: Exponential(ms)}, Check: true}},
		{"1000 nodes", Config{Nodes: 1000, Link: Link{Latency: Exponential(ms), Loss: 0.1}}},
	} {
		b.Run(c.name, func(b *testing.B) {
			w := newWorld(b, c.config, echo)
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				w.Step()
			}
		})
	}
}
