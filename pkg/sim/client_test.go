package sim

import (
	"testing"
	"time"
)

// asking is a client with everything set but the law of its pauses.
func asking(change func(*Client)) *Client {
	c := &Client{
		Operations: 3, Timeout: 20 * ms,
		Request: func(op uint64) any { return ask{op} },
		Answer: func(m any) (uint64, any, bool) {
			r, ok := m.(reply)
			return r.Op, r.Total, ok
		},
	}
	change(c)
	return c
}

// runClient lets one client talk to servers that answer at once; each answer
// says who gave it.
func runClient(t *testing.T, c Config, change func(*Client)) *World {
	t.Helper()
	c.Nodes, c.Clients, c.Record = max(c.Nodes, 1), 1, Everything
	w := newWorld(t, c, func(id ID) Node {
		if int(id) < c.Nodes {
			return &script{receive: func(env Env, from ID, m any) { env.Send(from, reply{m.(ask).Op, int(id)}) }}
		}
		return asking(change)
	})
	if stop := w.Run(time.Second); stop.Why != TimeUp {
		t.Fatal(stop.Err)
	}
	return w
}

func TestAClientMakesItsOperationsOneAfterAnother(t *testing.T) {
	w := runClient(t, Config{Link: Link{Latency: Constant(5 * ms)}}, func(c *Client) { c.Think = Constant(7 * ms) })
	wantTimes(t, w, 1,
		time.Duration(0), Invoke{1, ask{1}}, 10*ms, Return{1, 0},
		17*ms, Invoke{2, ask{2}}, 27*ms, Return{2, 0},
		34*ms, Invoke{3, ask{3}}, 44*ms, Return{3, 0})
	if s := w.Stats(); s.Sent != 6 {
		t.Errorf("%d messages sent", s.Sent)
	}
}

func TestAClientRetriesUntilItIsAnswered(t *testing.T) {
	lost := []Decision{{Message: MessageName{1, 0, 1}}, {Message: MessageName{1, 0, 2}}, {Message: MessageName{0, 1, 1}}}
	w := runClient(t, Config{Decisions: lost}, func(c *Client) { c.Operations = 1 })
	wantTimes(t, w, 1, time.Duration(0), Invoke{1, ask{1}}, 60*ms, Return{1, 0})
	if n := w.Stats().Sent; n != 6 {
		t.Errorf("%d messages, want 4 requests and 2 answers", n)
	}
}

func TestAClientPassesOverAnswersThatAreLate(t *testing.T) {
	// The answer to the first try comes with that to the second.
	slow := []Decision{{MessageName{1, 0, 1}, []time.Duration{21 * ms, 30 * ms}}}
	w := runClient(t, Config{Decisions: slow}, func(c *Client) { c.Operations = 2; c.Think = Constant(ms) })
	wantTimes(t, w, 1, time.Duration(0), Invoke{1, ask{1}}, 20*ms, Return{1, 0}, 21*ms, Invoke{2, ask{2}}, 21*ms, Return{2, 0})
}

func TestAClientGivesUpAfterItsAttempts(t *testing.T) {
	w := runClient(t, Config{Link: Link{Loss: 1}}, func(c *Client) { c.Operations, c.Attempts = 2, 3 })
	wantTimes(t, w, 1, time.Duration(0), Invoke{1, ask{1}}, 60*ms, Invoke{2, ask{2}})
	if n := w.Stats().Sent; n != 6 {
		t.Errorf("%d messages sent", n)
	}
}

func TestAClientWithoutTimeoutWaits(t *testing.T) {
	w := runClient(t, Config{Link: Link{Loss: 1}}, func(c *Client) { c.Timeout = 0 })
	if n := w.Stats().Sent; n != 1 {
		t.Errorf("%d messages sent", n)
	}
}

func TestAClientGoesToTheNextServer(t *testing.T) {
	w := runClient(t, Config{Nodes: 3, Faults: []Fault{Crash(0, 2), Crash(0, 0)}}, func(c *Client) { c.Operations, c.To, c.Next = 1, 2, true })
	wantTimes(t, w, 3, time.Duration(0), Invoke{1, ask{1}}, 40*ms, Return{1, 1})
}

func TestAClientWithNothingToDoDoesNothing(t *testing.T) {
	if w := runClient(t, Config{}, func(c *Client) { c.Operations = 0 }); len(w.Outputs()) > 0 || w.Stats().Sent > 0 {
		t.Errorf("%v", w.Outputs())
	}
}
