package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/faultline-go/faultline/pkg/jupyter"
)

func newKernel() *cobra.Command {
	kernel := &cobra.Command{
		Use:   "kernel",
		Short: "The Jupyter kernel that runs Go cells",
	}
	kernel.AddCommand(newKernelInstall(), newKernelRun())
	return kernel
}

func newKernelInstall() *cobra.Command {
	var user bool
	cmd := &cobra.Command{
		Use:   "install",
		Short: "Make the kernel known to Jupyter; --user: to all front ends of yours, VS Code among them",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			h, err := jupyter.FindHere()
			if err != nil {
				return err
			}
			if err := jupyter.Setup(cmd.Context(), h, cmd.ErrOrStderr()); err != nil {
				return err
			}
			data := h.Data()
			if user {
				if data, err = jupyter.UserData(); err != nil {
					return err
				}
			}
			path, err := h.InstallKernel(data)
			if err != nil {
				return fmt.Errorf("the kernelspec cannot be written (%v): check the folder's permissions", err)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "Kernel %q installed in %s\n", jupyter.KernelName, path)
			return nil
		},
	}
	cmd.Flags().BoolVar(&user, "user", false, "write into your own Jupyter folder instead of the clone's")
	return cmd
}

func newKernelRun() *cobra.Command {
	return &cobra.Command{
		Use:    "run CONNECTION_FILE",
		Short:  "Run a kernel; Jupyter calls this",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return jupyter.RunKernel(cmd.Context(), args[0])
		},
	}
}
