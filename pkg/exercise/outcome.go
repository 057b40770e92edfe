package exercise

import (
	"fmt"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/faultline-go/faultline/pkg/check"
	"github.com/faultline-go/faultline/pkg/sim"
)

// Outcome is what one run showed.
type Outcome struct {
	// Passed says whether what the check expects held in this run.
	Passed bool
	// Message says, for a failure, what happened: one or two sentences
	// without the seed and the time, which the report adds.
	Message string
	// Hint names the mistake that usually shows like this. Empty: unknown.
	Hint string
	// At is the virtual time of the failure.
	At time.Duration
	// Trace is what shows the failure; nil unless the run was recorded.
	Trace *sim.Trace
}

// Failure is what a node may panic with to end its run with a sentence of its
// own, as the sandbox's proxies do: Message and Hint are shown as they are.
// Any other panic is reported as a panic of the submission.
type Failure struct{ Message, Hint string }

// Error is the message.
func (f Failure) Error() string { return f.Message }

// Judge performs the check's runs until one fails, which it replays to record
// it. Only of the options is not looked at.
func (c Check) Judge(nodes Nodes, o Options) check.Result {
	first, runs := max(o.First, 1), c.Runs
	if o.Runs > 0 {
		runs = o.Runs
	}
	for i := range uint64(runs) {
		outcome := c.Run(nodes, first+i, false)
		if o.Done != nil {
			o.Done()
		}
		if !outcome.Passed {
			return c.failed(nodes, first+i, outcome)
		}
	}
	return check.Result{Name: c.Name, Points: c.Points, Passed: true,
		Message: fmt.Sprintf("%s It held in %d runs.", c.Expect, runs)}
}

func (c Check) failed(nodes Nodes, seed uint64, seen Outcome) check.Result {
	outcome := c.Run(nodes, seed, true)
	result := check.Result{Name: c.Name, Points: c.Points, Seed: seed, At: outcome.At, Hint: outcome.Hint, Trace: outcome.Trace}
	if outcome.Passed {
		result.At = seen.At
		result.Message = sentence(seen.Message) + fmt.Sprintf(" Seed %d; run again with the same seed, it did not fail. Expected: %s", seed, c.Expect)
		result.Hint = "The same events did not lead to the same actions. A node must not depend on a map's order, the time of day, a random source of its own, or memory that nodes share."
		return result
	}
	result.Message = sentence(outcome.Message) + fmt.Sprintf(" Seed %d, at %v. Expected: %s", seed, outcome.At.Round(time.Microsecond), c.Expect)
	return result
}

// sentence begins with a capital letter.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
