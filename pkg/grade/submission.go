package grade

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/notebook"
	"github.com/faultline-go/faultline/pkg/sandbox"
)

// MaxSize is how large a submission may be, in bytes.
const MaxSize = 10 << 20

// Submission is one notebook to grade.
type Submission struct {
	Path    string
	Name    string // as it is shown
	Student string // from the path: the folder below the one given, or the file's name
}

func submission(path, student string) Submission {
	return Submission{Path: path, Name: sandbox.Shown(path), Student: sandbox.Shown(student)}
}

const extension = ".ipynb"

// Collect finds the notebooks at the paths and, where a path is a folder,
// everywhere below it. Folders whose names begin with a dot are left out. That
// a path does not exist or has no notebook is an error.
func Collect(ctx context.Context, paths []string) ([]Submission, error) {
	var list []Submission
	for _, path := range paths {
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("%s: there is no such notebook or folder", path)
		case err != nil:
			return nil, err
		case !info.IsDir():
			list = append(list, submission(path, stem(path)))
			continue
		}
		found, err := collectFolder(ctx, path)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("%s: there is no notebook (%s) in this folder or below it", path, extension)
		}
		list = append(list, found...)
	}
	return list, nil
}

func collectFolder(ctx context.Context, root string) ([]Submission, error) {
	var list []Submission
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("%s cannot be read: %w", path, err)
		case ctx.Err() != nil:
			return ctx.Err()
		case path != root && strings.HasPrefix(entry.Name(), "."):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir() || filepath.Ext(path) != extension:
			return nil
		}
		list = append(list, submission(path, studentOf(root, path)))
		return nil
	})
	slices.SortFunc(list, func(a, b Submission) int { return strings.Compare(a.Path, b.Path) })
	return list, err
}

// studentOf is the first folder below the root, or else the file's name.
func studentOf(root, path string) string {
	inside, err := filepath.Rel(root, path)
	if first, _, deeper := strings.Cut(filepath.ToSlash(inside), "/"); err == nil && deeper {
		return first
	}
	return stem(path)
}

func stem(path string) string { return strings.TrimSuffix(filepath.Base(path), extension) }

// read opens the submission without following or waiting for anything that is
// not a plain file.
func (s Submission) read() (*notebook.Notebook, error) {
	f, err := os.OpenFile(s.Path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if errors.Is(err, syscall.ELOOP) {
		return nil, fmt.Errorf("%s is a symbolic link: a submission must be a file", s.Name)
	}
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", s.Name, err)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s cannot be read: %w", s.Name, err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a plain file: a submission must be one", s.Name)
	case info.Size() > MaxSize:
		return nil, fmt.Errorf("%s is larger than %d MB: clear its outputs", s.Name, MaxSize>>20)
	}
	data, err := io.ReadAll(io.LimitReader(f, MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", s.Name, err)
	}
	n, err := notebook.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	return n, nil
}

// identify finds the exercise that a notebook is for: the one that its
// metadata names (faultline.exercise), else the one in its file's name.
func identify(n *notebook.Notebook, path string, exercises []*exercise.Exercise) (*exercise.Exercise, error) {
	if ours, ok := n.Metadata["faultline"].(map[string]any); ok {
		if name, ok := ours["exercise"].(string); ok {
			e, err := exercise.Find(exercises, name)
			if err != nil {
				return nil, fmt.Errorf("%s: its metadata names an exercise that is not known: %w", path, err)
			}
			return e, nil
		}
	}
	for _, part := range []string{stem(path), filepath.Base(filepath.Dir(path))} {
		for _, e := range exercises {
			if strings.Contains(part, e.Name) {
				return e, nil
			}
		}
	}
	names := make([]string, len(exercises))
	for i, e := range exercises {
		names[i] = e.Name
	}
	return nil, fmt.Errorf("%s: it is not said which exercise this is: begin the file's name with %s", path, strings.Join(names, " or "))
}
