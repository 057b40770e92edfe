// Package ownmessages speaks a protocol of its own: the client repeats all
// that is waiting in one message, the bank answers with all receipts that it
// can. It prints FAIL, notes much, and survives panics of its own.
package ownmessages

import (
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce"
	"github.com/faultline-go/faultline/pkg/sim"
)

type Payment struct {
	ID     uint64
	Amount int64
}

type Please struct{ Payments []Payment }

type Thanks struct{ Receipts map[uint64]int }

type Server struct{}

func (Server) Start(env sim.Env) { env.Status("open") }

func (Server) Timer(sim.Env, string) {}

func (Server) Receive(env sim.Env, from sim.ID, message any) {
	disk, receipts := env.Disk(), map[uint64]int{}
	_, end := disk.Bounds(exactlyonce.Ledger)
	for i := range end {
		var e exactlyonce.Entry
		if disk.At(exactlyonce.Ledger, i, &e); e.Client == from {
			receipts[e.Number] = i
		}
	}
	for _, p := range message.(Please).Payments {
		if _, made := receipts[p.ID]; !made {
			_, receipts[p.ID] = disk.Bounds(exactlyonce.Ledger)
			disk.Append(exactlyonce.Ledger, exactlyonce.Entry{Client: from, Number: p.ID, Amount: p.Amount})
		}
	}
	disk.Sync()
	env.Send(from, Thanks{receipts})
}

var logged sync.Once

type Client struct {
	all  []Payment
	done map[uint64]bool
}

func (c *Client) Start(env sim.Env) {
	env.Disk().Get("all", &c.all)
	if !env.Disk().Get("done", &c.done) {
		c.done = map[uint64]bool{}
	}
	c.ask(env)
}

func (c *Client) Timer(env sim.Env, name string) {
	defer func() {
		if r := recover(); r != nil {
			env.Note("survived: %v", r)
		}
	}()
	logged.Do(func() { fmt.Fprintln(os.Stderr, "FAIL: this is only a log line") })
	c.ask(env)
	panic("this panic is my own affair")
}

func (c *Client) ask(env sim.Env) {
	var please Please
	for _, p := range c.all {
		if !c.done[p.ID] {
			please.Payments = append(please.Payments, p)
		}
	}
	if len(please.Payments) > 0 {
		env.Send(exactlyonce.Bank, please)
		env.SetTimer("ask", 300*time.Millisecond)
	}
}

func (c *Client) Receive(env sim.Env, _ sim.ID, message any) {
	switch m := message.(type) {
	case exactlyonce.Deposit:
		c.all = append(c.all, Payment{uint64(len(c.all)), m.Amount})
		env.Disk().Put("all", c.all)
	case Thanks:
		for _, p := range c.all {
			if receipt, ok := m.Receipts[p.ID]; ok && !c.done[p.ID] {
				c.done[p.ID] = true
				env.Output(exactlyonce.Done{Amount: p.Amount, Receipt: receipt})
			}
		}
		env.Disk().Put("done", c.done)
	}
	env.Disk().Sync()
	c.ask(env)
}
