package sim

import (
	"runtime"
	"testing"
)

// An event costs no allocation beyond the one that boxes each message sent:
// in a sweep the collector would otherwise cost more than the engine.
func TestEventsAllocateNothingButTheirMessages(t *testing.T) {
	const events = 10_000
	for _, k := range append([]work{chiming}, works...) {
		for _, n := range []int{5, 100, 10_000} {
			w := k.world(t, n, 0)
			advance(t, w, 100*events) // every slice has grown to its size
			var sent []uint64
			allocations := testing.AllocsPerRun(5, func() {
				sent = append(sent, w.stats.Sent)
				advance(t, w, events)
			})
			boxed := float64(w.stats.Sent-sent[1]) / 5 // the first call is not counted
			if allocations > boxed+2 {
				t.Errorf("%s of %d nodes: %v allocations in %d events, which sent %v messages", k.name, n, allocations, events, boxed)
			}
		}
	}
}

// bytesPerNode is what a world of n nodes takes, each of which is of no size
// and has one event pending.
func bytesPerNode(t testing.TB, k work, n int) float64 {
	before := heapAlloc()
	w := k.world(t, n, 0)
	bytes := heapAlloc() - before
	runtime.KeepAlive(w)
	return float64(bytes) / float64(n)
}

func heapAlloc() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// mostBytesPerNode lets a million nodes fit into a quarter of a gigabyte.
const mostBytesPerNode = 256

func TestNodesAreSmall(t *testing.T) {
	for _, k := range []work{holding, gossiping} {
		if bytes := bytesPerNode(t, k, 100_000); bytes > mostBytesPerNode {
			t.Errorf("%s: %.0f bytes for a node, want at most %d", k.name, bytes, mostBytesPerNode)
		}
	}
}
