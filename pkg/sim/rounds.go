package sim

import "time"

// Received is a message with its sender.
type Received struct {
	From    ID
	Message any
}

// RoundNode is a process of the synchronous model: in round r, from 0, it sees
// what was sent to it in round r−1 and sends what it will. in is in order of
// arrival.
type RoundNode interface {
	Round(env Env, r int, in []Received)
}

// Rounds runs a RoundNode in rounds of the given length on its own clock. The
// model holds if every message takes less than a round, drift included.
func Rounds(n RoundNode, length time.Duration) Node {
	return &rounds{node: n, length: length}
}

type rounds struct {
	node   RoundNode
	length time.Duration
	r      int
	in     []Received
}

func (s *rounds) Start(env Env) { s.Timer(env, "round") }

func (s *rounds) Receive(_ Env, from ID, message any) {
	s.in = append(s.in, Received{from, message})
}

// Timer begins a round.
func (s *rounds) Timer(env Env, name string) {
	if name != "round" {
		panic("a RoundNode has no timers: count its rounds instead of setting " + name)
	}
	in := s.in
	s.in = nil
	s.node.Round(env, s.r, in)
	s.r++
	env.SetTimer("round", s.length)
}
