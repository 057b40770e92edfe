package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/faultline-go/faultline/pkg/jupyter"
)

func newExec() *cobra.Command {
	var write bool
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:   "exec NOTEBOOK...",
		Short: "Execute notebooks, each in a fresh kernel; fail on any failing cell",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, paths []string) error {
			if timeout < time.Second {
				return fmt.Errorf("--timeout is %v, but a cell needs at least 1s", timeout)
			}
			return execAll(cmd, paths, write, timeout)
		},
	}
	cmd.Flags().BoolVar(&write, "write", false, "keep the outputs in the notebooks")
	cmd.Flags().DurationVar(&timeout, "timeout", jupyter.CellTimeout, "limit for each cell")
	return cmd
}

func execAll(cmd *cobra.Command, paths []string, write bool, timeout time.Duration) error {
	h, err := jupyter.FindHere()
	if err != nil {
		return err
	}
	if err := jupyter.Setup(cmd.Context(), h, cmd.ErrOrStderr()); err != nil {
		return err
	}
	failed := 0
	for _, path := range paths {
		ok, err := execOne(cmd, h, path, write, timeout)
		if err != nil {
			return err
		}
		if !ok {
			failed++
		}
	}
	if failed > 0 {
		if len(paths) > 1 {
			fmt.Fprintf(cmd.ErrOrStderr(), "%d of %d notebooks failed\n", failed, len(paths))
		}
		return ErrFailed
	}
	return nil
}

// execOne executes one notebook. A failing cell is reported and is no error.
func execOne(cmd *cobra.Command, h jupyter.Home, path string, write bool, timeout time.Duration) (ok bool, err error) {
	start := time.Now()
	out, progress := cmd.OutOrStdout(), newCellProgress(cmd.ErrOrStderr(), path)
	n, err := jupyter.Execute(cmd.Context(), h, path, jupyter.ExecOptions{Timeout: timeout, Progress: progress.show})
	progress.clear()
	if cell, failed := jupyter.IsCellError(err); failed {
		fmt.Fprintf(out, "FAIL  %v\n", cell)
		if cell.Output != "" {
			fmt.Fprintf(out, "      %s\n", strings.ReplaceAll(cell.Output, "\n", "\n      "))
		}
		return false, nil
	}
	if err != nil {
		if cmd.Context().Err() != nil {
			return false, fmt.Errorf("interrupted at %s; the file is as it was", path)
		}
		return false, err
	}
	if write {
		if err := n.Write(path); err != nil {
			return false, err
		}
	}
	cells := "1 code cell"
	if all := len(n.CodeCells()); all != 1 {
		cells = fmt.Sprintf("%d code cells", all)
	}
	fmt.Fprintf(out, "ok    %s  %s  %.1f s\n", path, cells, time.Since(start).Seconds())
	return true, nil
}
