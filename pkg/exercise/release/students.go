package release

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// handedOut is what of a clone students get; within it, keep decides.
var handedOut = []string{
	".dockerignore", ".gitignore", "Dockerfile", "LICENSE", "README.md", "go.mod", "go.sum", "main.go", "requirements.txt",
	"notebooks", "pkg",
}

// Students writes what a class is given into dir, which must not exist or be
// empty: the notebooks, the generated exercises, the packages and the set-up;
// no solutions, no right or wrong versions, and no tests, since those know
// both. It is written as a whole or not at all.
func Students(ctx context.Context, root, dir string, exercises []File) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if within, err := filepath.Rel(root, dir); err == nil && within != ".." && !strings.HasPrefix(within, ".."+string(filepath.Separator)) {
		return fmt.Errorf("%s is inside this repository: give a folder elsewhere", dir)
	}
	if err := vacant(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return fmt.Errorf("%s cannot be made: %w", dir, err)
	}
	temp, err := os.MkdirTemp(filepath.Dir(dir), ".students-*")
	if err != nil {
		return fmt.Errorf("%s cannot be made: %w", dir, err)
	}
	defer os.RemoveAll(temp)
	if err := os.Chmod(temp, 0o755); err != nil {
		return err
	}
	if err := handOut(ctx, root, temp, exercises); err != nil {
		return err
	}
	if err := os.Rename(temp, dir); err != nil {
		return fmt.Errorf("%s cannot be made: %w", dir, err)
	}
	return nil
}

func vacant(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("%s cannot be used: %w", dir, err)
	case len(entries) > 0:
		return fmt.Errorf("%s is not empty: give a new folder, so that nothing in it is lost", dir)
	}
	return nil
}

func handOut(ctx context.Context, root, dir string, exercises []File) error {
	for _, name := range handedOut {
		if err := copyTree(ctx, root, dir, name); err != nil {
			return err
		}
	}
	for _, f := range exercises {
		if err := write(filepath.Join(dir, f.Path), f.Data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// copyTree copies a file or folder of the clone; one that is missing is left
// out.
func copyTree(ctx context.Context, root, dir, name string) error {
	if _, err := os.Lstat(filepath.Join(root, name)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return filepath.WalkDir(filepath.Join(root, name), func(path string, entry fs.DirEntry, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if !keep(path, entry) {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		within, err := filepath.Rel(root, path)
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return write(filepath.Join(dir, within), data, info.Mode().Perm())
	})
}

// notForStudents are the names of folders that stay at home.
var notForStudents = []string{"versions", "testdata", "labtest", "__pycache__", ".ipynb_checkpoints"}

func keep(path string, entry fs.DirEntry) bool {
	if entry.IsDir() {
		return !slices.Contains(notForStudents, entry.Name())
	}
	return entry.Type().IsRegular() && !strings.HasSuffix(path, "_test.go") && !strings.HasSuffix(path, ".test")
}

func write(path string, data []byte, mode fs.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, mode)
}
