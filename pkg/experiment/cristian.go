package experiment

import (
	"fmt"
	"math"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

var cristian = &Experiment{
	Name:  "cristian",
	About: "A client with a wrong clock asks a server for the time and adds half of the round trip (Cristian 1989).",
	Runs:  1000,
	Params: append(append([]Param{}, delayParams...),
		Param{Name: "samples", Kind: Integer, Default: 100, Min: 1, Max: 100_000, About: "How often the client asks in one run."},
		Param{Name: "claimed_least", Unit: "ms", Default: -1, Min: -1, Max: hour,
			About: "The smallest one-way delay that the client believes in; -1 is the true one."},
		Param{Name: "offset", Unit: "s", Default: 10, Max: 1e6, About: "The client's clock is wrong by up to this much, either way."},
	),
	Metrics: []Metric{
		{Name: "error", Unit: "ms", About: "How wrong the client's estimate is, on average over the samples, without its sign."},
		{Name: "max_error", Unit: "ms", About: "The largest error among the samples."},
		{Name: "best_error", Unit: "ms", About: "The error of the sample with the shortest round trip."},
		{Name: "bound", Unit: "ms", About: "The error that the client must reckon with: half of the round trip less the smallest delay, on average."},
		{Name: "bound_violations", Unit: "samples", About: "How many estimates were worse than their bound."},
		{Name: "round_trip", Unit: "ms", About: "The round trip, on average."},
	},
	Perform: performCristian,
}

type (
	ask      struct{}
	serverAt struct{ Time time.Duration }
	// estimate is a client's output: what the server said, and how long the
	// client had to wait for it by its own clock.
	estimate struct{ Server, RoundTrip time.Duration }
)

// timeServer answers with its clock.
type timeServer struct{}

func (timeServer) Start(sim.Env)         {}
func (timeServer) Timer(sim.Env, string) {}
func (timeServer) Receive(env sim.Env, from sim.ID, _ any) {
	env.Send(from, serverAt{env.Now()})
}

// timeClient asks again as soon as it has an answer.
type timeClient struct {
	samples int
	asked   time.Duration
}

func (c *timeClient) Start(env sim.Env)     { c.ask(env) }
func (c *timeClient) Timer(sim.Env, string) {}
func (c *timeClient) ask(env sim.Env)       { c.asked = env.Now(); env.Send(0, ask{}) }
func (c *timeClient) Receive(env sim.Env, _ sim.ID, message any) {
	env.Output(estimate{message.(serverAt).Time, env.Now() - c.asked})
	if c.samples--; c.samples > 0 {
		c.ask(env)
	}
}

func performCristian(t *Trial) error {
	law, err := delayOf(t)
	if err != nil {
		return err
	}
	samples := t.Int("samples")
	w, err := t.World(sim.Config{
		Nodes: 1, Clients: 1, Names: []string{"server", "client"},
		Link:   sim.Link{Latency: law},
		Clocks: []sim.ClockRule{{Node: 1, Clock: sim.Clock{OffsetUpTo: t.Time("offset")}}},
		Budget: sim.Budget{Events: 1000 + 10*uint64(samples)},
	}, func(id sim.ID) sim.Node {
		if id == 0 {
			return timeServer{}
		}
		return &timeClient{samples: samples}
	})
	if err != nil {
		return err
	}
	if stop := w.RunUntil(func(w *sim.World) bool { return len(w.Outputs()) == samples }); stop.Why != sim.Met {
		return fmt.Errorf("%d of %d answers came (%v)", len(w.Outputs()), samples, stop.Why)
	}
	least := law.Least()
	if claimed := t.Time("claimed_least"); claimed >= 0 {
		least = claimed
	}
	measureCristian(t, w.Outputs(), least)
	return nil
}

// measureCristian judges each estimate at the moment that it was made: the
// server's clock is right, so true time is what the client should have found.
// Everything is doubled, so that half of a round trip stays a whole number.
func measureCristian(t *Trial, outputs []sim.Out, least time.Duration) {
	var errors, bounds, trips, worst, best, violations float64
	shortest := time.Duration(math.MaxInt64)
	for _, out := range outputs {
		e := out.Value.(estimate)
		twice := 2*e.Server + e.RoundTrip - 2*out.At
		bound := e.RoundTrip - 2*least
		wrong := ms(max(twice, -twice)) / 2
		if max(twice, -twice) > bound {
			violations++
		}
		if e.RoundTrip < shortest {
			shortest, best = e.RoundTrip, wrong
		}
		worst = max(worst, wrong)
		errors, bounds, trips = errors+wrong, bounds+ms(bound)/2, trips+ms(e.RoundTrip)
	}
	n := float64(len(outputs))
	t.Measure("error", errors/n)
	t.Measure("max_error", worst)
	t.Measure("best_error", best)
	t.Measure("bound", bounds/n)
	t.Measure("bound_violations", violations)
	t.Measure("round_trip", trips/n)
}
