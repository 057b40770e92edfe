package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/faultline-go/faultline/pkg/check"
	"github.com/faultline-go/faultline/pkg/exercise"
)

// HelperVerb is the first argument with which this program is started again
// for the parts of grading that need a process of their own. Whoever calls
// Judge or Build from a program must hand such a start to [Helper].
const HelperVerb = "sandbox-helper"

const helperMark = "FAULTLINE_SANDBOX_HELPER"

// order is what a judging child is told, on its standard input.
type order struct {
	Exercise, WASM, Compiled string
	Only                     []string
	First                    uint64
	Runs                     int
}

// Helper does what the arguments after HelperVerb say and returns the exit
// code. The exercises are those that can be judged.
func Helper(args []string, exercises []*exercise.Exercise) int {
	var err error
	switch strings.Join(args, " ") {
	case "judge":
		err = helpJudge(exercises)
	case "cache":
		err = helpCache(os.Stdin, os.Stdout)
	default:
		err = fmt.Errorf("%s is for faultline's own use", HelperVerb)
	}
	refused := (*Refused)(nil)
	switch {
	case err == nil:
		return 0
	case errors.As(err, &refused):
		fmt.Fprint(os.Stderr, refused.Message)
		return refusedExit
	}
	fmt.Fprintf(os.Stderr, "faultline: %v\n", err)
	return 2
}

// refusedExit is a judging child's exit for a program that cannot be loaded;
// why is on its standard error.
const refusedExit = 3

// helpJudge answers on descriptor 3 and shares a blackBox on descriptor 4.
func helpJudge(exercises []*exercise.Exercise) error {
	limitSelf()
	ctx := context.Background()
	var o order
	if err := json.NewDecoder(os.Stdin).Decode(&o); err != nil {
		return fmt.Errorf("the order to judge: %w", err)
	}
	e, err := exercise.Find(exercises, o.Exercise)
	if err != nil {
		return err
	}
	answers := os.NewFile(3, "answers")
	box, err := openBlackBox(os.NewFile(4, "box"))
	if err != nil {
		return err
	}
	wasm, err := os.ReadFile(o.WASM)
	if err != nil {
		return err
	}
	p, err := Load(ctx, wasm, o.Compiled)
	if err != nil {
		return err
	}
	p.box = box
	return p.judge(ctx, e, o, answers)
}

func (p *Program) judge(ctx context.Context, e *exercise.Exercise, o order, answers io.Writer) error {
	nodes := p.Nodes(e.Roles)
	out := json.NewEncoder(answers)
	for i, c := range e.Checks {
		if !slices.Contains(o.Only, c.Name) {
			continue
		}
		run := c.Run
		c.Run = func(nodes exercise.Nodes, seed uint64, record bool) exercise.Outcome {
			p.box.judging(i, seed)
			defer p.EndRun(ctx)
			return run(nodes, seed, record)
		}
		result := c.Judge(nodes, exercise.Options{First: o.First, Runs: o.Runs})
		if err := out.Encode(verdictOf(result)); err != nil {
			return err
		}
	}
	return nil
}

const shownLines = 24

// verdictOf replaces the trace by the lines at its end.
func verdictOf(r check.Result) Verdict {
	v := Verdict{Result: r, At: r.At}
	v.Message, v.Hint = text([]byte(r.Message)), text([]byte(r.Hint))
	if r.Trace == nil {
		return v
	}
	events := r.Trace.Events
	for _, e := range events[max(0, len(events)-shownLines):] {
		v.Lines = append(v.Lines, text(clip([]byte(r.Trace.Line(e)))))
	}
	return v
}
