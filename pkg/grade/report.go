package grade

import (
	"time"

	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/sandbox"
)

// Report is the verdict on one submission.
type Report struct {
	Submission string  `json:"submission"` // its path as given
	Exercise   string  `json:"exercise"`   // "" if that is not known
	Score      int     `json:"score"`
	MaxScore   int     `json:"max_score"`
	Checks     []Check `json:"checks"`
	// Error says why nothing was judged. Empty: something was.
	Error string `json:"error"`

	Student string        `json:"-"`
	Took    time.Duration `json:"-"`
	// Broken says that the error is the grader's own.
	Broken bool `json:"-"`
}

// Check is the verdict of one check.
type Check struct {
	Name    string `json:"name"`
	Points  int    `json:"points"`
	Passed  bool   `json:"passed"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
	Seed    uint64 `json:"seed"`

	// Lines are the end of the failing run's trace.
	Lines []string `json:"-"`
}

func reportOf(e *exercise.Exercise, verdicts []sandbox.Verdict) Report {
	r := Report{Exercise: e.Name, MaxScore: e.Max()}
	for _, v := range verdicts {
		if v.Passed {
			r.Score += v.Points
		}
		r.Checks = append(r.Checks, Check{v.Name, v.Points, v.Passed, v.Message, v.Hint, v.Seed, v.Lines})
	}
	return r
}

// Full says whether every point was earned.
func (r Report) Full() bool { return r.Error == "" && r.MaxScore > 0 && r.Score == r.MaxScore }

// earned are the points of one check.
func (c Check) earned() int {
	if c.Passed {
		return c.Points
	}
	return 0
}
