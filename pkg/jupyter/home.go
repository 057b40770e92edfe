// Package jupyter sets up, launches and drives Jupyter for one clone of the
// repository. Everything it makes lies in the clone's .faultline folder.
//
// Start with [Find], which locates the clone, then [Setup], which makes
// whatever is missing, and then [Lab] (JupyterLab for a person) or [Execute] (a notebook
// in a fresh kernel, for programs and tests). [RunKernel] is what the
// kernelspec calls.
package jupyter

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Module is the module path by which a clone is recognised.
const Module = "github.com/faultline-go/faultline"

// Home names the places of one clone: its root and what set-up keeps in
// .faultline. The zero value is of no use; [Find] makes one.
type Home struct {
	Root string // absolute path of the folder that holds our go.mod
}

// Dir is the folder of all local state.
func (h Home) Dir() string { return filepath.Join(h.Root, ".faultline") }

// Venv is the Python environment.
func (h Home) Venv() string { return filepath.Join(h.Dir(), "venv") }

// Python is the interpreter of the environment.
func (h Home) Python() string { return filepath.Join(h.Venv(), "bin", "python") }

// Bin holds the programs built at set-up: gonb, goimports, gopls, faultline.
func (h Home) Bin() string { return filepath.Join(h.Dir(), "bin") }

// Faultline is our own program as built at set-up.
func (h Home) Faultline() string { return filepath.Join(h.Bin(), "faultline") }

// Cells is the kernels' TMPDIR: it lies inside the module, so a cell is a
// package of ours and needs no go.mod, and begins with a dot, so ./... skips it.
func (h Home) Cells() string { return filepath.Join(h.Dir(), "nb") }

// Notebooks is the folder of the course's notebooks.
func (h Home) Notebooks() string { return filepath.Join(h.Root, "notebooks") }

func (h Home) shim() string   { return filepath.Join(h.Dir(), "shim") }
func (h Home) stamps() string { return filepath.Join(h.Dir(), "stamps") }
func (h Home) state() string  { return filepath.Join(h.Dir(), "jupyter") }
func (h Home) log() string    { return filepath.Join(h.Dir(), "setup.log") }

// Find returns the clone that contains dir: the nearest folder upwards whose
// go.mod is ours. The error says that there is none.
func Find(dir string) (Home, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return Home{}, err
	}
	if real, err := filepath.EvalSymlinks(start); err == nil {
		start = real
	}
	for at := start; ; at = filepath.Dir(at) {
		name, err := moduleName(filepath.Join(at, "go.mod"))
		if err == nil && name == Module {
			return Home{Root: at}, nil
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			return Home{}, err
		}
		if at == filepath.Dir(at) {
			return Home{}, fmt.Errorf("%s is not inside a clone of Faultline: go to the folder that has its go.mod and run this again", start)
		}
	}
}

// FindHere is [Find] from the working directory.
func FindHere() (Home, error) {
	dir, err := os.Getwd()
	if err != nil {
		return Home{}, fmt.Errorf("the working directory cannot be read (%v): go to the clone and run this again", err)
	}
	return Find(dir)
}

func moduleName(goMod string) (string, error) {
	f, err := os.Open(goMod)
	if err != nil {
		return "", err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "module "); ok {
			return strings.Trim(strings.TrimSpace(rest), `"`), nil
		}
	}
	return "", lines.Err()
}
