package sim

import (
	"strings"
	"testing"
	"time"
)

// Synchronous (Lynch 1996, chapter 2; Cachin, Guerraoui and Rodrigues, 2.5):
// no delay is above the bound; delays below it are as drawn.
func TestASynchronousNetworkKeepsItsBound(t *testing.T) {
	const n = draws
	law := Link{Latency: Exponential(ms), Reorder: 0.1, HoldBack: Exponential(9 * ms), Duplicate: 0.1, Bandwidth: 4000}
	free := latencies(runFlood(t, n, Config{Seed: 1, Record: Everything, Link: law}))
	bound := latencies(runFlood(t, n, Config{Seed: 1, Record: Everything, Link: law, Timing: Timing{Model: Synchronous, Bound: 3 * ms}}))
	clipped := 0
	for name, delays := range bound {
		for _, d := range delays {
			if d > 3*ms {
				t.Fatalf("message %v took %v", name, d)
			}
			if d == 3*ms {
				clipped++
			}
		}
	}
	if len(bound) != len(free) || clipped == 0 || clipped > n/2 {
		t.Errorf("%d of %d messages are at the bound", clipped, len(bound))
	}
	law = Link{Latency: Exponential(ms)}
	free = latencies(runFlood(t, n, Config{Seed: 1, Record: Everything, Link: law}))
	bound = latencies(runFlood(t, n, Config{Seed: 1, Record: Everything, Link: law, Timing: Timing{Model: Synchronous, Bound: 2 * ms}}))
	late := 0
	for name, delays := range free {
		if want := min(delays[0], 2*ms); bound[name][0] != want {
			t.Fatalf("message %v took %v, want %v", name, bound[name][0], want)
		}
		if delays[0] > 2*ms {
			late++
		}
	}
	wantRate(t, "at the bound", late, n, 0.1353352832366127) // e⁻²
}

func TestASynchronousNetworkLosesWhatIsStatedToBeLost(t *testing.T) {
	w := runFlood(t, draws, Config{Link: Link{Loss: 0.2}, Timing: Timing{Model: Synchronous, Bound: ms}})
	wantRate(t, "lost", int(w.Stats().Lost), draws, 0.2)
}

// Partial synchrony (Dwork, Lynch and Stockmeyer 1988): before GST anything,
// from GST on every message within the bound, those under way included.
func TestAPartiallySynchronousNetworkKeepsItsPromiseFromGSTOn(t *testing.T) {
	const n, gst, bound = 2000, 1000 * ms, 5 * ms
	w := runFlood(t, n, Config{Seed: 3, Nodes: 3, Record: Everything,
		Link:      Link{Latency: Exponential(100 * ms), Loss: 0.5, Burst: &Burst{ToBad: 0.1, ToGood: 0.1, Loss: 1}, FIFO: true},
		Timing:    Timing{Model: PartiallySynchronous, GST: gst, Bound: bound},
		Faults:    []Fault{Partition(900*ms, Group{0}, Group{1})}, // never healed
		Decisions: []Decision{{MessageName{0, 1, 1500}, nil}, {MessageName{0, 1, 1501}, []time.Duration{time.Hour}}, {MessageName{0, 1, 10}, []time.Duration{10 * time.Hour}}},
	})
	early, late := 0, 0
	for name, delays := range latencies(w) {
		sent := time.Duration(name.N) * ms
		if latest := max(sent, gst) + bound - sent; delays[0] > latest {
			t.Fatalf("message %v, sent at %v, took %v", name, sent, delays[0])
		}
		if sent < gst {
			early++
		} else {
			late++
		}
	}
	// 900 messages before the cut are lost by half, or all in bad spells.
	if s := w.Stats(); late != n-999 || early < 150 || early > 350 || s.Lost == 0 || s.Cut == 0 {
		t.Errorf("%d messages from before GST and %d from after it arrive: %v", early, late, s)
	}
	if got := latencies(w)[MessageName{0, 1, 10}]; got[0] != 995*ms {
		t.Errorf("a message of 10 ms that was to take 10 h took %v", got)
	}
}

func TestOmissionsAndCrashesOutlastGST(t *testing.T) {
	w := runFlood(t, 10, Config{Timing: Timing{Model: PartiallySynchronous, Bound: ms}, Faults: []Fault{OmitSend(5*ms-1, 0, 1)}})
	wantOutputs(t, w, 1, 1, 2, 3, 4)
}

func TestACutAfterGSTIsRefusedWhileItRuns(t *testing.T) {
	w := newWorld(t, Config{Nodes: 2, Timing: Timing{Model: PartiallySynchronous, Bound: ms, GST: 5 * ms}}, cast())
	if err := w.Apply(Partition(0, Group{0}, Group{1})); err != nil {
		t.Error(err)
	}
	w.Run(5 * ms)
	if err := w.Apply(OneWay(0, Group{0}, Group{1})); err == nil || !strings.Contains(err.Error(), "at 5ms links are never cut any more") {
		t.Error(err)
	}
	wantReplay(t, w, cast())
}
