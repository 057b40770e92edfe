// Package release makes what students get from what teachers have: exercise
// notebooks from solution notebooks ([Generate], [Exercises]), and a folder for
// a class, without solutions ([Students]).
//
// A solution notebook carries nbgrader's metadata, schema version 3, and marks
// what students write themselves with lines that contain BEGIN SOLUTION and
// END SOLUTION. Equal solutions give equal exercises, byte for byte.
package release

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/notebook"
)

// Folders of a clone.
const (
	Solutions    = "solutions"
	ExerciseDir  = "exercises"
	NotebookFile = ".ipynb"
)

// Generate makes the exercise notebook of a solution notebook. It does not
// change the solution. The error names the cell and what is wrong with it.
func Generate(solution *notebook.Notebook, e *exercise.Exercise) (*notebook.Notebook, error) {
	made, err := clone(solution)
	if err != nil {
		return nil, err
	}
	if err := validate(made, e); err != nil {
		return nil, err
	}
	made.ClearOutputs()
	for i, c := range made.Cells {
		source, err := withoutRegions(c.Source)
		if err != nil {
			return nil, fmt.Errorf("cell %d (%s): %w", i+1, c.ID, err)
		}
		c.Source = source
	}
	return made, nil
}

func clone(n *notebook.Notebook) (*notebook.Notebook, error) {
	data, err := n.Bytes()
	if err != nil {
		return nil, err
	}
	return notebook.Parse(data)
}

// File is one generated exercise notebook.
type File struct {
	Path string // within the clone, such as exercises/03a-exactly-once.ipynb
	Data []byte
}

// Exercises generates the notebooks of all exercises from the solutions of the
// clone at root.
func Exercises(root string, exercises []*exercise.Exercise) ([]File, error) {
	if _, err := os.Stat(filepath.Join(root, Solutions)); err != nil {
		return nil, fmt.Errorf("there is no folder %s in %s: exercises are generated from it, so release needs the teachers' repository", Solutions, root)
	}
	if err := strays(root, exercises); err != nil {
		return nil, err
	}
	files := make([]File, len(exercises))
	for i, e := range exercises {
		from := filepath.Join(Solutions, e.Name+NotebookFile)
		solution, err := notebook.Read(filepath.Join(root, from))
		if err != nil {
			return nil, err
		}
		made, err := Generate(solution, e)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", from, err)
		}
		data, err := made.Bytes()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", from, err)
		}
		files[i] = File{filepath.Join(ExerciseDir, e.Name+NotebookFile), data}
	}
	return files, nil
}

// strays refuses a solution notebook that no exercise stands for: it would be
// left out in silence.
func strays(root string, exercises []*exercise.Exercise) error {
	paths, err := filepath.Glob(filepath.Join(root, Solutions, "*"+NotebookFile))
	if err != nil {
		return err
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), NotebookFile)
		if _, err := exercise.Find(exercises, name); err != nil {
			return fmt.Errorf("%s/%s: %w", Solutions, filepath.Base(path), err)
		}
	}
	return nil
}
