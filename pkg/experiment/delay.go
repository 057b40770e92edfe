package experiment

import (
	"fmt"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

const hour = 3_600_000.0 // in ms

// delayParams are the parameters that choose a law of one-way delays; delayOf
// reads them. The defaults are those of Cristian's example: 10 to 50 ms.
var delayParams = []Param{
	{Name: "law", Kind: Choice, Choices: []string{"uniform", "constant", "normal", "lognormal", "exponential", "pareto"},
		About: "The family of the one-way delay."},
	{Name: "least", Unit: "ms", Default: 10, Max: hour,
		About: "The smallest delay of uniform, constant and pareto; added to every draw of the other laws."},
	{Name: "most", Unit: "ms", Default: 50, Max: hour, About: "The largest delay of uniform."},
	{Name: "mean", Unit: "ms", Default: 20, Max: hour,
		About: "The mean of normal and exponential, and the median of lognormal, before least is added."},
	{Name: "deviation", Unit: "ms", Default: 5, Max: hour, About: "The standard deviation of normal."},
	{Name: "shape", Default: 1, Min: 0.01, Max: 100, About: "The sigma of lognormal, the alpha of pareto."},
}

// delayOf is the law that the trial's delayParams choose.
func delayOf(t *Trial) (sim.Law, error) {
	least, mean := t.Time("least"), t.Time("mean")
	law := sim.Constant(least)
	switch t.Choice("law") {
	case "uniform":
		if most := t.Time("most"); most < least {
			return law, fmt.Errorf("least is %v and most only %v: make most the larger", least, most)
		}
		law = sim.Uniform(least, t.Time("most"))
	case "normal":
		law = sim.Normal(mean, t.Time("deviation")).Plus(least)
	case "lognormal":
		law = sim.Lognormal(mean, t.Number("shape")).Plus(least)
	case "exponential":
		law = sim.Exponential(mean).Plus(least)
	case "pareto":
		law = sim.Pareto(least, t.Number("shape"))
	}
	return law, law.Validate()
}

// ms is a duration in milliseconds.
func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
