package cli

import (
	"github.com/spf13/cobra"

	"github.com/faultline-go/faultline/pkg/jupyter"
)

func newLab() *cobra.Command {
	var setupOnly bool
	var opt jupyter.LabOptions
	cmd := &cobra.Command{
		Use:   "lab",
		Short: "Set up all that is missing, then open JupyterLab on the notebooks",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			h, err := jupyter.FindHere()
			if err != nil {
				return err
			}
			if err := jupyter.Setup(cmd.Context(), h, cmd.OutOrStdout()); err != nil || setupOnly {
				return err
			}
			return jupyter.Lab(cmd.Context(), h, opt, cmd.OutOrStdout())
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&setupOnly, "setup-only", false, "set up, and do not start JupyterLab")
	flags.BoolVar(&opt.NoBrowser, "no-browser", false, "do not open a browser")
	flags.IntVar(&opt.Port, "port", 0, "port to listen on (default: 8888, or the next that is free)")
	flags.StringVar(&opt.IP, "ip", "", "address to listen on (default: this machine only)")
	return cmd
}
