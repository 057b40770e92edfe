package exercise_test

import (
	"strings"
	"testing"

	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/sim"
)

type clumsy struct{ exercise.Idle }

func (c clumsy) Start(sim.Env) { c.stumble(nil) }

func (clumsy) stumble(m map[string]int) {
	func() { m["x"]++ }()
}

// TestPanicIsPlaced expects the function's name natively and without the
// wrapping that native nodes get.
func TestPanicIsPlaced(t *testing.T) {
	for name, wrap := range map[string]func(exercise.Nodes) exercise.Nodes{
		"native": exercise.Native,
		"plain":  func(nodes exercise.Nodes) exercise.Nodes { return nodes },
	} {
		trial := exercise.NewTrial(sim.Config{Nodes: 1}, wrap(exercise.Nodes{"Node": exercise.Fresh(clumsy{})}), func(sim.ID) string { return "Node" })
		trial.Run(1)
		want := "Node panicked in Start, in stumble: assignment to entry in nil map."
		if broken := trial.Broken(); broken == nil || !strings.HasPrefix(broken.Message, want) {
			t.Errorf("%s: %+v", name, broken)
		}
	}
}
