package sim

import (
	"fmt"
	"testing"
	"time"
)

// openly is an open-loop client of server 0 that asks each 10 ms.
func openly(change func(*OpenClient)) *OpenClient {
	c := asking(func(*Client) {})
	o := &OpenClient{Operations: 3, Arrivals: Constant(10 * ms), Request: c.Request, Answer: c.Answer}
	change(o)
	return o
}

// runOpen lets an open-loop client talk to servers that answer at once with
// their ID.
func runOpen(t *testing.T, c Config, change func(*OpenClient)) *World {
	t.Helper()
	c.Nodes, c.Clients, c.Record = max(c.Nodes, 1), 1, Everything
	newNode := func(id ID) Node {
		if int(id) < c.Nodes {
			return &script{receive: func(env Env, from ID, m any) { env.Send(from, reply{m.(ask).Op, int(id)}) }}
		}
		return openly(change)
	}
	w := newWorld(t, c, newNode)
	if stop := w.Run(time.Second); stop.Why != TimeUp {
		t.Fatal(stop.Err)
	}
	wantReplay(t, w, newNode)
	return w
}

func TestAnOpenClientDoesNotWaitForAnswers(t *testing.T) {
	w := runOpen(t, Config{Link: Link{Latency: Constant(25 * ms)}}, func(*OpenClient) {})
	wantTimes(t, w, 1, 10*ms, Invoke{1, ask{1}}, 20*ms, Invoke{2, ask{2}}, 30*ms, Invoke{3, ask{3}},
		60*ms, Return{1, 0}, 70*ms, Return{2, 0}, 80*ms, Return{3, 0})
}

func TestAnOpenClientRetriesEachOperationByItself(t *testing.T) {
	// Operation 1 is lost twice, 2 is answered at once, 3 is lost once.
	lost := []Decision{{Message: MessageName{1, 0, 1}}, {Message: MessageName{1, 0, 3}}, {Message: MessageName{1, 0, 4}}}
	w := runOpen(t, Config{Decisions: lost}, func(c *OpenClient) { c.Timeout = 15 * ms })
	wantTimes(t, w, 1, 10*ms, Invoke{1, ask{1}}, 20*ms, Invoke{2, ask{2}}, 20*ms, Return{2, 0}, 30*ms, Invoke{3, ask{3}}, 40*ms, Return{1, 0}, 45*ms, Return{3, 0})
}

func TestAnOpenClientGivesUpAndGoesToTheNext(t *testing.T) {
	w := runOpen(t, Config{Nodes: 3, Faults: []Fault{Crash(0, 0), Crash(0, 2)}}, func(c *OpenClient) {
		c.Operations, c.To, c.Timeout, c.Next = 2, 2, 7*ms, true
	})
	wantTimes(t, w, 3, 10*ms, Invoke{1, ask{1}}, 20*ms, Invoke{2, ask{2}}, 24*ms, Return{1, 1}, 34*ms, Return{2, 1})
	w = runOpen(t, Config{Link: Link{Loss: 1}}, func(c *OpenClient) { c.Timeout, c.Attempts = 7*ms, 4 })
	wantTimes(t, w, 1, 10*ms, Invoke{1, ask{1}}, 20*ms, Invoke{2, ask{2}}, 30*ms, Invoke{3, ask{3}})
	if n := w.Stats().Sent; n != 12 {
		t.Errorf("%d messages sent, want 12", n)
	}
}

func TestOnlyTheFirstAnswerCounts(t *testing.T) {
	w := runOpen(t, Config{Link: Link{Duplicate: 1}}, func(*OpenClient) {})
	if n := len(w.Outputs()); n != 6 {
		t.Errorf("%d outputs\n%s", n, traceText(w))
	}
}

// A durable client goes on counting after a crash; another begins again.
func TestOperationNumbersAfterACrash(t *testing.T) {
	faults := []Fault{Crash(25*ms, 1), Restart(25*ms, 1)}
	for durable, want := range map[bool][]any{
		true:  {10 * ms, Invoke{1, ask{1}}, 20 * ms, Invoke{2, ask{2}}, 35 * ms, Invoke{3, ask{3}}},
		false: {10 * ms, Invoke{1, ask{1}}, 20 * ms, Invoke{2, ask{2}}, 35 * ms, Invoke{1, ask{1}}, 45 * ms, Invoke{2, ask{2}}, 55 * ms, Invoke{3, ask{3}}},
	} {
		w := runOpen(t, Config{Faults: faults, Link: Link{Loss: 1}}, func(c *OpenClient) { c.Durable = durable })
		wantTimes(t, w, 1, want...)
	}
	closed := func(durable bool) *World {
		return runClient(t, Config{Faults: faults, Link: Link{Latency: Constant(7 * ms)}}, func(c *Client) { c.Durable = durable })
	}
	wantTimes(t, closed(true), 1, time.Duration(0), Invoke{1, ask{1}}, 14*ms, Return{1, 0}, 14*ms, Invoke{2, ask{2}}, 25*ms, Invoke{3, ask{3}}, 39*ms, Return{3, 0})
	if n := len(Operations(closed(false).Outputs())); n != 5 {
		t.Errorf("%d operations without memory, want 2 before the crash and 3 after it", n)
	}
}

func TestArrivalsFollowTheirLaw(t *testing.T) {
	c := Config{Nodes: 1, Clients: 1, Seed: 3}
	w := newWorld(t, c, func(id ID) Node {
		if id == 0 {
			return &script{}
		}
		return openly(func(c *OpenClient) { c.Operations, c.Arrivals = draws, Exponential(20*ms) })
	})
	runAll(t, w)
	xs, before := []float64{}, time.Duration(0)
	for _, o := range Operations(w.Outputs()) {
		xs = append(xs, float64(o.Invoked-before))
		before = o.Invoked
	}
	if p := kolmogorov(xs, continuous[3].cdf); p < unlikely || len(xs) != draws {
		t.Errorf("%d arrivals like these have chance %.2g", len(xs), p)
	}
}

func ExampleOpenClient() {
	newNode := func(id ID) Node {
		if id == 0 { // a server that works a millisecond on each request
			return &script{receive: func(env Env, from ID, m any) {
				env.Busy(ms)
				env.Send(from, reply{Op: m.(ask).Op})
			}}
		}
		return openly(func(c *OpenClient) { c.Operations, c.Arrivals = 5000, Exponential(1250*time.Microsecond) })
	}
	world, err := New(Config{Nodes: 1, Clients: 1, Seed: 1}, newNode)
	if err != nil {
		panic(err)
	}
	world.RunUntil(nil)
	load := Measure(Operations(world.Outputs()), time.Second, 6*time.Second)
	fmt.Println(load.Pending, "pending; half of the answers took less than", load.Quantile(0.5).Round(100*time.Microsecond))
	// Output: 0 pending; half of the answers took less than 2.1ms
}

// A client that waits for its disk finds retries overdue, also when an answer
// is what it has waited to handle.
func TestAnOpenClientWithASlowDiskRetriesLate(t *testing.T) {
	slow := DiskLaw{Sync: Constant(30 * ms)}
	w := runOpen(t, Config{Link: Link{Loss: 1}, Disk: slow}, func(c *OpenClient) {
		c.Durable, c.Timeout, c.Attempts = true, 5*ms, 2
	})
	wantTimes(t, w, 1, 40*ms, Invoke{1, ask{1}}, 70*ms, Invoke{2, ask{2}}, 100*ms, Invoke{3, ask{3}})
	if n := w.Stats().Sent; n != 6 {
		t.Errorf("%d messages sent, want 2 for each operation\n%s", n, traceText(w))
	}
	w = runOpen(t, Config{Link: Link{Latency: Uniform(0, 40*ms)}, Disk: slow}, func(c *OpenClient) {
		c.Durable, c.Timeout, c.Operations = true, 5*ms, 9
	})
	if load := Measure(Operations(w.Outputs()), 0, time.Second); load.Returned != 9 || load.Pending > 0 {
		t.Errorf("%+v", load)
	}
}
