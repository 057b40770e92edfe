package experiment

import (
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

var redundancy = &Experiment{
	Name:  "redundancy",
	About: "A sender sends every message several times over a lossy link and hears nothing back.",
	Runs:  1000,
	Params: []Param{
		{Name: "copies", Kind: Integer, Default: 2, Min: 1, Max: 1000, About: "How many copies of a message are sent."},
		{Name: "loss", Default: 0.3, Max: 1, About: "The chance that a copy is lost, each independently of the others."},
		{Name: "messages", Kind: Integer, Default: 100, Min: 1, Max: 100_000, About: "How many messages are sent in one run."},
	},
	Metrics: []Metric{
		{Name: "delivered", About: "The share of messages of which at least one copy arrives."},
		{Name: "surplus", Unit: "per message", About: "How many copies arrive after the first."},
	},
	Perform: performRedundancy,
}

type copied struct{ Message, Copy int }

type copySender struct{ messages, copies int }

func (s copySender) Receive(sim.Env, sim.ID, any) {}
func (s copySender) Timer(sim.Env, string)        {}
func (s copySender) Start(env sim.Env) {
	for m := range s.messages {
		for c := range s.copies {
			env.Send(1, copied{m, c})
		}
	}
}

// copyReceiver outputs every copy that comes.
type copyReceiver struct{}

func (copyReceiver) Start(sim.Env)         {}
func (copyReceiver) Timer(sim.Env, string) {}
func (copyReceiver) Receive(env sim.Env, _ sim.ID, message any) {
	env.Output(message)
}

func performRedundancy(t *Trial) error {
	messages, copies := t.Int("messages"), t.Int("copies")
	w, err := t.World(sim.Config{
		Nodes: 2, Names: []string{"sender", "receiver"},
		Link:   sim.Link{Latency: sim.Constant(10 * time.Millisecond), Loss: t.Number("loss")},
		Budget: sim.Budget{Events: 1000 + 10*uint64(messages)*uint64(copies)},
	}, func(id sim.ID) sim.Node {
		if id == 0 {
			return copySender{messages, copies}
		}
		return copyReceiver{}
	})
	if err != nil {
		return err
	}
	if stop := w.Run(time.Second); stop.Err != nil {
		return stop.Err
	}
	delivered, seen := 0, make([]bool, messages)
	for _, out := range w.Outputs() {
		if m := out.Value.(copied).Message; !seen[m] {
			seen[m] = true
			delivered++
		}
	}
	t.Measure("delivered", float64(delivered)/float64(messages))
	t.Measure("surplus", float64(len(w.Outputs())-delivered)/float64(messages))
	return nil
}
