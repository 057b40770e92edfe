// Package reference is the solution notebook's code; a test compares.
package reference

import (
	"time"

	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce"
	"github.com/faultline-go/faultline/pkg/sim"
)

type Server struct {
	exactlyonce.Idle
}

type Client struct {
	exactlyonce.Idle
	Memory
}

type Memory struct {
	Last    uint64
	Waiting []exactlyonce.Request
}

func (s *Server) Receive(env sim.Env, from sim.ID, message any) {
	request, ok := message.(exactlyonce.Request)
	if !ok {
		return
	}
	receipt, found := s.find(env.Disk(), from, request.Number)
	if !found {
		env.Disk().Append(exactlyonce.Ledger, exactlyonce.Entry{Client: from, Number: request.Number, Amount: request.Amount})
		env.Disk().Sync()
	}
	env.Send(from, exactlyonce.Reply{Number: request.Number, Receipt: receipt})
}

func (s *Server) find(disk sim.Disk, client sim.ID, number uint64) (receipt int, found bool) {
	first, end := disk.Bounds(exactlyonce.Ledger)
	for i := first; i < end; i++ {
		var entry exactlyonce.Entry
		if disk.At(exactlyonce.Ledger, i, &entry) && entry.Client == client && entry.Number == number {
			return i, true
		}
	}
	return end, false
}

func (c *Client) transmit(env sim.Env) {
	if len(c.Waiting) > 0 {
		env.Send(exactlyonce.Bank, c.Waiting[0])
		env.SetTimer("retry", 200*time.Millisecond)
	}
}

func (c *Client) accept(env sim.Env, deposit exactlyonce.Deposit) {
	c.Last++
	c.Waiting = append(c.Waiting, exactlyonce.Request{Number: c.Last, Amount: deposit.Amount})
	env.Disk().Put("memory", c.Memory)
	env.Disk().Sync()
	if len(c.Waiting) == 1 {
		c.transmit(env)
	}
}

func (c *Client) settle(env sim.Env, reply exactlyonce.Reply) {
	if len(c.Waiting) == 0 || c.Waiting[0].Number != reply.Number {
		return
	}
	env.Output(exactlyonce.Done{Amount: c.Waiting[0].Amount, Receipt: reply.Receipt})
	c.Waiting = c.Waiting[1:]
	env.Disk().Put("memory", c.Memory)
	env.Disk().Sync()
	env.CancelTimer("retry")
	c.transmit(env)
}

func (c *Client) Receive(env sim.Env, from sim.ID, message any) {
	switch m := message.(type) {
	case exactlyonce.Deposit:
		c.accept(env, m)
	case exactlyonce.Reply:
		c.settle(env, m)
	}
}

func (c *Client) Timer(env sim.Env, name string) {
	c.transmit(env)
}

func (c *Client) Start(env sim.Env) {
	env.Disk().Get("memory", &c.Memory)
	c.transmit(env)
}
