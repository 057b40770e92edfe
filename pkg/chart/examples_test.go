package chart

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

type ping struct{ Seq int }
type vote struct {
	Term int
	For  sim.ID
}

// story builds a trace by hand, event by event.
type story struct {
	sim.Trace
	n map[[2]sim.ID]uint64
}

func newStory(names ...string) *story {
	return &story{Trace: sim.Trace{Names: names, Servers: len(names), Seed: 42}, n: map[[2]sim.ID]uint64{}}
}

func (s *story) add(at time.Duration, e sim.Event) {
	e.At = at
	s.Events = append(s.Events, e)
}

// send adds a message's sending and returns its name.
func (s *story) send(at time.Duration, from, to sim.ID, value any) sim.MessageName {
	s.n[[2]sim.ID{from, to}]++
	m := sim.MessageName{From: from, To: to, N: s.n[[2]sim.ID{from, to}]}
	s.add(at, sim.Event{Kind: sim.EventSend, Node: from, Peer: to, Message: m, Copy: 1, Value: value})
	return m
}

func (s *story) deliver(at time.Duration, m sim.MessageName, copy uint8, value any) {
	s.add(at, sim.Event{Kind: sim.EventDeliver, Node: m.To, Peer: m.From, Message: m, Copy: copy, Value: value})
}

func (s *story) drop(at time.Duration, m sim.MessageName, reason string) {
	s.add(at, sim.Event{Kind: sim.EventDrop, Node: m.From, Peer: m.To, Message: m, Copy: 1, Text: reason})
}

const ms = time.Millisecond

// everything is a short run in which all that can be drawn occurs.
func everything() *sim.Trace {
	s := newStory("ann", "bob", "cho")
	for id := range sim.ID(3) {
		s.add(0, sim.Event{Kind: sim.EventStart, Node: id})
	}
	s.add(0, sim.Event{Kind: sim.EventStatus, Node: 0, Text: "follower"})
	r := s.send(5*ms, sim.Outside, 0, "transfer 5")
	s.deliver(5*ms, r, 1, "transfer 5")
	a := s.send(5*ms, 0, 1, ping{1})
	b := s.send(5*ms, 0, 2, ping{1})
	s.add(5*ms, sim.Event{Kind: sim.EventDuplicate, Node: 0, Peer: 2, Message: b, Copy: 2, Value: ping{1}})
	s.drop(5*ms, a, sim.DropLost)
	s.deliver(14*ms, b, 1, ping{1})
	s.deliver(22*ms, b, 2, ping{1})
	s.add(22*ms, sim.Event{Kind: sim.EventOutput, Node: 2, Value: "5 accepted"})
	s.add(25*ms, sim.Event{Kind: sim.EventTimer, Node: 0, Text: "retry"})
	a = s.send(25*ms, 0, 1, ping{1})
	s.add(30*ms, sim.Event{Kind: sim.EventCrash, Node: 1})
	s.drop(36*ms, a, sim.DropDown)
	s.Faults = append(s.Faults, sim.Partition(40*ms, sim.Group{0}, sim.Group{1, 2}), sim.Heal(60*ms))
	s.drop(45*ms, s.send(45*ms, 0, 2, vote{3, 0}), sim.DropCut)
	s.add(50*ms, sim.Event{Kind: sim.EventWrite, Node: 0, Text: "term", Value: 3})
	s.add(50*ms, sim.Event{Kind: sim.EventStart, Node: 1})
	s.add(52*ms, sim.Event{Kind: sim.EventPause, Node: 2})
	s.add(62*ms, sim.Event{Kind: sim.EventStatus, Node: 0, Text: "leader"})
	v := s.send(62*ms, 0, 2, vote{3, 0})
	s.add(74*ms, sim.Event{Kind: sim.EventResume, Node: 2})
	s.deliver(74*ms, v, 1, vote{3, 0})
	self := s.send(76*ms, 1, 1, ping{9})
	s.deliver(80*ms, self, 1, ping{9})
	s.add(82*ms, sim.Event{Kind: sim.EventNote, Node: 1, Text: "my term is old"})
	s.add(84*ms, sim.Event{Kind: sim.EventClock, Node: 2, Text: "step clock 2 by 1s"})
	s.send(88*ms, 2, 0, vote{3, 2})
	s.add(92*ms, sim.Event{Kind: sim.EventOutput, Node: 0, Value: vote{3, 0}})
	return &s.Trace
}

// crowd is a run of the given size in which everybody writes to everybody.
func crowd(nodes, events int) *sim.Trace {
	r := rand.New(rand.NewPCG(1, 2))
	names := make([]string, nodes)
	for i := range names {
		names[i] = fmt.Sprintf("n%d", i)
	}
	s := newStory(names...)
	for at := time.Duration(0); len(s.Events) < events; at += 3 * ms {
		from, to := sim.ID(r.IntN(nodes)), sim.ID(r.IntN(nodes))
		if from == to {
			s.add(at, sim.Event{Kind: sim.EventTimer, Node: from, Text: "tick"})
			continue
		}
		m := s.send(at, from, to, ping{len(s.Events)})
		if r.IntN(5) == 0 {
			s.drop(at, m, sim.DropLost)
		} else {
			s.deliver(at+3*ms, m, 1, ping{len(s.Events) - 1})
		}
	}
	return &s.Trace
}

func normal(n int, mean, spread float64, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 2))
	values := make([]float64, n)
	for i := range values {
		values[i] = mean + spread*r.NormFloat64()
	}
	return values
}

func hours(rate float64) (x, y []float64) {
	for h := range 25 {
		x, y = append(x, float64(h)), append(y, rate*float64(h)/24)
	}
	return x, y
}

func add(list []float64, by float64) []float64 {
	out := make([]float64, len(list))
	for i, v := range list {
		out[i] = v + by
	}
	return out
}

// examples are pictures of every kind, with everything that each can show.
func examples() map[string]*Picture {
	x, up := hours(4.32)
	_, down := hours(-4.32)
	var n, growth, squares []float64
	for i := 1; i <= 64; i *= 2 {
		n = append(n, float64(i))
		growth = append(growth, float64(i)*math.Log2(float64(2*i)))
		squares = append(squares, float64(i*i))
	}
	return map[string]*Picture{
		"lines": Lines(Spec{
			Title: "Two clocks part by 8.6 s a day", X: Axis{Label: "time", Unit: "h"},
			Y:    Axis{Label: "offset", Unit: "s", Marks: []Mark{{At: 4.32, Label: "50 ppm"}}},
			Note: "Seed 42; clocks at +50 and −50 ppm.",
		}, Series{Name: "fast", X: x, Y: up}, Series{Name: "slow", X: x, Y: down, Low: add(down, -0.5), High: add(down, 0.5)}),
		"log": Lines(Spec{
			Title: "Gossip sends n log n messages, asking everybody n²",
			X:     Axis{Label: "nodes", Log: true, Marks: []Mark{{At: 10, Label: "ten nodes"}}}, Y: Axis{Label: "messages", Log: true},
		}, Series{Name: "gossip", X: n, Y: growth, Points: true, Low: add(growth, -0.5), High: add(growth, 2), Hollow: []bool{6: true}},
			Series{Name: "everybody", X: n, Y: squares, Steps: true}),
		"histogram": Histogram(Spec{
			Title: "Most replies take 10 to 30 ms", X: Axis{Label: "round trip", Unit: "ms", Marks: []Mark{{At: 33, Label: "timeout"}}},
		}, 0, Sample{Values: normal(500, 20, 5, 1)}),
		"histograms": Histogram(Spec{Title: "The far link is slower", X: Axis{Label: "round trip", Unit: "ms"}}, 24,
			Sample{Name: "near", Values: normal(500, 20, 5, 1)}, Sample{Name: "far", Values: normal(500, 35, 8, 3), Unfinished: 12}),
		"cdf": CDF(Spec{Title: "One far reply in ten never comes", X: Axis{Label: "round trip", Unit: "ms"}},
			Sample{Name: "near", Values: normal(300, 20, 5, 1)}, Sample{Name: "far", Values: normal(300, 35, 8, 3), Unfinished: 33}),
		"bars": Bars(Spec{Title: "Half the messages lost costs twice the sends", X: Axis{Label: "loss"}, Y: Axis{Label: "sends per request"}},
			Bar{"0 %", "measured", 1, 1, 1}, Bar{"0 %", "theory", 1, 0, 0}, Bar{"0 %", "worst run", 1, 0, 0},
			Bar{"50 %", "measured", 2.03, 1.9, 2.16}, Bar{"50 %", "theory", 2, 0, 0}, Bar{"50 %", "worst run", 9, 0, 0}),
		"spacetime": SpaceTime(everything(), View{
			Title: "Everything that can happen to a message, once", Disk: true,
			Failure: Failure{At: 84 * ms, Text: "Two values were chosen in term 3: agreement does not hold"},
		}),
		"crowd": SpaceTime(crowd(10, 200), View{}),
		"fold":  SpaceTime(crowd(24, 3000), View{Failure: Failure{At: 2 * time.Second, Text: "A request took effect twice"}}),
	}
}

func mustSVG(t testing.TB, p *Picture) string {
	t.Helper()
	data, err := p.SVG()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
