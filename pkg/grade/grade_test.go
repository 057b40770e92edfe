package grade

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions"
	"github.com/faultline-go/faultline/pkg/notebook"
	"github.com/faultline-go/faultline/pkg/sandbox"
)

var known = []*exercise.Exercise{exactlyonce.Exercise}

// TestMain lets the test binary be the sandbox's helper.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == sandbox.HelperVerb {
		os.Exit(sandbox.Helper(os.Args[2:], known))
	}
	os.Exit(m.Run())
}

// repository is the folder of our go.mod.
var repository = func() string {
	root, err := filepath.Abs("../..")
	if err != nil {
		panic(err)
	}
	return root
}()

func grader(t testing.TB) *Grader {
	t.Helper()
	g, err := Open(t.Context(), repository, known)
	if err != nil {
		t.Fatal(err)
	}

	return g
}

// solutionCell is a student's cell, checkCell one that runs the checks.
func solutionCell(source string) *notebook.Cell {
	c := &notebook.Cell{Type: notebook.Code, Source: source}
	c.SetGrading(&notebook.Grading{GradeID: "exactly-once", Solution: true})
	return c
}

func checkCell(source string) *notebook.Cell {
	c := &notebook.Cell{Type: notebook.Code, Source: source}
	c.SetGrading(&notebook.Grading{GradeID: "exactly-once-check", Grade: true, Locked: true, Points: 100})
	return c
}

const checkSource = "%%\nnb.Card(exactlyonce.Check(new(Client), new(Server)))"

// submit writes a notebook of the cells to a file.
func submit(t testing.TB, cells ...*notebook.Cell) Submission {
	t.Helper()
	n := &notebook.Notebook{Cells: cells, FormatMinor: 4, Metadata: map[string]any{}}
	path := filepath.Join(t.TempDir(), "03a-exactly-once.ipynb")
	if err := n.Write(path); err != nil {
		t.Fatal(err)
	}
	return Submission{Path: path, Name: filepath.Base(path), Student: "alice"}
}

func graded(t testing.TB, s Submission) Report {
	t.Helper()
	reports, err := grader(t).Grade(t.Context(), []Submission{s})
	if err != nil {
		t.Fatal(err)
	}
	return reports[0]
}

// version is the source of a version as the student's cell.
func version(t testing.TB, name string) string {
	t.Helper()
	source, err := versions.Source(name)
	if err != nil {
		t.Fatal(err)
	}
	_, source, _ = strings.Cut(source, "\npackage "+name+"\n")
	return source
}

// TestSandboxJudgesAsNative compares the two verdicts on every version, check
// by check: same points, same failing seed, same words.
func TestSandboxJudgesAsNative(t *testing.T) {
	submissions := make([]Submission, len(versions.All))
	for i, v := range versions.All {
		submissions[i] = submit(t, solutionCell(version(t, v.Name)), checkCell(checkSource))
	}
	reports, err := grader(t).Grade(t.Context(), submissions)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range versions.All {
		native := exactlyonce.Exercise.Judge(exercise.Native(v.Nodes), exercise.Options{})
		r := reports[i]
		if len(r.Checks) != len(native.Results) || r.Error != "" || r.Score != native.Score() || r.MaxScore != native.Max() {
			t.Fatalf("%s: %d checks, %d of %d points, %q", v.Name, len(r.Checks), r.Score, r.MaxScore, r.Error)
		}
		for k, ours := range r.Checks {
			theirs := native.Results[k]
			if !ours.Passed && len(ours.Lines) == 0 {
				t.Errorf("%s: %s has no trace", v.Name, ours.Name)
			}
			ours.Lines = nil
			if want := (Check{theirs.Name, theirs.Points, theirs.Passed, theirs.Message, theirs.Hint, theirs.Seed, nil}); !reflect.DeepEqual(ours, want) {
				t.Errorf("%s: sandbox: %+v\nnative: %+v", v.Name, ours, want)
			}
		}
	}
}

// TestTwiceTheSame grades a failing submission twice.
func TestTwiceTheSame(t *testing.T) {
	s := submit(t, solutionCell(version(t, "nodedup")))
	var texts [2]string
	for i := range texts {
		data, err := json.Marshal(graded(t, s))
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = string(data)
	}
	if texts[0] != texts[1] {
		t.Errorf("%s\n%s", texts[0], texts[1])
	}
}

// TestCourse grades what the course hands out: the solution earns everything,
// the exercise as it is given nothing.
func TestCourse(t *testing.T) {
	solution := Submission{Path: filepath.Join(repository, "solutions", "03a-exactly-once.ipynb"), Name: "solution"}
	given := Submission{Path: filepath.Join(repository, "exercises", "03a-exactly-once.ipynb"), Name: "exercise"}
	reports, err := grader(t).Grade(t.Context(), []Submission{solution, given})
	if err != nil {
		t.Fatal(err)
	}
	if r := reports[0]; !r.Full() {
		t.Errorf("%+v", r)
	}
	if r := reports[1]; r.Score != 0 || r.Error != "" || len(r.Checks) != 8 {
		t.Errorf("%+v", r)
	}
}

// TestReplay replays a failing seed: the same words, and the run's end.
func TestReplay(t *testing.T) {
	s := submit(t, solutionCell(version(t, "nosync")))
	for _, first := range graded(t, s).Checks {
		if first.Passed {
			continue
		}
		g := grader(t)
		g.Seed = first.Seed
		reports, err := g.Grade(t.Context(), []Submission{s})
		if err != nil {
			t.Fatal(err)
		}
		for _, again := range reports[0].Checks {
			if again.Name == first.Name && !reflect.DeepEqual(again, first) {
				t.Errorf("%+v\n%+v", again, first)
			}
		}
	}
}

// TestInterrupt stops a grading that would take long.
func TestInterrupt(t *testing.T) {
	s := submit(t, solutionCell(in("for {}")))
	g := grader(t)
	g.EventTime = time.Hour
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	start := time.Now()
	if _, err := g.Grade(ctx, []Submission{s, s, s}); err == nil {
		t.Error("an interrupted grading gave grades")
	}
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("it took %v to stop", took)
	}
}

// TestCost holds a warm grading to its three seconds. It counts processor
// time, since a busy machine must not fail it: on two cores the wall's time is
// less still.
func TestCost(t *testing.T) {
	g := grader(t)
	s := submit(t, solutionCell(version(t, "reference")))
	best := time.Hour
	for range 3 {
		before := processorTime(t)
		if reports, err := g.Grade(t.Context(), []Submission{s}); err != nil || !reports[0].Full() {
			t.Fatalf("%+v, %v", reports, err)
		}
		best = min(best, processorTime(t)-before)
	}
	t.Logf("%v of processor time", best)
	if best > 3*time.Second {
		t.Errorf("grading took %v of processor time; it may take 3 s", best)
	}
}

// BenchmarkGrade is a warm grading from notebook to verdict.
func BenchmarkGrade(b *testing.B) {
	s := submit(b, solutionCell(version(b, "reference")))
	for b.Loop() {
		if r := graded(b, s); !r.Full() {
			b.Fatalf("%+v", r)
		}
	}
}

// processorTime is that of this process and its ended children.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var sum time.Duration
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if err := syscall.Getrusage(who, &u); err != nil {
			t.Fatal(err)
		}
		sum += time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	return sum
}
