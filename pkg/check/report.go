// Package check says what must hold of a run, and whether it did. A [Report]
// is what judging a submission gives: one [Result] for each check.
package check

import (
	"encoding/json"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// Result is the verdict of one check.
type Result struct {
	// Name is the check's, such as "loss".
	Name string `json:"name"`
	// Points are what the check is worth; they are earned whole or not at all.
	Points int `json:"points"`
	// Passed says whether the points are earned.
	Passed bool `json:"passed"`
	// Message is what held, in a sentence; for a failed check what was
	// expected and what happened, in which seed and when.
	Message string `json:"message"`
	// Hint names the likely mistake of a failed check. Empty: none is known.
	Hint string `json:"hint"`
	// Seed is the failing run's; 0 for a check that passed or never ran.
	Seed uint64 `json:"seed"`
	// At is the virtual time of the failure, from the start of that run.
	At time.Duration `json:"-"`
	// Trace is the part of the failing run that shows the failure. Nil: none
	// was recorded.
	Trace *sim.Trace `json:"-"`
}

// Report is the verdict on one submission.
type Report struct {
	Exercise string // its name, such as "03a-exactly-once"
	Results  []Result
}

// Score is the sum of the points that were earned.
func (r Report) Score() int {
	score := 0
	for _, result := range r.Results {
		if result.Passed {
			score += result.Points
		}
	}
	return score
}

// Max is the sum of the points that can be earned.
func (r Report) Max() int {
	most := 0
	for _, result := range r.Results {
		most += result.Points
	}
	return most
}

// Passed says whether every check passed; a report without checks has not.
func (r Report) Passed() bool {
	for _, result := range r.Results {
		if !result.Passed {
			return false
		}
	}
	return len(r.Results) > 0
}

// MarshalJSON writes exercise, score, max_score and checks, without traces.
func (r Report) MarshalJSON() ([]byte, error) {
	results := r.Results
	if results == nil {
		results = []Result{}
	}
	return json.Marshal(struct {
		Exercise string   `json:"exercise"`
		Score    int      `json:"score"`
		Max      int      `json:"max_score"`
		Checks   []Result `json:"checks"`
	}{r.Exercise, r.Score(), r.Max(), results})
}
