package papers

import (
	"fmt"

	"github.com/faultline-go/faultline/pkg/experiment"
)

func drift() *Row {
	row := &Row{ID: "drift", Paper: "Quartz drift", Place: "rate × time"}
	for _, c := range []struct{ ppm, seconds float64 }{{20, 1.728}, {50, 4.32}, {100, 8.64}} {
		row.Setups = append(row.Setups, Setup{
			Experiment: "clock-drift", Set: experiment.Set{"rate_ppm": c.ppm, "duration": 86400}, Quick: 2, Full: 2,
			Figures: []Figure{{
				Name:      fmt.Sprintf("offset after a day at %g ppm (s)", c.ppm),
				Published: c.seconds, Of: farthest("offset", c.seconds), Judge: within(1e-9, "exact to 1 ns"),
			}},
		})
	}
	return row
}

// cristian judges the bound under other laws of delay as well, since the paper
// claims it for every law.
func cristian() *Row {
	violations := Figure{Name: "estimates worse than RTT/2 − min", Of: total("bound_violations"), Judge: exactly}
	others := violations
	others.Name += ", other delay laws"
	return &Row{
		ID: "cristian", Paper: "Cristian 1989", Place: "error bound of a reading",
		Setups: []Setup{{
			Experiment: "cristian", Set: experiment.Set{"law": "uniform", "least": 10, "most": 50, "samples": 100}, Quick: 1000, Full: 1000,
			Figures: []Figure{
				violations,
				{Name: "mean error (ms)", Published: 6.667, Of: mean("error"), Judge: standardErrors, Sharp: .01},
				{Name: "largest error (ms)", Published: 20, Of: largest("max_error"), Judge: supremum(1)},
			},
		}, {
			Experiment: "cristian", Set: experiment.Set{"samples": 100}, Quick: 50, Full: 1000,
			Axes: []experiment.Axis{
				{Param: "law", Values: []any{"constant", "normal", "lognormal", "exponential", "pareto"}},
				{Param: "least", Values: []any{1, 10}},
			},
			Figures: []Figure{others},
		}},
	}
}
