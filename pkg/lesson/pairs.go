package lesson

import (
	"slices"

	"github.com/faultline-go/faultline/pkg/sim"
)

// Pairs visits all pairs of outputs of a run, a before b in true time, and
// says whether a happened before b in Lamport's sense (1978): on the same
// process, or along messages. It follows the messages of the trace and looks
// at no stamp. A message that an event sends comes after what the event has
// output before it.
func Pairs(t *sim.Trace, visit func(a, b any, before bool)) {
	var outputs []any
	var past [][]bool                     // past[b][a]: a happened before b
	causes := make([][]int, len(t.Names)) // a process's last output, and what it has heard of since
	sent := map[sim.MessageName][]int{}
	for _, e := range t.Events {
		switch e.Kind {
		case sim.EventSend:
			if e.Node >= 0 {
				sent[e.Message] = slices.Clone(causes[e.Node])
			}
		case sim.EventDeliver:
			causes[e.Node] = append(causes[e.Node], sent[e.Message]...)
		case sim.EventOutput:
			before := follow(past, causes[e.Node])
			for a, is := range before {
				visit(outputs[a], e.Value, is)
			}
			causes[e.Node] = []int{len(outputs)}
			outputs, past = append(outputs, e.Value), append(past, before)
		}
	}
}

// follow is the causes and all that happened before them.
func follow(past [][]bool, causes []int) []bool {
	before := make([]bool, len(past))
	for _, cause := range causes {
		before[cause] = true
		for a, is := range past[cause] {
			before[a] = before[a] || is
		}
	}
	return before
}
