package experiment

import (
	"fmt"
	"math"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

var clockDrift = &Experiment{
	Name:  "clock-drift",
	About: "Two nodes set their clocks right once; one clock then gains, the other loses, and both are read at the end.",
	Runs:  10,
	Params: []Param{
		{Name: "rate_ppm", Unit: "ppm", Default: 50, Min: -100_000, Max: 100_000,
			About: "The rate error of the first clock in parts per million, to a thousandth; the second has the opposite error."},
		{Name: "duration", Unit: "s", Default: 86_400, Max: 1e9, About: "How long the clocks run."},
		{Name: "readings", Kind: Integer, Default: 24, Min: 1, Max: 1_000_000,
			About: "How often the clocks are read on the way; reading must not disturb them."},
	},
	Metrics: []Metric{
		{Name: "offset", Unit: "s", About: "How far the first clock is ahead of true time at the end."},
		{Name: "apart", Unit: "s", About: "How far the two clocks are apart at the end."},
	},
	Perform: performClockDrift,
}

type (
	read    struct{}
	reading struct{ Now time.Duration }
)

// clockReader outputs what its clock shows when it is asked.
type clockReader struct{}

func (clockReader) Start(sim.Env)         {}
func (clockReader) Timer(sim.Env, string) {}
func (clockReader) Receive(env sim.Env, _ sim.ID, _ any) {
	env.Output(reading{env.Now()})
}

func performClockDrift(t *Trial) error {
	rate := sim.Rate(math.Round(t.Number("rate_ppm") * float64(sim.PPM)))
	duration, readings := t.Time("duration"), t.Int("readings")
	var requests []sim.Request
	for i := range readings {
		left := time.Duration(readings - 1 - i)
		at := sim.When{At: duration - duration/time.Duration(readings)*left}
		requests = append(requests, sim.Request{When: at, To: 0, Message: read{}}, sim.Request{When: at, To: 1, Message: read{}})
	}
	w, err := t.World(sim.Config{
		Nodes:    2,
		Names:    []string{"fast", "slow"},
		Clocks:   []sim.ClockRule{{Node: 0, Clock: sim.Drift(rate)}, {Node: 1, Clock: sim.Drift(-rate)}},
		Requests: requests,
	}, func(sim.ID) sim.Node { return clockReader{} })
	if err != nil {
		return err
	}
	if stop := w.Run(duration + 1); stop.Err != nil {
		return stop.Err
	}
	outputs := w.Outputs()
	if len(outputs) != 2*readings {
		return fmt.Errorf("%d of %d readings were made", len(outputs), 2*readings)
	}
	first, second := outputs[2*readings-2], outputs[2*readings-1]
	a, b := first.Value.(reading).Now, second.Value.(reading).Now
	t.Measure("offset", (a - first.At).Seconds())
	t.Measure("apart", (a - b).Seconds())
	return nil
}
