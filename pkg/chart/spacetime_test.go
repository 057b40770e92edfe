package chart

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/plot/vg"
	"pgregory.net/rapid"

	"github.com/faultline-go/faultline/pkg/sim"
)

func ids(list ...sim.ID) []sim.ID { return list }

// TestFates pairs sends with what became of them.
func TestFates(t *testing.T) {
	want := []string{
		"-1>0 copy 1: received after 0s", "0>1 copy 1: lost after 0s", "0>2 copy 1: received after 9ms", "0>2 copy 2: received after 17ms",
		"0>1 copy 1: to a crashed receiver after 11ms", "0>2 copy 1: cut off after 0s", "0>2 copy 1: received after 12ms",
		"1>1 copy 1: received after 4ms", "2>0 copy 1: still under way after 0s",
	}
	var got []string
	for _, f := range flightsOf(everything()) {
		got = append(got, fmt.Sprintf("%d>%d copy %d: %s after %v", f.from, f.to, f.copy, f.fate.words(), f.ended-f.sent))
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestSpans(t *testing.T) {
	trace := everything()
	downs := downsOf(trace)
	if want := []down{{1, 30 * ms, 50 * ms, false}, {2, 52 * ms, 74 * ms, true}}; !slices.Equal(downs, want) {
		t.Errorf("downs %v, want %v", downs, want)
	}
	trace.Faults = append(trace.Faults, sim.OneWay(70*ms, sim.Group{0, 1, 2}, sim.Group{1}))
	want := []span{{40 * ms, 60 * ms, "cut: ann | bob cho"}, {70 * ms, forever, "cut: ann–cho → bob"}}
	if cuts := cutsOf(trace); !slices.Equal(cuts, want) {
		t.Errorf("cuts %v, want %v", cuts, want)
	}
}

// TestSlant: an arrow runs from the sender's line at the sending to the
// receiver's line at the arrival.
func TestSlant(t *testing.T) {
	s := newScene(everything(), View{})
	for _, a := range s.arrows {
		if a.fate != arrived || a.from == sim.Outside || a.from == a.to {
			continue
		}
		tip, d := a.tip()
		end := vg.Point{X: tip.X + clearance*d.X, Y: tip.Y + clearance*d.Y}
		if length(a.path[0], vg.Point{X: s.x(a.sent), Y: s.y(a.from)}) > 0.01 || length(end, vg.Point{X: s.x(a.ended), Y: s.y(a.to)}) > 0.01 {
			t.Errorf("message %d>%d sent at %v, received at %v: drawn from %v to %v", a.from, a.to, a.sent, a.ended, a.path[0], end)
		}
	}
}

// TestLegend has an entry for everything that occurs, and for nothing else.
func TestLegend(t *testing.T) {
	labels := func(v View, trace *sim.Trace) (list []string) {
		for _, p := range newScene(trace, v).legend {
			list = append(list, p.label)
		}
		return list
	}
	all := labels(View{Disk: true}, everything())
	want := []string{
		"message", "second copy", "request from outside", "lost", "link is cut", "receiver is down", "still under way", "timer", "output",
		"new status", "note", "crash", "restart", "disk", "clock changed", "down", "paused", "partition",
	}
	if !slices.Equal(all, want) {
		t.Errorf("got %q, want %q", all, want)
	}
	s := newStory("a", "b")
	s.deliver(5*ms, s.send(0, 0, 1, ping{1}), 1, ping{1})
	if few := labels(View{}, &s.Trace); !slices.Equal(few, []string{"message"}) {
		t.Errorf("one message has the legend %q", few)
	}
}

// TestFold shows no more events than the limit, those before a failure, and
// says what is missing.
func TestFold(t *testing.T) {
	trace := crowd(24, 3000)
	s := newScene(trace, View{})
	if len(s.order) != maxProcesses || len(s.flights) > defaultLimit || s.from > 50*ms {
		t.Errorf("%d processes, %d messages from %v", len(s.order), len(s.flights), s.from)
	}
	for _, want := range []string{"Shown: 200 of ", " later", "10 of 24 processes are shown"} {
		if !strings.Contains(s.folded, want) {
			t.Errorf("%q does not say %q", s.folded, want)
		}
	}
	at := 2 * time.Second
	s = newScene(trace, View{Failure: Failure{At: at, Text: "It broke"}, Limit: 50})
	if s.from >= at || s.to < at || s.to > at+200*ms || len(s.flights) > 60 {
		t.Errorf("the failure at %v is shown in a window from %v to %v with %d messages", at, s.from, s.to, len(s.flights))
	}
	s = newScene(trace, View{From: time.Second, To: time.Second + 40*ms, Processes: ids(3, 1)})
	if s.from != time.Second || s.to != time.Second+40*ms || !slices.Equal(s.order, ids(3, 1)) || s.y(3) < s.y(1) {
		t.Errorf("asked for 1 s to 1.04 s of 3 and 1, got %v to %v of %v", s.from, s.to, s.order)
	}
	if s := newScene(everything(), View{}); s.folded != "" {
		t.Errorf("a short run says %q", s.folded)
	}
}

// TestCarriedStatus: the status at the window's beginning is written there.
func TestCarriedStatus(t *testing.T) {
	s := newScene(everything(), View{From: 70 * ms})
	for _, l := range s.labels {
		if l.text == "leader" {
			return
		}
	}
	t.Errorf("no label says that ann is the leader: %v", s.labels)
}

// checkLayout tells what is wrong with where things are: labels on labels, on
// signs or on process lines, or anything outside the picture.
func checkLayout(s *scene) error {
	for i, l := range s.labels {
		for _, other := range s.labels[:i] {
			if overlap(l.box, other.box) {
				return fmt.Errorf("labels %q and %q overlap", l.text, other.text)
			}
		}
		for _, g := range s.signs {
			if !g.carried && overlap(l.box, g.box()) {
				return fmt.Errorf("label %q covers a sign", l.text)
			}
		}
		for _, id := range s.order {
			if y := s.y(id); l.box.Min.Y < y && y < l.box.Max.Y {
				return fmt.Errorf("label %q covers the line of %d", l.text, id)
			}
		}
		if w := l.style.Width(l.text); w > l.box.Size().X+0.01 {
			return fmt.Errorf("label %q is %v wide and has %v", l.text, w, l.box.Size().X)
		}
		if l.box.Min.X < 0 || l.box.Max.X > s.width || l.box.Min.Y < 0 || l.box.Max.Y > s.height {
			return fmt.Errorf("label %q is outside the picture", l.text)
		}
	}
	for _, a := range s.arrows {
		for _, p := range a.path {
			if p.X < s.left-8 || p.X > s.right+8 || p.Y < s.bottom() || p.Y > s.top+headRoom {
				return fmt.Errorf("a message of %d to %d is drawn outside, at %v", a.from, a.to, p)
			}
		}
	}
	for _, g := range s.signs {
		if g.at.X < s.left || g.at.X > s.right {
			return fmt.Errorf("a sign is drawn outside, at %v", g.at)
		}
	}
	return nil
}

func TestLayout(t *testing.T) {
	for name, s := range map[string]*scene{
		"everything": newScene(everything(), View{Disk: true}), "crowd": newScene(crowd(10, 200), View{}),
		"two": newScene(crowd(2, 60), View{}), "fold": newScene(crowd(24, 3000), View{}),
	} {
		if err := checkLayout(s); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(s.labels) < 5 {
			t.Errorf("%s: only %d labels", name, len(s.labels))
		}
	}
}

// TestAnyTrace draws whatever trace comes, sense or nonsense: no panic, no
// overlap, a well-formed document that is not too large.
func TestAnyTrace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newSceneOf(t)
		if err := checkLayout(s); err != nil {
			t.Fatal(err)
		}
	})
}

func newSceneOf(t *rapid.T) *scene {
	nodes := rapid.IntRange(1, 14).Draw(t, "nodes")
	trace := &sim.Trace{Names: make([]string, nodes), Servers: nodes, Dropped: rapid.Uint64Range(0, 2).Draw(t, "dropped")}
	id := rapid.Custom(func(t *rapid.T) sim.ID { return sim.ID(rapid.IntRange(-1, nodes).Draw(t, "id")) })
	moment := rapid.Custom(func(t *rapid.T) time.Duration {
		return time.Duration(rapid.Int64Range(0, 1000).Draw(t, "at")) * rapid.SampledFrom([]time.Duration{1, ms, time.Hour}).Draw(t, "unit")
	})
	text := rapid.SampledFrom([]string{"", "tick", sim.DropLost, sim.DropCut, sim.DropDown, sim.DropHeld, "a long text with several words in it"})
	for i := range trace.Names {
		trace.Names[i] = text.Draw(t, "name")
	}
	n := rapid.IntRange(1, 300).Draw(t, "events")
	for range n {
		m := sim.MessageName{From: id.Draw(t, "from"), To: id.Draw(t, "to"), N: rapid.Uint64Range(1, 5).Draw(t, "n")}
		trace.Events = append(trace.Events, sim.Event{
			At: moment.Draw(t, "at"), Kind: sim.EventKind(rapid.IntRange(0, 17).Draw(t, "kind")), Node: id.Draw(t, "node"),
			Message: m, Copy: uint8(rapid.IntRange(0, 3).Draw(t, "copy")), Text: text.Draw(t, "text"), Value: ping{i(t)},
		})
	}
	for range rapid.IntRange(0, 8).Draw(t, "faults") {
		at := moment.Draw(t, "at")
		trace.Faults = append(trace.Faults, rapid.SampledFrom([]sim.Fault{
			sim.Partition(at, sim.Group{0}, sim.Group{1, 2}), sim.OneWay(at, sim.Group{0}, sim.Group{1}), sim.Heal(at), sim.Crash(at, 0),
		}).Draw(t, "fault"))
	}
	slices.SortFunc(trace.Events, func(a, b sim.Event) int { return int(a.At - b.At) })
	view := View{Disk: rapid.Bool().Draw(t, "disk"), Limit: rapid.IntRange(0, 50).Draw(t, "limit")}
	if rapid.Bool().Draw(t, "failed") {
		view.Failure = Failure{At: moment.Draw(t, "failure"), Text: text.Draw(t, "sentence")}
	}
	p := SpaceTime(trace, view)
	data, err := p.SVG()
	if err != nil {
		t.Fatal(err)
	}
	if err := wellFormed(string(data)); err != nil || len(data) > 60_000 || strings.Contains(string(data), "NaN") {
		t.Fatalf("SVG of %d bytes: %v", len(data), err)
	}
	if !strings.Contains(p.Text(), "Space-time diagram of") {
		t.Fatalf("text %q", p.Text())
	}
	return newScene(trace, view)
}

func i(t *rapid.T) int { return rapid.IntRange(0, 1_000_000_000).Draw(t, "value") }

// TestCutTrace: of a trace whose beginning is missing the faults tell who was
// down, or else its first start.
func TestCutTrace(t *testing.T) {
	trace := everything()
	trace.Faults = append([]sim.Fault{sim.Crash(30*ms, 1), sim.Restart(50*ms, 1)}, trace.Faults...)
	first := slices.IndexFunc(trace.Events, func(e sim.Event) bool { return e.At >= 36*ms })
	trace.Events, trace.Dropped = trace.Events[first:], uint64(first)
	want := []down{{1, 30 * ms, 50 * ms, false}, {2, 52 * ms, 74 * ms, true}}
	if downs := downsOf(trace); !slices.Equal(downs, want) {
		t.Errorf("with faults: %v, want %v", downs, want)
	}
	trace.Faults = nil
	want[0].from = 0
	if downs := downsOf(trace); !slices.Equal(downs, want) {
		t.Errorf("without faults: %v, want %v", downs, want)
	}
	if s := newScene(trace, View{}); !strings.Contains(s.folded, "earlier events are left out") {
		t.Errorf("it says %q", s.folded)
	}
}
