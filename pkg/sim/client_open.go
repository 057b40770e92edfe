package sim

import "time"

// OpenClient is an open-loop client: its operations begin at moments of their
// own, whether earlier ones have been answered or not, as those of many
// independent users do. That is what shows an overload: a closed-loop [Client]
// slows down with the servers. It outputs an Invoke and a Return for each
// operation; [Operations] and [Measure] read them. Its timers run on its own
// clock. Give each process an OpenClient of its own.
type OpenClient struct {
	// Operations is how many requests to make, numbered from 1.
	Operations uint64
	// Arrivals is the time before each operation; Exponential makes them a
	// Poisson process.
	Arrivals Law
	// Request makes the message of an operation. Every retry sends the same
	// number, which is what a server needs to recognise it.
	Request func(op uint64) any
	// Answer says whether a message answers an operation, which one, and what
	// it says. Only the first answer to an operation counts.
	Answer func(message any) (op uint64, output any, ok bool)
	// To is the server to ask.
	To ID
	// Next makes each retry go to the next server instead.
	Next bool
	// Timeout is how long to wait before a retry, from the event that sends:
	// what Durable waits for the disk counts. Zero: for ever.
	Timeout time.Duration
	// Attempts is how often an operation is sent before it is given up, and
	// then stays pending. Zero: no bound.
	Attempts int
	// Durable keeps the number of the latest operation on the client's disk,
	// synced before the operation begins, so that after a restart the numbers
	// go on; what was outstanding stays pending. Without it they begin at 1
	// again, and a server takes the new operations for old ones.
	Durable bool

	op    uint64
	tries map[uint64]int // of each outstanding operation
	due   []deadline     // of retries, in order of time, answered ones included
}

type deadline struct {
	op uint64
	at time.Duration // elapsed time
}

// Start waits for the first operation.
func (c *OpenClient) Start(env Env) {
	c.tries = map[uint64]int{}
	if c.Durable {
		env.Disk().Get(lastOperation, &c.op)
	}
	c.wait(env)
}

func (c *OpenClient) wait(env Env) {
	if c.op < c.Operations {
		env.SetTimer("arrival", env.Rand().Duration(c.Arrivals))
	}
}

// Receive ends the operation that the message answers.
func (c *OpenClient) Receive(env Env, _ ID, message any) {
	op, output, ok := c.Answer(message)
	if _, outstanding := c.tries[op]; !ok || !outstanding {
		return
	}
	delete(c.tries, op)
	env.Output(Return{Op: op, Output: output})
	c.expect(env)
}

// Timer begins an operation, or resends those that have waited long enough.
func (c *OpenClient) Timer(env Env, name string) {
	if name == "arrival" {
		c.op++
		c.wait(env)
		if c.Durable {
			remember(env, c.op)
		}
		env.Output(Invoke{Op: c.op, Input: c.Request(c.op)})
		c.try(env, c.op)
	}
	for len(c.due) > 0 && c.due[0].at <= env.Elapsed() {
		op := c.due[0].op
		c.due = c.due[1:]
		if _, outstanding := c.tries[op]; outstanding {
			c.try(env, op)
		}
	}
	c.expect(env)
}

func (c *OpenClient) try(env Env, op uint64) {
	tries := c.tries[op]
	if c.Attempts > 0 && tries == c.Attempts {
		delete(c.tries, op)
		return
	}
	c.tries[op] = tries + 1
	to := c.To
	if c.Next {
		to = (c.To + ID(tries)) % ID(len(env.Peers()))
	}
	env.Send(to, c.Request(op))
	if c.Timeout > 0 {
		c.due = append(c.due, deadline{op, env.Elapsed() + c.Timeout})
	}
}

// expect arms the timer of the next retry: all have the same timeout, so that
// the first in line is due first.
func (c *OpenClient) expect(env Env) {
	for len(c.due) > 0 {
		if _, outstanding := c.tries[c.due[0].op]; outstanding {
			env.SetTimer("retry", max(0, c.due[0].at-env.Elapsed())) // it may be overdue: this event waited for the disk
			return
		}
		c.due = c.due[1:]
	}
	if c.Timeout > 0 {
		env.CancelTimer("retry")
	}
}

const lastOperation = "operation"

// remember makes the number of an operation survive a crash.
func remember(env Env, op uint64) {
	env.Disk().Put(lastOperation, op)
	env.Disk().Sync()
}
