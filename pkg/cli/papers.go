package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/faultline-go/faultline/pkg/experiment"
	"github.com/faultline-go/faultline/pkg/papers"
)

func newPapers() *cobra.Command {
	var only []string
	var full, asJSON bool
	cmd := &cobra.Command{
		Use:   "papers",
		Short: "Reproduce published results and compare",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			rows, err := papers.Select(only)
			if err != nil {
				return err
			}
			bar := newBar(cmd.ErrOrStderr(), "papers")
			outcomes, err := papers.Reproduce(cmd.Context(), rows, papers.Options{Full: full, Progress: bar.show})
			bar.clear()
			if err != nil {
				return interrupted(cmd.Context(), err)
			}
			return reportPapers(cmd.OutOrStdout(), outcomes, asJSON)
		},
	}
	cmd.Flags().StringSliceVar(&only, "only", nil, "reproduce these results only: `id,id`")
	cmd.Flags().BoolVar(&full, "full", false, "run at the full size that the results are judged at")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON")
	return cmd
}

// reportPapers writes the outcomes; its error is ErrFailed if any is off.
func reportPapers(w io.Writer, outcomes []papers.Outcome, asJSON bool) error {
	if asJSON {
		out := json.NewEncoder(w)
		out.SetIndent("", "  ")
		if err := out.Encode(outcomes); err != nil {
			return err
		}
	} else if err := writeOutcomes(w, outcomes); err != nil {
		return err
	}
	for _, o := range outcomes {
		if o.Verdict != papers.Reproduced {
			return ErrFailed
		}
	}
	return nil
}

func writeOutcomes(w io.Writer, outcomes []papers.Outcome) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "id\tpaper\tplace\tfigure\tpublished\tours\t95 % interval\tallowed\tverdict")
	last, off := "", 0
	for _, o := range outcomes {
		id, paper, place := o.Row.ID, o.Row.Paper, o.Row.Place
		if id == last {
			id, paper, place = "", "", ""
		}
		last = o.Row.ID
		verdict := o.Verdict
		if o.Why != "" {
			off++
			verdict += ": " + o.Why
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%.6g\t%.6g\t%s\t±%.2g (%s)\t%s\n", id, paper, place, o.Figure.Name,
			o.Figure.Published, o.Ours.Value, experiment.Interval(o.Ours.CI95), o.Tolerance, o.Figure.Judge.Rule, verdict)
	}
	fmt.Fprintf(table, "\n%d of %d figures reproduced\n", len(outcomes)-off, len(outcomes))
	return table.Flush()
}
