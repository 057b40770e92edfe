package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/faultline-go/faultline/pkg/jupyter"
)

func newDoctor() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say what is there, what is missing and how to get it",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			h, err := jupyter.FindHere()
			if err != nil {
				return err
			}
			out, missing := cmd.OutOrStdout(), 0
			for _, f := range jupyter.Examine(cmd.Context(), h) {
				mark := "ok     "
				switch {
				case !f.OK && f.Optional:
					mark = "without"
				case !f.OK:
					mark = "MISSING"
					missing++
				}
				fmt.Fprintf(out, "%s  %s: %s\n", mark, f.Name, f.Says)
				if f.Cure != "" {
					fmt.Fprintf(out, "         → %s\n", f.Cure)
				}
			}
			if missing > 0 {
				return ErrFailed
			}
			fmt.Fprintln(out, "Everything is in place: `go run . lab` opens the notebooks.")
			return nil
		},
	}
}
