package papers

import (
	"context"
	"fmt"
	"math"

	"github.com/faultline-go/faultline/pkg/experiment"
)

// The verdicts.
const (
	Reproduced = "reproduced"
	Off        = "off"
)

// Options say how to reproduce.
type Options struct {
	// Full runs at the size that the results are judged at, which takes
	// minutes; otherwise it takes seconds.
	Full bool
	// Progress, if not nil, is told how many runs of how many are done.
	Progress func(done, total int)
	// Find looks an experiment up. Nil: experiment.Find.
	Find func(name string) (*experiment.Experiment, error)
}

// Outcome is what became of one figure.
type Outcome struct {
	Row       *Row
	Figure    *Figure
	Ours      Estimate
	Tolerance float64
	Verdict   string
	Why       string // why it is off, in words; else empty
}

// seed is the first seed of every set-up: a published result is reproduced by
// the same runs everywhere.
const seed = 1

// Reproduce runs the rows in order and judges each of their figures.
func Reproduce(ctx context.Context, rows []*Row, o Options) ([]Outcome, error) {
	if o.Find == nil {
		o.Find = experiment.Find
	}
	all, before := 0, 0
	for _, row := range rows {
		for _, s := range row.Setups {
			all += s.size(o.Full)
		}
	}
	var outcomes []Outcome
	for _, row := range rows {
		for i := range row.Setups {
			s := &row.Setups[i]
			job, err := s.job(o)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", row.ID, err)
			}
			if o.Progress != nil {
				job.Progress = func(done, _ int) { o.Progress(before+done, all) }
			}
			results, err := job.Do(ctx)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", row.ID, err)
			}
			before += s.size(o.Full)
			for f := range s.Figures {
				outcomes = append(outcomes, judge(row, &s.Figures[f], s.Figures[f].Of(results)))
			}
		}
	}
	return outcomes, nil
}

func (s *Setup) runs(full bool) int {
	if full {
		return s.Full
	}
	return s.Quick
}

func (s *Setup) size(full bool) int {
	points := 1
	for _, axis := range s.Axes {
		points *= len(axis.Values)
	}
	return points * s.runs(full)
}

func (s *Setup) job(o Options) (experiment.Job, error) {
	e, err := o.Find(s.Experiment)
	return experiment.Job{Experiment: e, Set: s.Set, Axes: s.Axes, Runs: s.runs(o.Full), Seed: seed}, err
}

func judge(row *Row, f *Figure, ours Estimate) Outcome {
	o := Outcome{Row: row, Figure: f, Ours: ours, Tolerance: f.Judge.Tolerance(f.Published, ours), Verdict: Off}
	sharp := f.Sharp
	if sharp == 0 {
		sharp = defaultSharp
	}
	distance := math.Abs(ours.Value - f.Published)
	switch {
	case f.Published != 0 && o.Tolerance > sharp*math.Abs(f.Published):
		o.Why = fmt.Sprintf("the tolerance ±%.3g is too wide to tell anything", o.Tolerance)
	case !(distance <= o.Tolerance):
		o.Why = fmt.Sprintf("%.3g away, %.3g allowed", distance, o.Tolerance)
	default:
		o.Verdict = Reproduced
	}
	return o
}
