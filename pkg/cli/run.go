package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/faultline-go/faultline/pkg/experiment"
)

// runFlags are the flags of run.
type runFlags struct {
	set, sweep []string
	runs       int
	seed       uint64
	json, csv  bool
	each       bool
	out, plot  string
	metric     string
	from       []string
}

func newRun() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run [EXPERIMENT]",
		Short: "Run an experiment many times and say what it measured; without a name, list the experiments",
		Example: `  faultline run retransmit --set loss=0.3
  faultline run retransmit --sweep loss=0:0.6:0.1 --plot sends.svg
  faultline run cristian --sweep law=uniform,exponential --json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return fmt.Errorf("run takes one experiment, not %d: run them one by one", len(args))
			}
			return nil
		},
		ValidArgs: experimentNames(),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return listExperiments(cmd.OutOrStdout())
			}
			e, err := experiment.Find(args[0])
			if err != nil {
				return err
			}
			if cmd.Flags().Changed("runs") && f.runs < 1 {
				return fmt.Errorf("--runs is %d: ask for at least one", f.runs)
			}
			return f.run(cmd, e)
		},
	}
	f.declare(cmd)
	explainExperiments(cmd)
	return cmd
}

func (f *runFlags) declare(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.set, "set", nil, "set a parameter: `name=value`; may be repeated")
	flags.StringArrayVar(&f.sweep, "sweep", nil, "vary a parameter: `name=from:to:step` or name=value,value; may be repeated")
	flags.IntVar(&f.runs, "runs", 0, "how many runs at each point (default: as the experiment says)")
	flags.Uint64Var(&f.seed, "seed", 1, "seed of the first run; run i uses seed + i")
	flags.BoolVar(&f.json, "json", false, "write JSON")
	flags.BoolVar(&f.csv, "csv", false, "write CSV")
	flags.BoolVar(&f.each, "each", false, "with --json or --csv: a line for each run instead of the summary")
	flags.StringVar(&f.out, "out", "", "write the text, JSON or CSV to a `file`")
	flags.StringVar(&f.plot, "plot", "", "draw a chart: a `file` that ends in .svg, .png or .html")
	flags.StringVar(&f.metric, "metric", "", "the metric to draw (default: the first)")
	flags.StringArrayVar(&f.from, "from", nil, "run nothing: read a `file` that --each --json wrote; may be repeated, the runs are merged")
}

// explainExperiments lets --help after an experiment's name explain it.
func explainExperiments(cmd *cobra.Command) {
	usage := cmd.HelpFunc()
	cmd.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		usage(cmd, args)
		for _, arg := range args {
			if e, err := experiment.Find(arg); err == nil {
				fmt.Fprintln(cmd.OutOrStdout())
				describeExperiment(cmd.OutOrStdout(), e)
			}
		}
	})
}

// run does the work: everything that can be refused is refused before the
// first run.
func (f *runFlags) run(cmd *cobra.Command, e *experiment.Experiment) (err error) {
	job, err := f.job(e)
	if err != nil {
		return err
	}
	drawing, err := newDrawing(e, job.Axes, f.metric, f.plot)
	if err != nil {
		return err
	}
	files := &outFiles{}
	defer files.discard()
	text, err := files.open(f.out, cmd.OutOrStdout())
	if err != nil {
		return err
	}
	picture, err := files.open(f.plot, io.Discard)
	if err != nil {
		return err
	}
	results, err := f.results(cmd, job)
	if err != nil {
		return err
	}
	if f.plot != "" {
		if err := drawing.write(picture, results); err != nil {
			return fmt.Errorf("%s: %w", f.plot, err)
		}
	}
	if err := f.write(text, results, len(job.Axes) > 0); err != nil {
		return err
	}
	return files.keep()
}

func (f *runFlags) job(e *experiment.Experiment) (experiment.Job, error) {
	job := experiment.Job{Experiment: e, Runs: f.runs, Seed: f.seed}
	switch {
	case f.json && f.csv:
		return job, errors.New("--json and --csv exclude each other: choose one")
	case f.each && !f.json && !f.csv:
		return job, errors.New("--each needs --json or --csv")
	case f.metric != "" && f.plot == "":
		return job, errors.New("--metric chooses what --plot draws: give --plot too")
	case len(f.from) > 0 && (f.set != nil || f.sweep != nil || f.runs != 0):
		return job, errors.New("--from reads finished runs: leave out --set, --sweep and --runs")
	}
	var err error
	if job.Set, err = experiment.ParseSet(f.set); err != nil {
		return job, err
	}
	for _, text := range f.sweep {
		axis, err := e.ParseAxis(text)
		if err != nil {
			return job, err
		}
		job.Axes = append(job.Axes, axis)
	}
	return job, job.Check()
}

func (f *runFlags) results(cmd *cobra.Command, job experiment.Job) (experiment.Results, error) {
	if len(f.from) > 0 {
		return mergeFiles(job.Experiment, f.from)
	}
	bar := newBar(cmd.ErrOrStderr(), job.Experiment.Name)
	job.Progress = bar.show
	results, err := job.Do(cmd.Context())
	bar.clear()
	return results, interrupted(cmd.Context(), err)
}

// interrupted says it in a word if the user wanted the error.
func interrupted(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("interrupted: %w; nothing was written", err)
	}
	return err
}

func mergeFiles(e *experiment.Experiment, paths []string) (experiment.Results, error) {
	var readers []io.Reader
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("cannot read the runs: %w", err)
		}
		defer file.Close()
		readers = append(readers, file, strings.NewReader("\n"))
	}
	results, err := experiment.Merge(io.MultiReader(readers...))
	if err != nil {
		return nil, fmt.Errorf("cannot merge %s: %w", strings.Join(paths, ", "), err)
	}
	if got := results[0].Experiment; got != e {
		return nil, fmt.Errorf("%s holds runs of %s, not of %s", paths[0], got.Name, e.Name)
	}
	return results, nil
}

func (f *runFlags) write(w io.Writer, results experiment.Results, swept bool) error {
	switch {
	case f.each && f.json:
		return results.WriteRunsJSON(w)
	case f.each:
		return results.WriteRunsCSV(w)
	case f.json:
		return results.WriteJSON(w, swept || len(results) > 1)
	case f.csv:
		return results.WriteCSV(w)
	}
	text := results[0].String()
	if swept || len(results) > 1 {
		text = fmt.Sprintf("%s: %d runs at each of %d points, seeds from %d\n\n%v",
			results[0].Experiment.Name, results[0].Runs(), len(results), results[0].Seeds[0], results)
	}
	_, err := io.WriteString(w, text)
	return err
}

func experimentNames() []string {
	var names []string
	for _, e := range experiment.All() {
		names = append(names, e.Name)
	}
	return names
}

func listExperiments(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, e := range experiment.All() {
		fmt.Fprintf(table, "%s\t%s\n", e.Name, e.About)
	}
	fmt.Fprintln(table, "\nfaultline run EXPERIMENT --help says what can be set and what is measured.")
	return table.Flush()
}

func describeExperiment(w io.Writer, e *experiment.Experiment) {
	fmt.Fprintf(w, "%s: %s\n%d runs unless --runs says otherwise.\n\nParameters, with their defaults (--set, --sweep):\n", e.Name, e.About, e.Runs)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, p := range e.Params {
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s\n", p.Name, p.DefaultText(), p.Range(), p.About)
	}
	table.Flush()
	fmt.Fprintln(w, "\nMetrics:")
	for _, m := range e.Metrics {
		fmt.Fprintf(table, "  %s\t%s\n", withUnit(m), m.About)
	}
	table.Flush()
}
