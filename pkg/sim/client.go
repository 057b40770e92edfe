package sim

import "time"

// Client is a closed-loop client: it sends a request, waits for its answer,
// resends when that takes too long, thinks, and goes on with the next one. It
// outputs an Invoke and a Return for each operation, so that latency and
// availability can be read off World.Outputs. Use it as the Node of a client
// ID; give each process a Client of its own.
type Client struct {
	// Operations is how many requests to make, numbered from 1.
	Operations uint64
	// Request makes the message of an operation. Every retry sends the same
	// number, which is what a server needs to recognise it.
	Request func(op uint64) any
	// Answer says whether a message answers an operation, which one, and what
	// it says. Answers to an earlier operation are passed over.
	Answer func(message any) (op uint64, output any, ok bool)
	// To is the server to ask.
	To ID
	// Next makes each retry go to the next server instead.
	Next bool
	// Timeout is how long to wait before a retry. Zero: for ever.
	Timeout time.Duration
	// Attempts is how often an operation is sent before it is given up, and
	// then stays pending. Zero: no bound.
	Attempts int
	// Think is the pause before each operation but the first. Zero: none.
	Think Law
	// Durable keeps the number of the latest operation on the client's disk,
	// synced before the operation begins, so that after a restart the numbers
	// go on; the operation under way then stays pending. Without it they begin
	// at 1 again, and a server takes the new operations for old ones.
	Durable bool

	op       uint64
	attempts int
	waiting  bool
}

// Start begins the first operation, or the next one that its disk knows of.
func (c *Client) Start(env Env) {
	if c.Durable {
		env.Disk().Get(lastOperation, &c.op)
	}
	c.begin(env)
}

func (c *Client) begin(env Env) {
	if c.op >= c.Operations {
		return
	}
	c.op++
	if c.Durable {
		remember(env, c.op)
	}
	c.attempts, c.waiting = 0, true
	request := c.Request(c.op)
	env.Output(Invoke{Op: c.op, Input: request})
	c.try(env, request)
}

func (c *Client) try(env Env, request any) {
	if c.Attempts > 0 && c.attempts == c.Attempts {
		c.waiting = false
		c.pause(env)
		return
	}
	to := c.To
	if c.Next {
		to = (c.To + ID(c.attempts)) % ID(len(env.Peers()))
	}
	c.attempts++
	env.Send(to, request)
	if c.Timeout > 0 {
		env.SetTimer("retry", c.Timeout)
	}
}

// Receive ends the operation that the message answers.
func (c *Client) Receive(env Env, _ ID, message any) {
	op, output, ok := c.Answer(message)
	if !ok || !c.waiting || op != c.op {
		return
	}
	c.waiting = false
	env.CancelTimer("retry")
	env.Output(Return{Op: op, Output: output})
	c.pause(env)
}

func (c *Client) pause(env Env) {
	if think := env.Rand().Duration(c.Think); think > 0 {
		env.SetTimer("think", think)
		return
	}
	c.begin(env)
}

// Timer resends, or goes on after a pause.
func (c *Client) Timer(env Env, name string) {
	if name == "think" {
		c.begin(env)
		return
	}
	c.try(env, c.Request(c.op))
}
