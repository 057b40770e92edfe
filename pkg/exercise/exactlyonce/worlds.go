package exactlyonce

import (
	"time"

	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/sim"
)

const (
	clients  = 2
	deposits = 5 // per client; only two amounts, so that equal ones occur

	ms = time.Millisecond
)

// world is what one run happens in.
type world struct {
	config sim.Config
	calm   time.Duration   // when the last fault and the last deposit are over
	midway []time.Duration // how long the bank stays down after crashes in mid-event
	silent bool            // nothing may be sent once all is done

	seen int                // outputs looked at
	done map[receiptOf]bool // the different Dones among them
}

// scenario is a kind of world, and what must hold in it.
type scenario struct {
	name   string
	points int
	expect string
	fill   func(*world, *sim.Rand)
}

var scenarios = []scenario{
	{"perfect", 10, "Every deposit takes effect once and is reported once on a network without faults.", perfect},
	{"loss", 15, "Every deposit takes effect once and is reported once although messages are lost.", lossy},
	{"copies", 15, "Every deposit takes effect once and is reported once although messages are copied, delayed and reordered.", copying},
	{"answers", 10, "Every deposit takes effect once and is reported once although for seconds no answer of the bank arrives.", oneWay},
	{"bank-crash", 15, "Every deposit takes effect once and is reported once although the bank crashes and restarts.", bankCrash},
	{"mid-crash", 10, "Every deposit takes effect once and is reported once although the bank crashes in the middle of its work.", midCrash},
	{"client-crash", 15, "Every deposit takes effect once and is reported once although the clients crash and restart.", clientCrash},
	{"quiet", 10, "No more messages are sent when every deposit is done.", quiet},
}

func checks() []exercise.Check {
	list := make([]exercise.Check, len(scenarios))
	for i, c := range scenarios {
		list[i] = exercise.Check{Name: c.name, Points: c.points, Expect: c.expect, Runs: 20,
			Run: func(nodes exercise.Nodes, seed uint64, record bool) exercise.Outcome {
				return newWorld(i, seed, record).run(nodes)
			}}
	}
	return list
}

// receiptOf is a client's receipt.
type receiptOf struct {
	client  sim.ID
	receipt int
}

// newWorld is the world of scenario i with that seed; record keeps its trace.
func newWorld(i int, seed uint64, record bool) *world {
	w := &world{done: map[receiptOf]bool{}, config: sim.Config{
		Nodes: 1, Clients: clients, Names: []string{"bank", "ann", "bob"}, Seed: seed,
		Link:   sim.Link{Latency: sim.Uniform(5*ms, 60*ms)},
		Budget: sim.Budget{Events: 200_000},
	}}
	if record {
		w.config.Record = sim.Everything
	}
	scenarios[i].fill(w, sim.NewRand(seed<<8|uint64(i)))
	return w
}

// deposit hands a client a deposit at that time.
func (w *world) deposit(r *sim.Rand, client sim.ID, at time.Duration) {
	amount := []int64{20, 50}[r.IntN(2)]
	w.config.Requests = append(w.config.Requests, sim.Request{When: sim.When{At: at}, To: client, Message: Deposit{amount}})
	w.calm = max(w.calm, at)
}

// spread hands every client its deposits at random times up to end; the last
// two come at the same moment.
func (w *world) spread(r *sim.Rand, end time.Duration) {
	for c := range sim.ID(clients) {
		at := time.Duration(0)
		for i := range deposits {
			if i < deposits-1 {
				at = between(r, 0, end)
			}
			w.deposit(r, 1+c, at)
		}
	}
}

func (w *world) fault(faults ...sim.Fault) {
	for _, f := range faults {
		w.config.Faults = append(w.config.Faults, f)
		w.calm = max(w.calm, f.At)
	}
}

func between(r *sim.Rand, least, most time.Duration) time.Duration {
	return r.Duration(sim.Uniform(least, most))
}

// perfect leaves each deposit a second.
func perfect(w *world, r *sim.Rand) {
	w.config.Link = sim.Link{Latency: sim.Constant(20 * ms)}
	for c := range sim.ID(clients) {
		for i := range deposits {
			w.deposit(r, 1+c, time.Duration(i)*1000*ms+between(r, 0, 200*ms))
		}
	}
}

func lossy(w *world, r *sim.Rand) {
	w.config.Link.Loss = 0.3
	w.spread(r, 3000*ms)
}

func copying(w *world, r *sim.Rand) {
	w.config.Link.Duplicate, w.config.Link.Reorder = 0.5, 0.3
	w.config.Link.HoldBack = sim.Uniform(100*ms, 900*ms)
	w.spread(r, 3000*ms)
}

// oneWay cuts the way back while requests still arrive and take effect.
func oneWay(w *world, r *sim.Rand) {
	w.spread(r, 3000*ms)
	cut := between(r, 100*ms, 1000*ms)
	w.fault(sim.OneWay(cut, sim.Group{Bank}, sim.Group{1, 2}), sim.Heal(cut+between(r, 1500*ms, 3000*ms)))
}

// bankCrash loses answers and holds messages back, so that requests from
// before a crash come again after it.
func bankCrash(w *world, r *sim.Rand) {
	w.config.Link.Loss, w.config.Link.Duplicate, w.config.Link.Reorder = 0.3, 0.3, 0.2
	w.config.Link.HoldBack = sim.Uniform(100*ms, 900*ms)
	w.spread(r, 4000*ms)
	for i := range 4 {
		at := time.Duration(i)*1200*ms + between(r, 50*ms, 500*ms)
		w.fault(sim.Crash(at, Bank), sim.Restart(at+between(r, 50*ms, 600*ms), Bank))
	}
}

// midCrash cuts the bank's events after any number of their effects.
func midCrash(w *world, r *sim.Rand) {
	w.config.Link.Loss, w.config.Link.Duplicate = 0.1, 0.2
	w.spread(r, 4000*ms)
	for i := range 8 {
		w.fault(sim.CrashAfter(time.Duration(i)*500*ms+between(r, 1*ms, 400*ms), Bank, 1+r.IntN(4)))
		w.midway = append(w.midway, between(r, 50*ms, 400*ms))
	}
}

// clientCrash crashes each client soon after it has accepted a deposit, or
// two, and hands it the next one after its restart.
func clientCrash(w *world, r *sim.Rand) {
	w.config.Link.Loss = 0.3
	for c := range sim.ID(clients) {
		for i := range deposits {
			at := time.Duration(i)*1500*ms + between(r, 0, 300*ms)
			crash := at + between(r, 1*ms, 300*ms)
			w.deposit(r, 1+c, at)
			if i == deposits/2 {
				w.deposit(r, 1+c, at)
			}
			w.fault(sim.Crash(crash, 1+c), sim.Restart(crash+between(r, 50*ms, 500*ms), 1+c))
		}
	}
}

func quiet(w *world, r *sim.Rand) {
	w.config.Link.Loss, w.config.Link.Duplicate = 0.2, 0.1
	w.spread(r, 2000*ms)
	w.silent = true
}
