// Package indexed rebuilds a table from the ledger at each start, and has all
// requests under way at once, each with a timer that backs off.
package indexed

import (
	"slices"
	"time"

	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce"
	"github.com/faultline-go/faultline/pkg/sim"
)

type key struct {
	client sim.ID
	number uint64
}

type Server struct{ receipts map[key]int }

func (s *Server) Start(env sim.Env) {
	s.receipts = map[key]int{}
	_, end := env.Disk().Bounds(exactlyonce.Ledger)
	for i := range end {
		var e exactlyonce.Entry
		env.Disk().At(exactlyonce.Ledger, i, &e)
		s.receipts[key{e.Client, e.Number}] = i
	}
}

func (s *Server) Receive(env sim.Env, from sim.ID, message any) {
	if r, ok := message.(exactlyonce.Request); ok {
		env.Send(from, exactlyonce.Reply{Number: r.Number, Receipt: s.apply(env, from, r)})
	}
}

func (s *Server) apply(env sim.Env, from sim.ID, r exactlyonce.Request) int {
	k := key{from, r.Number}
	if receipt, ok := s.receipts[k]; ok {
		return receipt
	}
	_, s.receipts[k] = env.Disk().Bounds(exactlyonce.Ledger)
	env.Disk().Append(exactlyonce.Ledger, exactlyonce.Entry{Client: from, Number: r.Number, Amount: r.Amount})
	env.Disk().Sync()
	return s.receipts[k]
}

func (s *Server) Timer(sim.Env, string) {}

type pending struct {
	Number uint64
	Amount int64
}

type Client struct {
	waiting []pending
	next    uint64
	wait    map[string]time.Duration
}

func (c *Client) Start(env sim.Env) {
	c.wait = map[string]time.Duration{}
	env.Disk().Get("next", &c.next)
	env.Disk().Get("waiting", &c.waiting)
	for _, p := range c.waiting {
		c.send(env, p)
	}
}

func (c *Client) send(env sim.Env, p pending) {
	timer := sim.Numbered("again", p.Number)
	c.wait[timer] = min(max(2*c.wait[timer], 100*time.Millisecond), 2*time.Second)
	env.Send(env.Peers()[0], exactlyonce.Request(p))
	env.SetTimer(timer, c.wait[timer])
}

func (c *Client) save(env sim.Env) {
	env.Disk().Put("next", c.next)
	env.Disk().Put("waiting", c.waiting)
	env.Disk().Sync()
}

func (c *Client) Receive(env sim.Env, _ sim.ID, message any) {
	switch m := message.(type) {
	case exactlyonce.Deposit:
		c.next++
		p := pending{c.next, m.Amount}
		c.waiting = append(c.waiting, p)
		c.save(env)
		c.send(env, p)
	case exactlyonce.Reply:
		i := slices.IndexFunc(c.waiting, func(p pending) bool { return p.Number == m.Number })
		if i < 0 {
			return
		}
		env.Output(exactlyonce.Done{Amount: c.waiting[i].Amount, Receipt: m.Receipt})
		env.CancelTimer(sim.Numbered("again", m.Number))
		c.waiting = slices.Delete(c.waiting, i, i+1)
		c.save(env)
	}
}

func (c *Client) Timer(env sim.Env, name string) {
	for _, p := range c.waiting {
		if sim.Numbered("again", p.Number) == name {
			c.send(env, p)
		}
	}
}
