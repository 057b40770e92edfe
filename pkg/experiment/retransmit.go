package experiment

import (
	"fmt"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

var retransmit = &Experiment{
	Name:  "retransmit",
	About: "A client sends requests to a server over a lossy link, one after the other, and resends each until it is acknowledged.",
	Runs:  1000,
	Params: []Param{
		{Name: "loss", Default: 0.1, Max: 0.95, About: "The chance that a request is lost."},
		{Name: "ack_loss", Same: "loss", Max: 0.95, About: "The chance that an acknowledgement is lost."},
		{Name: "timeout", Unit: "ms", Default: 100, Min: 1, Max: 60_000, About: "How long the client waits before it resends."},
		{Name: "delay", Unit: "ms", Default: 10, Max: 10_000, About: "The one-way delay of the link."},
		{Name: "operations", Kind: Integer, Default: 100, Min: 1, Max: 100_000, About: "How many requests are to take effect in one run."},
		{Name: "table", Kind: Choice, Choices: []string{"none", "memory", "disk"},
			About: "Where the server keeps the requests that it has carried out, in order to carry out none twice."},
		{Name: "crashes", Kind: Integer, Max: 10_000, About: "How often the server crashes in one run, at random moments."},
		{Name: "down", Unit: "ms", Default: 50, Min: 1, Max: 60_000, About: "How long it then stays down."},
		{Name: "sync", Unit: "ms", Default: 1, Max: 1000, About: "How long the server's disk takes to make a write safe."},
		{Name: "pattern", Kind: Integer, Default: -1, Min: -1, Max: 1 << 40,
			About: "Which messages are lost, as a binary number whose digits are, from the lowest, the first request, the first acknowledgement, the second request …; -1 leaves it to chance."},
		{Name: "crash_after", Kind: Integer, Max: 1_000_000,
			About: "The server also crashes right after this many effects (outputs, disk writes, syncs, sends), be it in the middle of an event; 0 is never."},
	},
	Metrics: []Metric{
		{Name: "sends", Unit: "per operation", About: "How often a request is sent."},
		{Name: "duplicates", Unit: "per operation", About: "How often the server receives a request again."},
		{Name: "effects", Unit: "per operation", About: "How often a request takes effect."},
		{Name: "not_once", Unit: "operations", About: "How many requests did not take effect exactly once."},
		{Name: "time", Unit: "ms", About: "How long the client waits for an operation's acknowledgement, on average."},
	},
	Perform: performRetransmit,
}

type (
	request  struct{ Op int }
	ack      struct{ Op int }
	arrival  struct{ Op int } // the server's output: a request has arrived
	carried  struct{ Op int } // the server's record of an effect
	finished struct{ Sends int }
)

const effectLog = "effects"

const server, client sim.ID = 0, 1

func performRetransmit(t *Trial) error {
	operations := t.Int("operations")
	w, err := t.World(lossyLink(t), func(id sim.ID) sim.Node {
		if id == server {
			return &dedupServer{table: t.Choice("table")}
		}
		return &resender{operations: operations, timeout: t.Time("timeout")}
	})
	if err != nil {
		return err
	}
	done := func(w *sim.World) bool {
		out := w.Outputs()
		return len(out) > 0 && out[len(out)-1].Node == client
	}
	if t.Int("crash_after") > 0 {
		stop := w.RunUntil(func(w *sim.World) bool { return done(w) || !w.Up(server) })
		if stop.Why == sim.Met && !done(w) {
			w.Run(t.Time("down"))
			err = w.Apply(sim.Restart(w.Now(), server))
		}
	}
	if stop := w.RunUntil(done); stop.Why != sim.Met {
		return fmt.Errorf("not every operation was acknowledged (%v): make the timeout longer or the loss smaller", stop.Why)
	}
	measureRetransmit(t, w, operations)
	return err
}

func lossyLink(t *Trial) sim.Config {
	delay := sim.Constant(t.Time("delay"))
	there, back := sim.Link{Latency: delay, Loss: t.Number("loss")}, sim.Link{Latency: delay, Loss: t.Number("ack_loss")}
	c := sim.Config{
		Nodes: 1, Clients: 1, Names: []string{"server", "client"},
		Disk:   sim.DiskLaw{Sync: sim.Constant(t.Time("sync"))},
		Faults: serverCrashes(t),
		Budget: sim.Budget{Events: 100_000 + 10_000*uint64(t.Int("operations"))},
	}
	if pattern := int64(t.Number("pattern")); pattern >= 0 {
		there.Loss, back.Loss = 0, 0
		c.Decisions = losses(pattern, client)
	}
	if k := t.Int("crash_after"); k > 0 {
		c.Faults = append(c.Faults, sim.CrashAfter(0, server, k))
	}
	c.Links = []sim.LinkRule{{From: client, To: server, Link: there}, {From: server, To: client, Link: back}}
	return c
}

// losses makes the network lose those messages between processes 0 and 1 that
// the pattern's digits name, in turn one from first and one from the other.
func losses(pattern int64, first sim.ID) []sim.Decision {
	var lost []sim.Decision
	for i := 0; pattern>>i > 0; i++ {
		if pattern>>i&1 == 1 {
			from := first ^ sim.ID(i&1)
			lost = append(lost, sim.Decision{Message: sim.MessageName{From: from, To: 1 - from, N: uint64(i/2 + 1)}})
		}
	}
	return lost
}

func measureRetransmit(t *Trial, w *sim.World, operations int) {
	per, outputs := float64(operations), w.Outputs()
	arrivals := len(outputs) - 1 // all outputs but the client's are arrivals
	end := outputs[arrivals]
	effects := make([]int, operations)
	disk := w.Disk(server)
	from, to := disk.Bounds(effectLog)
	for i := from; i < to; i++ {
		var c carried
		disk.At(effectLog, i, &c)
		effects[c.Op]++
	}
	notOnce := 0
	for _, n := range effects {
		if n != 1 {
			notOnce++
		}
	}
	t.Measure("sends", float64(end.Value.(finished).Sends)/per)
	t.Measure("duplicates", float64(arrivals-operations)/per)
	t.Measure("effects", float64(to-from)/per)
	t.Measure("not_once", float64(notOnce))
	t.Measure("time", ms(end.At)/per)
}

// serverCrashes spreads the run's crashes at random over the time that it is
// expected to take without them, one in each equal part.
func serverCrashes(t *Trial) []sim.Fault {
	crashes, down := t.Int("crashes"), t.Time("down")
	if crashes == 0 {
		return nil
	}
	success := (1 - t.Number("loss")) * (1 - t.Number("ack_loss"))
	each := float64(2*t.Time("delay")+t.Time("sync")) + (1/success-1)*float64(t.Time("timeout"))
	part := max(time.Duration(each*t.Number("operations"))/time.Duration(crashes), 2*down)
	rand := t.Rand()
	var faults []sim.Fault
	for i := range crashes {
		at := time.Duration(i)*part + rand.Duration(sim.Uniform(0, part-down-1))
		faults = append(faults, sim.Crash(at, server), sim.Restart(at+down, server))
	}
	return faults
}

// resender has one operation open at a time and resends it until it is
// acknowledged.
type resender struct {
	operations, op int
	timeout        time.Duration
	sends          int
}

func (c *resender) Start(env sim.Env) { c.send(env) }

func (c *resender) send(env sim.Env) {
	c.sends++
	env.Send(server, request{c.op})
	env.SetTimer("resend", c.timeout)
}

func (c *resender) Timer(env sim.Env, _ string) { c.send(env) }

func (c *resender) Receive(env sim.Env, _ sim.ID, message any) {
	if message.(ack).Op != c.op {
		return
	}
	if c.op++; c.op < c.operations {
		c.send(env)
		return
	}
	env.CancelTimer("resend")
	env.Output(finished{c.sends})
}

// dedupServer carries out each request that its table does not know. The
// effect is a durable record, which is also the table's entry, so that no
// crash can keep one without the other.
type dedupServer struct {
	table string
	known map[int]bool
}

func (s *dedupServer) Start(env sim.Env) {
	s.known = map[int]bool{}
	if s.table != "disk" {
		return
	}
	for i, end := env.Disk().Bounds(effectLog); i < end; i++ {
		var c carried
		env.Disk().At(effectLog, i, &c)
		s.known[c.Op] = true
	}
}

func (s *dedupServer) Timer(sim.Env, string) {}

func (s *dedupServer) Receive(env sim.Env, from sim.ID, message any) {
	op := message.(request).Op
	env.Output(arrival{op})
	if s.table == "none" || !s.known[op] {
		s.known[op] = true
		env.Disk().Append(effectLog, carried{op})
		env.Disk().Sync()
	}
	env.Send(from, ack{op})
}
