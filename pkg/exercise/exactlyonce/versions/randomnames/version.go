// Package randomnames draws the numbers of requests at random, writes logs
// instead of keys, and has a timer that ticks forever but sends only while
// something is waiting.
package randomnames

import (
	"time"

	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce"
	"github.com/faultline-go/faultline/pkg/sim"
)

type Server struct{ exactlyonce.Idle }

func (*Server) Receive(env sim.Env, from sim.ID, message any) {
	r := message.(exactlyonce.Request)
	_, end := env.Disk().Bounds(exactlyonce.Ledger)
	receipt := end
	for i := end - 1; i >= 0; i-- {
		var e exactlyonce.Entry
		if env.Disk().At(exactlyonce.Ledger, i, &e); e.Client == from && e.Number == r.Number {
			receipt = i
		}
	}
	if receipt == end {
		env.Disk().Append(exactlyonce.Ledger, exactlyonce.Entry{Client: from, Number: r.Number, Amount: r.Amount})
	}
	env.Disk().Sync()
	env.Send(from, exactlyonce.Reply{Number: r.Number, Receipt: receipt})
}

type Client struct{ exactlyonce.Idle }

func (c *Client) Start(env sim.Env) {
	env.SetTimer("tick", 150*time.Millisecond)
}

func (c *Client) Timer(env sim.Env, _ string) {
	env.SetTimer("tick", 150*time.Millisecond)
	for _, r := range waiting(env.Disk()) {
		env.Send(exactlyonce.Bank, r)
	}
}

func (c *Client) Receive(env sim.Env, _ sim.ID, message any) {
	disk := env.Disk()
	defer disk.Sync()
	switch m := message.(type) {
	case exactlyonce.Deposit:
		r := exactlyonce.Request{Number: env.Rand().Uint64(), Amount: m.Amount}
		disk.Append("accepted", r)
		env.Send(exactlyonce.Bank, r)
	case exactlyonce.Reply:
		for _, r := range waiting(disk) {
			if r.Number == m.Number {
				disk.Append("settled", r.Number)
				env.Output(exactlyonce.Done{Amount: r.Amount, Receipt: m.Receipt})
			}
		}
	}
}

func waiting(disk sim.Disk) (list []exactlyonce.Request) {
	settled := map[uint64]bool{}
	_, end := disk.Bounds("settled")
	for i := range end {
		var number uint64
		disk.At("settled", i, &number)
		settled[number] = true
	}
	_, end = disk.Bounds("accepted")
	for i := range end {
		var r exactlyonce.Request
		if disk.At("accepted", i, &r); !settled[r.Number] {
			list = append(list, r)
		}
	}
	return list
}
