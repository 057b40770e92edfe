// Package grade goes from a notebook to a verdict. [Collect] finds the
// submissions below the given paths, and [Grader.Grade] judges each: it
// extracts the student's declarations ([Extract]), builds them for the
// sandbox, lets the exercise's own checks judge them in a child process, and
// gives a [Report]. Nothing that a notebook says about its own checks, points
// or outputs counts.
package grade

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/sandbox"
)

// Grader judges submissions.
type Grader struct {
	Workshop  *sandbox.Workshop
	Exercises []*exercise.Exercise
	// Seed replays one run of each check with this seed. Zero: all runs.
	Seed uint64
	// EventTime and TotalTime are the limits of sandbox.Job. Zero: its own.
	EventTime, TotalTime time.Duration
	// Done is called after each submission, with how many of all are judged,
	// from one goroutine at a time. Nil: nobody is told.
	Done func(done, total int)
}

// Open makes a grader of a clone, given the folder of its go.mod, and makes
// sure that what submissions import is built.
func Open(ctx context.Context, root string, exercises []*exercise.Exercise) (*Grader, error) {
	w, err := sandbox.Open(ctx, root)
	if err != nil {
		return nil, err
	}
	if err := w.Warm(ctx, packages(exercises)...); err != nil {
		return nil, err
	}
	return &Grader{Workshop: w, Exercises: exercises}, nil
}

// Ready says whether Open has nothing to build, which takes up to minutes.
func Ready(ctx context.Context, root string, exercises []*exercise.Exercise) bool {
	w, err := sandbox.Open(ctx, root)
	return err == nil && w.IsWarm(packages(exercises)...)
}

func packages(exercises []*exercise.Exercise) []string {
	list := make([]string, len(exercises))
	for i, e := range exercises {
		list[i] = e.Package
	}
	return list
}

// Grade judges the submissions, on all cores, and gives a report for each, in
// their order. An error means that the grading was interrupted; what goes
// wrong with one submission is in its report.
func (g *Grader) Grade(ctx context.Context, submissions []Submission) ([]Report, error) {
	reports := make([]Report, len(submissions))
	var next atomic.Int64
	var workers sync.WaitGroup
	progress := &progress{total: len(submissions), told: g.Done}
	for range min(runtime.NumCPU(), len(submissions)) {
		workers.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(submissions) || ctx.Err() != nil {
					return
				}
				reports[i] = g.one(ctx, submissions[i])
				progress.advance()
			}
		})
	}
	workers.Wait()
	return reports, ctx.Err()
}

type progress struct {
	sync.Mutex
	done, total int
	told        func(done, total int)
}

func (p *progress) advance() {
	p.Lock()
	defer p.Unlock()
	if p.done++; p.told != nil {
		p.told(p.done, p.total)
	}
}

func (g *Grader) one(ctx context.Context, s Submission) Report {
	start := time.Now()
	r := g.judge(ctx, s)
	r.Submission, r.Student, r.Took = s.Name, s.Student, time.Since(start)
	return r
}

func (g *Grader) judge(ctx context.Context, s Submission) Report {
	n, err := s.read()
	if err != nil {
		return Report{Error: sandbox.Shown(err.Error())}
	}
	e, err := identify(n, s.Path, g.Exercises)
	if err != nil {
		return Report{Error: sandbox.Shown(err.Error())}
	}
	source, err := Extract(n, e)
	if err != nil {
		return notJudged(e, err)
	}
	wasm, err := g.Workshop.Build(ctx, source)
	if err != nil {
		return notJudged(e, err)
	}
	job := sandbox.Job{Exercise: e, WASM: wasm, Compiled: g.Workshop.Compiled(), EventTime: g.EventTime, TotalTime: g.TotalTime}
	if g.Seed != 0 {
		job.First, job.Runs = g.Seed, 1
	}
	verdicts, err := sandbox.Judge(ctx, job)
	if err != nil {
		return notJudged(e, err)
	}
	return reportOf(e, verdicts)
}

// notJudged is the report on a submission that never came before its checks.
func notJudged(e *exercise.Exercise, err error) Report {
	r := Report{Exercise: e.Name, MaxScore: e.Max(), Error: sandbox.Shown(err.Error())}
	if refused := (*sandbox.Refused)(nil); !errors.As(err, &refused) {
		r.Broken = true
		r.Error = sandbox.Shown(fmt.Sprintf("Grading itself failed: %v.", err))
	}
	for _, c := range e.Checks {
		r.Checks = append(r.Checks, Check{Name: c.Name, Points: c.Points, Message: "Not judged: " + r.Error})
	}
	return r
}
