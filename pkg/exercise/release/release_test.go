package release

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce"
	"github.com/faultline-go/faultline/pkg/notebook"
)

const root = "../../.."

var all = []*exercise.Exercise{exactlyonce.Exercise}

func generated(t *testing.T) []File {
	t.Helper()
	files, err := Exercises(root, all)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestExercisesAreWhatTheSolutionsGive(t *testing.T) {
	for _, f := range generated(t) {
		data, err := os.ReadFile(filepath.Join(root, f.Path))
		if err != nil || !bytes.Equal(data, f.Data) {
			t.Errorf("%s differs from what its solution gives (%v): run faultline release", f.Path, err)
		}
		if strings.Contains(string(f.Data), "SOLUTION") || !strings.Contains(string(f.Data), `panic(\"not implemented\")`) {
			t.Errorf("%s still shows a solution, or has no stub", f.Path)
		}
	}
}

func TestRegions(t *testing.T) {
	for name, c := range map[string]struct{ source, want, problem string }{
		"none":      {"a\nb", "a\nb", ""},
		"one":       {"f {\n\t// BEGIN SOLUTION\n\tx\n\t\ty\n\t// END SOLUTION\n}", "f {\n\tpanic(\"not implemented\")\n}", ""},
		"two":       {"// BEGIN SOLUTION\n// END SOLUTION\nb\n  ### BEGIN SOLUTION\n### END SOLUTION", "panic(\"not implemented\")\nb\n  panic(\"not implemented\")", ""},
		"hidden":    {"a\n// BEGIN HIDDEN TESTS\nx\n// END HIDDEN TESTS\nb", "a\nb", ""},
		"open":      {"a\n// BEGIN SOLUTION\nx", "", "BEGIN SOLUTION has no END SOLUTION"},
		"unopened":  {"a\n// END SOLUTION", "", "line 2: END SOLUTION without its BEGIN SOLUTION"},
		"nested":    {"// BEGIN SOLUTION\n// BEGIN SOLUTION\n", "", "line 2: BEGIN SOLUTION within a region"},
		"crosswise": {"// BEGIN SOLUTION\n// END HIDDEN TESTS\n", "", "END HIDDEN TESTS without its BEGIN HIDDEN TESTS"},
	} {
		got, err := withoutRegions(c.source)
		if got != c.want || (err == nil) != (c.problem == "") || err != nil && !strings.Contains(err.Error(), c.problem) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func FuzzRegions(f *testing.F) {
	f.Add("a\n// BEGIN SOLUTION\nx\n// END SOLUTION\n")
	f.Fuzz(func(t *testing.T, source string) {
		got, err := withoutRegions(source)
		if err == nil && strings.Contains(got, "BEGIN SOLUTION") {
			t.Errorf("%q still has a region: %q", source, got)
		}
	})
}

// TestGenerateRefuses changes the real solution in one way each.
func TestGenerateRefuses(t *testing.T) {
	solutionCell := func(n *notebook.Notebook, solution bool) *notebook.Cell {
		for _, c := range n.Cells {
			if g, _ := c.Grading(); g != nil && g.Solution == solution {
				return c
			}
		}
		return nil
	}
	regrade := func(c *notebook.Cell, change func(*notebook.Grading)) {
		g, _ := c.Grading()
		change(g)
		c.SetGrading(g)
	}
	for problem, spoil := range map[string]func(n *notebook.Notebook){
		"metadata must hold": func(n *notebook.Notebook) { delete(n.Metadata, "faultline") },
		"END SOLUTION": func(n *notebook.Notebook) {
			c := solutionCell(n, true)
			c.Source = strings.ReplaceAll(c.Source, "END", "E")
		},
		"without BEGIN SOLUTION": func(n *notebook.Notebook) { solutionCell(n, true).Source = "x" },
		"is no solution cell":    func(n *notebook.Notebook) { solutionCell(n, true).SetGrading(nil) },
		"use letters, digits": func(n *notebook.Notebook) {
			regrade(solutionCell(n, true), func(g *notebook.Grading) { g.GradeID = "a b" })
		},
		"occurs twice": func(n *notebook.Notebook) {
			regrade(solutionCell(n, true), func(g *notebook.Grading) { g.GradeID = "client-start" })
		},
		"not locked": func(n *notebook.Notebook) {
			regrade(solutionCell(n, false), func(g *notebook.Grading) { g.Locked = false })
		},
		"its checks are worth 10": func(n *notebook.Notebook) {
			regrade(solutionCell(n, false), func(g *notebook.Grading) { g.Points = 11 })
		},
		"the check \"loze\" does not": func(n *notebook.Notebook) { solutionCell(n, false).Source = `Check("loze")` },
		"and the checks of":           func(n *notebook.Notebook) { solutionCell(n, false).SetGrading(nil) },
		"schema_version": func(n *notebook.Notebook) {
			solutionCell(n, false).Metadata["nbgrader"].(map[string]any)["schema_version"] = 2
		},
		"nothing for students": func(n *notebook.Notebook) { n.Cells = nil },
	} {
		n, err := notebook.Read(filepath.Join(root, Solutions, "03a-exactly-once.ipynb"))
		if err != nil {
			t.Fatal(err)
		}
		spoil(n)
		if _, err := Generate(n, exactlyonce.Exercise); err == nil || !strings.Contains(err.Error(), problem) {
			t.Errorf("want an error with %q, got %v", problem, err)
		}
	}
}

func TestStrayAndMissingSolutions(t *testing.T) {
	dir := t.TempDir()
	if _, err := Exercises(dir, all); err == nil || !strings.Contains(err.Error(), "no folder solutions") {
		t.Error(err)
	}
	os.Mkdir(filepath.Join(dir, Solutions), 0o755)
	if _, err := Exercises(dir, all); err == nil || !strings.Contains(err.Error(), "03a-exactly-once.ipynb") {
		t.Error(err)
	}
	os.WriteFile(filepath.Join(dir, Solutions, "99z-stray.ipynb"), []byte("{}"), 0o644)
	if _, err := Exercises(dir, all); err == nil || !strings.Contains(err.Error(), "99z-stray") {
		t.Error(err)
	}
}

// TestStudents looks for anything in a class's folder that gives a solution
// away, and builds it.
func TestStudents(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "class")
	absolute, _ := filepath.Abs(root)
	if err := Students(context.Background(), absolute, dir, generated(t)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"go.mod", "main.go", "pkg/sim/node.go", "exercises/03a-exactly-once.ipynb", "pkg/jupyter/execute.py"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			if entry.Name() == "versions" || entry.Name() == Solutions {
				t.Errorf("students are given %s", path)
			}
			return err
		}
		data, _ := os.ReadFile(path)
		if strings.Contains(string(data), `env.SetTimer("retry", 200*time.Millisecond)`+"\n") || strings.HasSuffix(path, "_test.go") {
			t.Errorf("students are given %s", path)
		}
		return nil
	})
	build := exec.Command("go", "build", "-mod=readonly", "./...")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("what students get does not build: %v\n%s", err, out)
	}
	if err := Students(context.Background(), absolute, dir, nil); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("a folder with something in it: %v", err)
	}
	if err := Students(context.Background(), absolute, filepath.Join(absolute, "class"), nil); err == nil || !strings.Contains(err.Error(), "inside this repository") {
		t.Errorf("a folder in the repository: %v", err)
	}
}

func TestStudentsInterrupted(t *testing.T) {
	parent := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	absolute, _ := filepath.Abs(root)
	if err := Students(ctx, absolute, filepath.Join(parent, "class"), nil); err == nil {
		t.Error("an interrupted release ended well")
	}
	if left, _ := os.ReadDir(parent); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
