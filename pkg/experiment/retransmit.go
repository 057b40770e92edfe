package experiment

import (
	"fmt"
	"slices"
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

func performRetransmit(t *Trial) error {
	operations := t.Int("operations")
	const server, client = 0, 1
	w, err := t.World(sim.Config{
		Nodes: 1, Clients: 1, Names: []string{"server", "client"},
		Link: sim.Link{Latency: sim.Constant(t.Time("delay"))},
		Links: []sim.LinkRule{
			{From: client, To: server, Link: sim.Link{Latency: sim.Constant(t.Time("delay")), Loss: t.Number("loss")}},
			{From: server, To: client, Link: sim.Link{Latency: sim.Constant(t.Time("delay")), Loss: t.Number("ack_loss")}},
		},
		Disk:   sim.DiskLaw{Sync: sim.Constant(t.Time("sync"))},
		Faults: serverCrashes(t, server),
		Budget: sim.Budget{Events: 100_000 + 10_000*uint64(operations)},
	}, func(id sim.ID) sim.Node {
		if id == server {
			return &dedupServer{table: t.Choice("table")}
		}
		return &resender{server: server, operations: operations, timeout: t.Time("timeout")}
	})
	if err != nil {
		return err
	}
	done := func(w *sim.World) bool {
		out := w.Outputs()
		return len(out) > 0 && out[len(out)-1].Node == client
	}
	if stop := w.RunUntil(done); stop.Why != sim.Met {
		return fmt.Errorf("not every operation was acknowledged (%v): make the timeout longer or the loss smaller", stop.Why)
	}
	measureRetransmit(t, w, operations)
	return nil
}

func measureRetransmit(t *Trial, w *sim.World, operations int) {
	per, outputs := float64(operations), w.Outputs()
	arrivals := len(outputs) - 1 // all outputs but the client's are arrivals
	end := outputs[arrivals]
	effects := make([]int, operations)
	disk := w.Disk(0)
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
func serverCrashes(t *Trial, server sim.ID) []sim.Fault {
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
	return slices.Clip(faults)
}

// resender has one operation open at a time and resends it until it is
// acknowledged.
type resender struct {
	server         sim.ID
	operations, op int
	timeout        time.Duration
	sends          int
}

func (c *resender) Start(env sim.Env) { c.send(env) }

func (c *resender) send(env sim.Env) {
	c.sends++
	env.Send(c.server, request{c.op})
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
