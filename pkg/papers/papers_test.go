package papers

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/faultline-go/faultline/pkg/experiment"
)

func reproduce(t *testing.T, rows []*Row, o Options) []Outcome {
	t.Helper()
	outcomes, err := Reproduce(context.Background(), rows, o)
	if err != nil {
		t.Fatal(err)
	}
	return outcomes
}

// quick are the outcomes of all rows at their quick size.
var quick = sync.OnceValues(func() ([]Outcome, error) { return Reproduce(context.Background(), Rows(), Options{}) })

func outcomes(t *testing.T) []Outcome {
	t.Helper()
	all, err := quick()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestEveryRowIsReproduced(t *testing.T) {
	for _, o := range outcomes(t) {
		t.Logf("%-12s %-55s %9.6g %9.6g ±%.2g %s", o.Row.ID, o.Figure.Name, o.Figure.Published, o.Ours.Value, o.Tolerance, o.Verdict)
		if o.Verdict != Reproduced {
			t.Errorf("%s, %s: %s", o.Row.ID, o.Figure.Name, o.Why)
		}
	}
}

// TestWrongFiguresAreOff moves every published figure away from ours by a
// fifth more than its tolerance, an exact one by two billionths.
func TestWrongFiguresAreOff(t *testing.T) {
	for _, o := range outcomes(t) {
		for _, side := range []float64{-1, 1} {
			wrong := *o.Figure
			wrong.Published = o.Ours.Value + side*(1.2*o.Tolerance+2e-9)
			if again := judge(o.Row, &wrong, o.Ours); again.Verdict != Off || again.Why == "" {
				t.Errorf("%s, %s: ours is %g, and %g counts as %s", o.Row.ID, wrong.Name, o.Ours.Value, wrong.Published, again.Verdict)
			}
		}
	}
}

// TestTolerancesTellSomething: at full size no tolerance is wider than 3.5 % of
// its figure; most are far narrower. The sizes were chosen for it.
func TestTolerancesTellSomething(t *testing.T) {
	for _, o := range outcomes(t) {
		for _, s := range o.Row.Setups {
			for f := range s.Figures {
				if &s.Figures[f] != o.Figure || o.Tolerance == 0 {
					continue
				}
				full := o.Tolerance * math.Sqrt(float64(s.Quick)/float64(s.Full))
				if share := full / o.Figure.Published; share > .035 {
					t.Errorf("%s, %s: ±%.1f %% at full size", o.Row.ID, o.Figure.Name, 100*share)
				}
			}
		}
	}
}

// TestABluntComparisonIsOff: a right mean with too few runs proves nothing.
func TestABluntComparisonIsOff(t *testing.T) {
	rows, err := Select([]string{"redundancy"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows[0].Setups {
		rows[0].Setups[i].Quick = 2
	}
	for _, o := range reproduce(t, rows, Options{}) {
		if o.Verdict != Off || !strings.Contains(o.Why, "too wide") {
			t.Errorf("%s with 2 runs: %s (%s)", o.Figure.Name, o.Verdict, o.Why)
		}
	}
}

// spoil changes parameters behind the row's back, as if the experiment did not
// do what its parameters say.
func spoil(row *Row, changes experiment.Set) {
	for i := range row.Setups {
		s := &row.Setups[i]
		s.Set = maps.Clone(s.Set)
		for name, value := range changes {
			swept := slices.ContainsFunc(s.Axes, func(a experiment.Axis) bool { return a.Param == name })
			if s.Set != nil && !swept {
				s.Set[name] = value
			}
		}
	}
}

// measuring finds experiments whose measurements a mistake changes.
func measuring(mistake func(*experiment.Trial)) func(string) (*experiment.Experiment, error) {
	return func(name string) (*experiment.Experiment, error) {
		e, err := experiment.Find(name)
		if err != nil || mistake == nil {
			return e, err
		}
		bad := *e
		bad.Perform = func(t *experiment.Trial) error {
			err := e.Perform(t)
			mistake(t)
			return err
		}
		return &bad, nil
	}
}

// TestBrokenExperimentsAreOff makes the mistakes that an implementation could
// make, and expects the figure that watches for each to say so.
func TestBrokenExperimentsAreOff(t *testing.T) {
	scale := func(metric string, by float64) func(*experiment.Trial) {
		return func(t *experiment.Trial) { t.Measure(metric, t.Measured(metric)*by) }
	}
	tests := []struct {
		mistake, row, figure string
		set                  experiment.Set
		measure              func(*experiment.Trial)
	}{
		{"a clock that gains a nanosecond more a second", "drift", "50 ppm", experiment.Set{"rate_ppm": 50.001}, nil},
		{"a clock at half the rate", "drift", "100 ppm", nil, scale("offset", .5)},
		{"a minimum that is not one", "cristian", "RTT/2 − min", experiment.Set{"claimed_least": 10.5}, nil},
		{"delays that are 2 % too wide", "cristian", "mean error", experiment.Set{"most": 50.8}, nil},
		{"the error of the best sample", "cristian", "largest error", nil, func(t *experiment.Trial) { t.Measure("max_error", t.Measured("best_error")) }},
		{"an error above the bound", "cristian", "largest error", nil, scale("max_error", 1.01)},
		{"acknowledgements that are never lost", "retransmit", "sends per operation, p = 0.1", experiment.Set{"ack_loss": 0}, nil},
		{"a loss of .31 for .3", "retransmit", "sends per operation, p = 0.3", experiment.Set{"loss": .31}, nil},
		{"a timeout below the round trip", "retransmit", "duplicates per operation, p = 0.1", experiment.Set{"timeout": 20}, nil},
		{"a table in memory", "exactly-once", "table on disk, losses and crashes", experiment.Set{"table": "memory"}, nil},
		{"no table", "exactly-once", "every loss pattern × crash", experiment.Set{"table": "none"}, nil},
		{"an operation that is lost", "exactly-once", "effects, table on disk", nil, scale("effects", .99)},
		{"a table where there should be none", "exactly-once", "no table, p = 0.3", experiment.Set{"table": "memory"}, nil},
		{"one copy more", "redundancy", "2 of them", experiment.Set{"copies": 3}, nil},
		{"a loss of .31 for .3", "redundancy", "1 of them", experiment.Set{"loss": .31}, nil},
		{"a chain of four", "ack-chain", "both attack", experiment.Set{"messages": 4}, nil},
		{"generals who always agree", "ack-chain", "defeats", nil, func(t *experiment.Trial) { t.Measure("disagree", 0) }},
		{"a loss of .31 for .3", "ack-chain", "both attack", experiment.Set{"loss": .31}, nil},
		{"a chain of four", "ack-chain", "one attacks alone", experiment.Set{"messages": 4}, nil},
	}
	for _, test := range tests {
		t.Run(test.row+": "+test.mistake, func(t *testing.T) {
			rows, err := Select([]string{test.row})
			if err != nil {
				t.Fatal(err)
			}
			watched := 0
			spoil(rows[0], test.set)
			for _, o := range reproduce(t, rows, Options{Find: measuring(test.measure)}) {
				if strings.Contains(o.Figure.Name, test.figure) {
					watched++
					if o.Verdict == Off {
						return
					}
					t.Logf("%s: %g for %g ± %g", o.Figure.Name, o.Ours.Value, o.Figure.Published, o.Tolerance)
				}
			}
			t.Errorf("%d figures with %q, none is off", watched, test.figure)
		})
	}
}

func TestSelect(t *testing.T) {
	rows, err := Select([]string{"ack-chain", "drift"})
	if err != nil || len(rows) != 2 || rows[0].ID != "drift" {
		t.Errorf("%v, %v", rows, err)
	}
	if _, err := Select([]string{"paxos"}); err == nil || !strings.Contains(err.Error(), "choose from drift, cristian") {
		t.Errorf("error %v", err)
	}
}

func TestOutcomesAsJSON(t *testing.T) {
	rows, _ := Select([]string{"drift"})
	data, err := json.Marshal(reproduce(t, rows, Options{})[1])
	want := `{"id":"drift","paper":"Quartz drift: offset after a day at 50 ppm (s)","published":4.32,"ours":4.32,"ci95":[4.32,4.32],"verdict":"reproduced"}`
	if err != nil || string(data) != want {
		t.Errorf("%s (%v)\nwant %s", data, err, want)
	}
}

func TestProgressCountsEveryRun(t *testing.T) {
	last, calls := "", 0
	reproduce(t, Rows()[:1], Options{Progress: func(done, total int) { calls++; last = fmt.Sprint(done, " of ", total) }})
	if calls != 6 || last != "6 of 6" {
		t.Errorf("%d calls, the last %s", calls, last)
	}
}

func TestInterruptionNamesTheRow(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Reproduce(ctx, Rows(), Options{}); err == nil || !strings.HasPrefix(err.Error(), "drift: stopped after 0 of 2 runs") {
		t.Errorf("error %v", err)
	}
}
