package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/faultline-go/faultline/pkg/check"
	"github.com/faultline-go/faultline/pkg/exercise"
)

// Limits of judging one submission. A usual event takes microseconds and a
// usual submission a second, on any machine; these are only met by code that
// does not end.
const (
	EventTime = 2 * time.Second // of a processor, for one event
	TotalTime = 3 * time.Minute // on the wall
)

// Job is a submission to judge.
type Job struct {
	Exercise *exercise.Exercise
	WASM     []byte
	// Compiled is the folder that keeps machine code. Empty: none.
	Compiled string
	// First and Runs are those of exercise.Options.
	First uint64
	Runs  int
	// EventTime and TotalTime replace the limits of the same name. Zero: those.
	EventTime, TotalTime time.Duration
}

// Verdict is the result of one check. Lines are the end of the failing run's
// trace, as text.
type Verdict struct {
	check.Result
	At    time.Duration `json:"at"`
	Lines []string      `json:"lines"`
}

// Judge judges the submission in a child process, which is this program again
// with [HelperVerb], and kills it on the limits. A check during which it had to
// be killed has failed with a sentence that says what happened; the others are
// then judged by another child. A *Refused error means that the program cannot
// be loaded; any other is our own.
func Judge(ctx context.Context, j Job) ([]Verdict, error) {
	if j.EventTime == 0 {
		j.EventTime = EventTime
	}
	if j.TotalTime == 0 {
		j.TotalTime = TotalTime
	}
	first := j.EventTime
	ctx, cancel := context.WithTimeoutCause(ctx, j.TotalTime, errTotalTime)
	defer cancel()
	dir, err := os.MkdirTemp("", "faultline-judge-")
	if err != nil {
		return nil, fmt.Errorf("judging needs a temporary folder: %w", err)
	}
	defer os.RemoveAll(dir)
	wasm := filepath.Join(dir, "submission.wasm")
	if err := os.WriteFile(wasm, j.WASM, 0o600); err != nil {
		return nil, fmt.Errorf("judging needs a temporary folder: %w", err)
	}
	verdicts := map[string]Verdict{}
	for left := j.missing(verdicts); len(left) > 0; left = j.missing(verdicts) {
		if err := j.session(ctx, dir, wasm, left, verdicts); err != nil {
			return nil, err
		}
		// A further session follows a kill; who loops once likely loops again.
		j.EventTime = min(j.EventTime, max(first/4, EventTime/4))
	}
	list := make([]Verdict, len(j.Exercise.Checks))
	for i, c := range j.Exercise.Checks {
		list[i] = verdicts[c.Name]
	}
	return list, nil
}

func (j Job) missing(verdicts map[string]Verdict) []string {
	var names []string
	for _, c := range j.Exercise.Checks {
		if _, ok := verdicts[c.Name]; !ok {
			names = append(names, c.Name)
		}
	}
	return names
}

var (
	errTotalTime = errors.New("total time is over")
	errEventTime = errors.New("an event does not end")
)

// session judges the named checks in one child, until it has to be killed;
// every session adds a verdict or returns an error.
func (j Job) session(ctx context.Context, dir, wasm string, names []string, verdicts map[string]Verdict) error {
	child, err := startChild(ctx, dir, order{
		Exercise: j.Exercise.Name, WASM: wasm, Compiled: j.Compiled, Only: names, First: j.First, Runs: j.Runs,
	}, j.EventTime)
	if err != nil {
		return err
	}
	defer child.close()
	for in := json.NewDecoder(child.answers); ; {
		var v Verdict
		if err := in.Decode(&v); err != nil {
			break
		}
		if !slices.Contains(names, v.Name) {
			return fmt.Errorf("the judging process answered for a check %q that it was not asked about", v.Name)
		}
		verdicts[v.Name] = v
	}
	err = child.wait()
	left := j.missing(verdicts)
	switch {
	case len(left) == 0:
		return nil
	case errors.Is(context.Cause(ctx), errTotalTime):
		j.failAll(left, verdicts)
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case err == nil:
		return errors.New("the judging process ended early without saying why")
	}
	return j.fail(child, err, left, verdicts)
}

// fail gives the check that was being judged its verdict.
func (j Job) fail(child *child, err error, left []string, verdicts map[string]Verdict) error {
	if child.cmd.ProcessState.ExitCode() == refusedExit {
		return &Refused{text(child.said.kept)}
	}
	s := child.box.look()
	if !s.inside() || s.check >= len(j.Exercise.Checks) {
		return fmt.Errorf("the judging process broke down: %w %s", err, tidy(string(child.said.kept)))
	}
	c := j.Exercise.Checks[s.check]
	if !slices.Contains(left, c.Name) {
		return fmt.Errorf("the judging process broke down: %w", err)
	}
	message, hint := sentence(s.node, s.role, s.happening, "broke the sandbox")+".", memoryHint
	if errors.Is(err, errEventTime) {
		message = sentence(s.node, s.role, s.happening, fmt.Sprintf("did not return within %v", j.EventTime)) + ": is there an endless loop?"
		hint = "A node never waits: it returns, and its next event or timer goes on."
	}
	message = strings.ToUpper(message[:1]) + message[1:] + fmt.Sprintf(" Seed %d, at %v. Expected: %s", s.seed, s.elapsed.Round(time.Microsecond), c.Expect)
	j.put(c, s, message, hint, verdicts)
	return nil
}

func (j Job) put(c exercise.Check, s seen, message, hint string, verdicts map[string]Verdict) {
	r := check.Result{Name: c.Name, Points: c.Points, Message: message, Hint: hint, Seed: s.seed}
	verdicts[c.Name] = Verdict{Result: r, At: s.elapsed}
}

// failAll is what happens when the time for the whole submission is over.
func (j Job) failAll(left []string, verdicts map[string]Verdict) {
	for _, c := range j.Exercise.Checks {
		if slices.Contains(left, c.Name) {
			j.put(c, seen{}, fmt.Sprintf("Judging the submission took longer than %v and was stopped. Expected: %s", j.TotalTime, c.Expect),
				"Does the number of messages or timers grow without end?", verdicts)
		}
	}
}
