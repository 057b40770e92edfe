package cli

import (
	"github.com/spf13/cobra"

	"github.com/faultline-go/faultline/pkg/grade"
	"github.com/faultline-go/faultline/pkg/jupyter"
)

// newWarm compiles what grading needs, so that the first grade is as fast as
// the next. Set-up calls it.
func newWarm() *cobra.Command {
	return &cobra.Command{
		Use:    jupyter.WarmVerb,
		Short:  "Compile what grading needs; set-up calls this",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			h, err := jupyter.FindHere()
			if err != nil {
				return err
			}
			_, err = grade.Open(cmd.Context(), h.Root, exercises)
			return err
		},
	}
}
