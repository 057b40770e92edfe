package experiment

import (
	"fmt"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

var ackChain = &Experiment{
	Name:  "ack-chain",
	About: "Two generals send messengers in turn, each acknowledging the one before; a general attacks if every messenger it expects has come (Gray 1978).",
	Runs:  10_000,
	Params: []Param{
		{Name: "loss", Default: 0.3, Max: 1, About: "The chance that a messenger is caught."},
		{Name: "messages", Kind: Integer, Default: 3, Min: 1, Max: 60, About: "How many messengers the plan has, both directions together."},
		{Name: "pattern", Kind: Integer, Default: -1, Min: -1, Max: 1 << 40,
			About: "Which messengers are caught, as a binary number whose lowest digit is the first; -1 leaves it to chance."},
	},
	Metrics: []Metric{
		{Name: "both", Chance: true, About: "Whether both generals attack."},
		{Name: "disagree", Chance: true, About: "Whether exactly one general attacks, and is beaten."},
		{Name: "neither", Chance: true, About: "Whether no general attacks."},
	},
	Perform: performAckChain,
}

type (
	messenger struct{ Number int }
	verdict   struct{ Attack bool }
)

const march = time.Second // how long a messenger walks

// general sends the next messenger when one arrives, and decides at dawn.
type general struct {
	messages, expected, came int
}

func (g *general) Start(env sim.Env) {
	if env.ID() == 0 {
		env.Send(1, messenger{1})
	}
	env.SetTimer("dawn", march*time.Duration(g.messages+1))
}

func (g *general) Receive(env sim.Env, from sim.ID, message any) {
	g.came++
	if n := message.(messenger).Number; n < g.messages {
		env.Send(from, messenger{n + 1})
	}
}

func (g *general) Timer(env sim.Env, _ string) {
	attack := g.came == g.expected
	if attack {
		env.Status("attacks")
	} else {
		env.Status("stays")
	}
	env.Output(verdict{attack})
}

func performAckChain(t *Trial) error {
	r := t.Int("messages")
	config := sim.Config{
		Nodes: 2,
		Names: []string{"A", "B"},
		Link:  sim.Link{Latency: sim.Constant(march), Loss: t.Number("loss")},
	}
	if pattern := int64(t.Number("pattern")); pattern >= 0 {
		config.Link.Loss = 0
		config.Decisions = losses(pattern, 0)
	}
	w, err := t.World(config, func(id sim.ID) sim.Node {
		// A general expects the messengers that the other one sends: B those
		// with odd numbers, A those with even ones.
		return &general{messages: r, expected: (r + int(id)) / 2}
	})
	if err != nil {
		return err
	}
	if stop := w.Run(march * time.Duration(r+2)); stop.Err != nil {
		return stop.Err
	}
	attacks := 0
	for _, out := range w.Outputs() {
		if out.Value.(verdict).Attack {
			attacks++
		}
	}
	if len(w.Outputs()) != 2 {
		return fmt.Errorf("%d of 2 generals decided", len(w.Outputs()))
	}
	t.MeasureIf("both", attacks == 2)
	t.MeasureIf("disagree", attacks == 1)
	t.MeasureIf("neither", attacks == 0)
	return nil
}
