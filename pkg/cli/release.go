package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/faultline-go/faultline/pkg/exercise/release"
	"github.com/faultline-go/faultline/pkg/jupyter"
	"github.com/faultline-go/faultline/pkg/notebook"
)

func newRelease() *cobra.Command {
	var check bool
	var students string
	cmd := &cobra.Command{
		Use:   "release",
		Short: "Generate the exercise notebooks from the solutions, or a folder for a class",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			h, err := jupyter.FindHere()
			if err != nil {
				return err
			}
			files, err := release.Exercises(h.Root, exercises)
			switch {
			case err != nil:
				return err
			case check:
				return compareExercises(cmd, h, files)
			case students != "":
				return handOut(cmd, h, students, files)
			}
			return writeExercises(cmd, h, files)
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; fail if an exercise is not what its solution gives")
	cmd.Flags().StringVar(&students, "students", "", "write what a class is given into this new folder: no solutions, no wrong versions, no tests")
	cmd.MarkFlagsMutuallyExclusive("check", "students")
	return cmd
}

func compareExercises(cmd *cobra.Command, h jupyter.Home, files []release.File) error {
	differ := 0
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(h.Root, f.Path))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			differ++
			fmt.Fprintf(cmd.ErrOrStderr(), "%s is missing: write it with release\n", f.Path)
		case err != nil:
			return err
		case !bytes.Equal(data, f.Data):
			differ++
			fmt.Fprintf(cmd.ErrOrStderr(), "%s is not what its solution gives: write it anew with release, or undo what was changed in it\n", f.Path)
		}
	}
	if differ > 0 {
		return ErrFailed
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%d of %d exercises are what their solutions give\n", len(files), len(files))
	return nil
}

// writeExercises keeps a copy of an exercise that somebody may have solved in
// place.
func writeExercises(cmd *cobra.Command, h jupyter.Home, files []release.File) error {
	for _, f := range files {
		path := filepath.Join(h.Root, f.Path)
		old, err := os.ReadFile(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err == nil && bytes.Equal(old, f.Data) {
			fmt.Fprintf(cmd.OutOrStdout(), "%s is up to date\n", f.Path)
			continue
		}
		kept := ""
		if err == nil {
			if kept, err = keepCopy(h, path, old); err != nil {
				return err
			}
		}
		if err := writeNotebook(path, f.Data); err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s is written%s\n", f.Path, kept)
	}
	return nil
}

func keepCopy(h jupyter.Home, path string, data []byte) (note string, err error) {
	name := strings.TrimSuffix(filepath.Base(path), release.NotebookFile) + time.Now().Format("-20060102-150405") + release.NotebookFile
	to := filepath.Join(".faultline", "backup", name)
	if err := os.MkdirAll(filepath.Join(h.Dir(), "backup"), 0o755); err != nil {
		return "", err
	}
	return "; the earlier one is " + to, os.WriteFile(filepath.Join(h.Root, to), data, 0o644)
}

func writeNotebook(path string, data []byte) error {
	n, err := notebook.Parse(data)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return n.Write(path)
}

func handOut(cmd *cobra.Command, h jupyter.Home, dir string, files []release.File) error {
	if err := release.Students(cmd.Context(), h.Root, dir, files); err != nil {
		if cmd.Context().Err() != nil {
			return fmt.Errorf("interrupted; %s was not made", dir)
		}
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s is ready for a class: notebooks, exercises, packages and set-up; no solutions, no wrong versions, no tests\n", dir)
	return nil
}
