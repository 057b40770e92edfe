package sim

import (
	"bytes"
	"strings"
	"testing"
)

// parcel's canonical encoding is a length, 20 bytes and a boolean: a flipped bit
// of the text gives another text, and most others nothing that can be read.
type parcel struct {
	Text string
	Flag bool
}

func parcels(n int) func(ID) Node {
	sent := 0
	return cast(script{
		start: func(env Env) { env.SetTimer("send", ms) },
		timer: func(env Env, name string) {
			env.Send(1, parcel{Text: strings.Repeat("x", 20)})
			if sent++; sent < n {
				env.SetTimer(name, ms)
			}
		},
	}, script{receive: func(env Env, _ ID, m any) { env.Output(m) }})
}

// Every bit of an encoding is flipped equally often, at the configured rate,
// and what arrives differs from what was sent in that bit alone.
func TestCorruptionFlipsOneUniformBitAtItsRate(t *testing.T) {
	const n = draws
	w := newWorld(t, Config{Nodes: 2, Seed: 1, Link: Link{Corrupt: 0.3}, Check: true}, parcels(n))
	runAll(t, w)
	s := w.Stats()
	wantRate(t, "corrupted", int(s.Corrupted), n, 0.3)
	_, original, _ := Encode(parcel{Text: strings.Repeat("x", 20)})
	counts, whole := make([]int, 8*len(original)), 0
	for _, v := range outputsOf(w, 1) {
		_, data, err := Encode(v)
		if err != nil || len(data) != len(original) {
			t.Fatalf("%+v: %v", v, err)
		}
		if bytes.Equal(data, original) {
			whole++
			continue
		}
		bit, flips := 0, 0
		for i := range 8 * len(data) {
			if (data[i/8]^original[i/8])>>(i%8)&1 == 1 {
				bit, flips = i, flips+1
			}
		}
		if flips != 1 {
			t.Fatalf("%d bits of %q differ", flips, data)
		}
		counts[bit]++
	}
	if whole != n-int(s.Corrupted) {
		t.Errorf("%d arrive whole, %d of %d are corrupted", whole, s.Corrupted, n)
	}
	// The length and seven bits of the boolean cannot be flipped and read.
	readable := counts[8 : 8+160+1]
	share := float64(s.Corrupted) / float64(len(counts))
	if p := chiSquare(readable, func(int) float64 { return share }); p < unlikely {
		t.Errorf("bits flipped %v have chance %.2g", readable, p)
	}
	wantRate(t, "unreadable", int(s.Damaged), int(s.Corrupted), 15.0/176)
}

func TestTheTraceTellsOfCorruption(t *testing.T) {
	w := newWorld(t, Config{Nodes: 2, Record: Everything, Link: Link{Corrupt: 1, Duplicate: 1, Latency: Constant(ms)}}, parcels(100))
	runAll(t, w)
	events := map[string]int{}
	for _, e := range w.Trace().Events {
		switch e.Kind {
		case EventCorrupt:
			events["corrupt"]++
			if e.Node != 0 || e.Peer != 1 {
				t.Errorf("%+v", e)
			}
		case EventDrop:
			events[e.Text]++
			if _, ok := e.Value.(parcel); !ok {
				t.Errorf("%T was dropped", e.Value)
			}
		}
	}
	s := w.Stats()
	if events["corrupt"] != 100 || int(s.Damaged) != events[DropDamaged] || s.Damaged == 0 || s.Damaged%2 != 0 || s.Delivered != 200-s.Damaged {
		t.Errorf("%v, %v", events, s)
	}
	if !strings.Contains(traceText(w), "is gone: damaged") || !strings.Contains(traceText(w), "corrupt 0>1#1 to n1: parcel{") {
		t.Error(traceText(w))
	}
}

// A flipped bit of a signature makes it worthless; one elsewhere leaves it
// genuine, but of other content.
func TestACorruptedSignatureDoesNotVerify(t *testing.T) {
	forged, genuine := 0, 0
	w := newWorld(t, Config{Nodes: 2, Seed: 5, Link: Link{Corrupt: 1}}, cast(script{start: func(env Env) {
		for range 1000 {
			env.Send(1, signed{77, env.Sign(77)})
		}
	}}, script{receive: func(_ Env, _ ID, m any) {
		s := m.(signed)
		if Verify(0, s.Total, s.By) {
			t.Errorf("%+v verifies", s)
		}
		if Verify(0, 77, s.By) {
			genuine++
		} else {
			forged++
		}
	}}))
	runAll(t, w)
	if forged == 0 || genuine == 0 {
		t.Errorf("%d signatures are damaged, %d whole", forged, genuine)
	}
}

func TestAnOpaqueMessageIsDamagedWhole(t *testing.T) {
	w := newWorld(t, Config{Nodes: 2, Link: Link{Corrupt: 1}}, cast(script{start: func(env Env) {
		env.Send(1, Opaque{Type: "main.Vote", Data: []byte{1}})
	}}))
	runAll(t, w)
	if s := w.Stats(); s.Damaged != 1 || s.Delivered != 0 {
		t.Errorf("%v", s)
	}
}

// pointerful cannot be encoded.
type pointerful struct{ P *int }

func TestWhatCannotBeEncodedFailsTheRun(t *testing.T) {
	for what, link := range map[string]Link{"corrupts": {Corrupt: 1}, "bandwidth": {Bandwidth: 1}} {
		w := newWorld(t, Config{Nodes: 2, Link: link}, cast(script{start: func(env Env) { env.Send(1, pointerful{}) }}))
		if stop := w.RunUntil(nil); stop.Why != Failed || !strings.Contains(stop.Err.Error(), what) {
			t.Errorf("%v", stop)
		}
	}
}
