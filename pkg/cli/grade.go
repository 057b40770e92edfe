package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/faultline-go/faultline/pkg/grade"
	"github.com/faultline-go/faultline/pkg/jupyter"
	"github.com/faultline-go/faultline/pkg/sandbox"
)

// gradeFlags are the flags of grade.
type gradeFlags struct {
	json, csv, junit bool
	gradescope       string
	seed             uint64
}

func newGrade() *cobra.Command {
	var f gradeFlags
	cmd := &cobra.Command{
		Use:   "grade PATH…",
		Short: "Grade notebooks, or folders of submissions, in the sandbox",
		Long: `Grade judges notebooks by the exercise's own checks. The student's code runs as
WebAssembly in a sandbox, in a process that is stopped when it takes too long.
A path is a notebook or a folder; in a folder all notebooks are graded. The
exercise is the one that the notebook's metadata or the file's name says.`,
		Example: `  faultline grade exercises/03a-exactly-once.ipynb
  faultline grade exercises/03a-exactly-once.ipynb --seed 17
  faultline grade submissions/ --csv > grades.csv`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("grade needs a notebook or a folder of submissions: faultline grade exercises/03a-exactly-once.ipynb")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("seed") && f.seed == 0 {
				return errors.New("--seed is 0: seeds begin at 1")
			}
			return f.grade(cmd, args)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.json, "json", false, "write JSON")
	flags.BoolVar(&f.csv, "csv", false, "write CSV with the columns of nbgrader's export")
	flags.BoolVar(&f.junit, "junit", false, "write JUnit XML")
	flags.StringVar(&f.gradescope, "gradescope", "", "write Gradescope's results.json to a `file`; takes one submission")
	flags.Uint64Var(&f.seed, "seed", 0, "replay the run with this seed in each check, and show how it ended")
	cmd.MarkFlagsMutuallyExclusive("json", "csv", "junit")
	return cmd
}

// grade writes Gradescope's file first of all, with a score of zero, so that
// there is one whatever happens.
func (f gradeFlags) grade(cmd *cobra.Command, paths []string) error {
	if f.gradescope == "" {
		_, err := f.report(cmd, paths)
		return err
	}
	nothing := grade.Report{Error: "The submission was not graded: grading was interrupted."}
	if err := writeGradescope(f.gradescope, nothing); err != nil {
		return err
	}
	reports, err := f.report(cmd, paths)
	if len(reports) == 1 {
		return errors.Join(writeGradescope(f.gradescope, reports[0]), err)
	}
	if err != nil && !errors.Is(err, ErrFailed) {
		nothing.Error = fmt.Sprintf("The submission was not graded: %v.", err)
		err = errors.Join(err, writeGradescope(f.gradescope, nothing))
	}
	return err
}

func writeGradescope(path string, r grade.Report) error {
	var files outFiles
	defer files.discard()
	w, err := files.open(path, nil)
	if err != nil {
		return err
	}
	if err := grade.WriteGradescope(w, r); err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	return files.keep()
}

// report grades and writes what was asked for.
func (f gradeFlags) report(cmd *cobra.Command, paths []string) ([]grade.Report, error) {
	ctx := cmd.Context()
	submissions, err := grade.Collect(ctx, paths)
	if err != nil {
		return nil, err
	}
	if f.gradescope != "" && len(submissions) != 1 {
		return nil, fmt.Errorf("--gradescope takes one submission, and there are %d", len(submissions))
	}
	reports, err := f.judge(ctx, cmd.ErrOrStderr(), submissions)
	if err != nil {
		return nil, err
	}
	if err := f.write(cmd.OutOrStdout(), reports); err != nil {
		return reports, fmt.Errorf("the grades cannot be written: %w", err)
	}
	return reports, gradeVerdict(reports)
}

func (f gradeFlags) judge(ctx context.Context, stderr io.Writer, submissions []grade.Submission) ([]grade.Report, error) {
	root, err := findClone()
	if err != nil {
		return nil, err
	}
	if !grade.Ready(ctx, root, exercises) {
		fmt.Fprintln(stderr, "Compiling what grading needs, once; this takes up to a minute.")
	}
	progress := newBar(stderr, "grading")
	defer progress.clear()
	progress.show(0, len(submissions))
	grader, err := grade.Open(ctx, root, exercises)
	if err == nil {
		grader.Seed, grader.Done = f.seed, progress.show
		var reports []grade.Report
		if reports, err = grader.Grade(ctx, submissions); err == nil {
			return reports, nil
		}
	}
	if ctx.Err() != nil {
		return nil, errors.New("grading was interrupted, and no grade was written")
	}
	return nil, err
}

// findClone is the clone that this program was built in, or else the one
// around the working folder. It is never looked for around a submission, which
// may bring a go.mod of its own.
func findClone() (string, error) {
	if self, err := os.Executable(); err == nil {
		if home, err := jupyter.Find(filepath.Dir(self)); err == nil {
			return home.Root, nil
		}
	}
	home, err := jupyter.FindHere()
	return home.Root, err
}

func (f gradeFlags) write(w io.Writer, reports []grade.Report) error {
	switch {
	case f.json:
		return grade.WriteJSON(w, reports)
	case f.csv:
		return grade.WriteCSV(w, reports)
	case f.junit:
		return grade.WriteJUnit(w, reports)
	}
	for i, r := range reports {
		if i > 0 {
			fmt.Fprintln(w)
		}
		if err := r.WriteCard(w, f.seed != 0); err != nil {
			return err
		}
	}
	return nil
}

// gradeVerdict is the exit: full marks on all, a failed check, or our own
// fault.
func gradeVerdict(reports []grade.Report) error {
	var failed error
	for _, r := range reports {
		if r.Broken {
			return fmt.Errorf("%s: %s", r.Submission, r.Error)
		}
		if !r.Full() {
			failed = ErrFailed
		}
	}
	return failed
}

// newSandboxHelper is how this program starts itself for the parts of grading
// that need a process of their own.
func newSandboxHelper() *cobra.Command {
	return &cobra.Command{
		Use: sandbox.HelperVerb, Hidden: true, DisableFlagParsing: true,
		Run: func(_ *cobra.Command, args []string) { os.Exit(sandbox.Helper(args, exercises)) },
	}
}
