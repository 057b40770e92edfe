package jupyter

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

// What a cell may cost, in units of a bare Println cell.
const (
	simBudget   = 1.25
	chartBudget = 3
)

// The cells; each run replaces ROUND by a number, since a cell whose text has
// been compiled before costs less than one that a reader has just changed.
var costCells = map[string]string{
	"println": "%%\nfmt.Println(ROUND)",
	"sim": `%%
world, err := sim.New(sim.Config{Nodes: 2, Seed: ROUND}, func(sim.ID) sim.Node { return quiet{} })
fmt.Println(world != nil, err)`,
	"chart": `%%
nb.Show(chart.Lines(chart.Spec{Title: "Two lines"},
	chart.Series{Name: "a", X: []float64{0, 1, 2}, Y: []float64{0, 1, ROUND}},
))`,
}

const quietNode = `type quiet struct{}

func (quiet) Start(sim.Env)                {}
func (quiet) Receive(sim.Env, sim.ID, any) {}
func (quiet) Timer(sim.Env, string)        {}`

// cost is the least time that each cell has taken so far. Noise only ever
// adds, so the least of many interleaved runs is what is compared.
type cost map[string]time.Duration

func (c cost) round(t testing.TB, s *session, round int) {
	for _, name := range []string{"println", "sim", "chart"} {
		a := s.ask("execute", strings.ReplaceAll(costCells[name], "ROUND", strconv.Itoa(round)))
		if a.Status != "ok" || a.Text == "" {
			t.Fatalf("the %s cell answers %q: %s", name, a.Status, a.Text)
		}
		if took := a.took(); c[name] == 0 || took < c[name] {
			c[name] = took
		}
	}
}

func (c cost) ratio(name string) float64 { return float64(c[name]) / float64(c["println"]) }

// TestCellCost measures side by side, in one kernel, what cells cost.
func TestCellCost(t *testing.T) {
	s := newSession(t, readyHome(t))
	if a := s.ask("execute", quietNode); a.Status != "ok" {
		t.Fatalf("the node's cell: %s", a.Text)
	}
	make(cost).round(t, s, 1) // warms up
	c := make(cost)
	const least, most = 8, 40
	for i := 1; i <= most; i++ {
		c.round(t, s, 1+i)
		if i >= least && c.ratio("sim") <= simBudget && c.ratio("chart") <= chartBudget {
			break
		}
	}
	t.Logf("println %v, sim %v (%.2f times, budget %v), chart %v (%.2f times, budget %v)",
		c["println"].Round(time.Millisecond), c["sim"].Round(time.Millisecond), c.ratio("sim"), simBudget,
		c["chart"].Round(time.Millisecond), c.ratio("chart"), float64(chartBudget))
	if c.ratio("sim") > simBudget {
		t.Errorf("a cell with pkg/sim costs %.2f times a bare one, more than %v", c.ratio("sim"), simBudget)
	}
	if c.ratio("chart") > chartBudget {
		t.Errorf("a cell with a chart costs %.2f times a bare one, more than %v", c.ratio("chart"), float64(chartBudget))
	}
}
