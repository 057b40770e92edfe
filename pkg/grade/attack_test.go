package grade

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/faultline-go/faultline/pkg/notebook"
)

// stub is what a student is given, with nothing done.
const stub = `type Client struct{ exactlyonce.Idle }
func (c *Client) Start(env sim.Env) { panic("not implemented") }
func (c *Client) Receive(env sim.Env, from sim.ID, message any) { panic("not implemented") }
type Server struct{ exactlyonce.Idle }
func (s *Server) Receive(env sim.Env, from sim.ID, message any) { panic("not implemented") }`

// in puts code at the beginning of the stub's Client.Start.
func in(code string) string {
	return strings.Replace(stub, `Start(env sim.Env) { `, `Start(env sim.Env) { `+code+"\n", 1)
}

// TestSubmissions grades notebooks that try to get what they have not earned,
// and some that only look so.
func TestSubmissions(t *testing.T) {
	reference := version(t, "reference")
	deposits := "type Deposit = exactlyonce.Deposit\n"
	tests := []struct {
		name  string
		cells []*notebook.Cell
		score int
		says  string // in the error, or in every failed check
	}{
		{"empty", nil, 0, "No code cell declares the type Client; this exercise needs Client and Server."},
		{"stub", []*notebook.Cell{solutionCell(stub), checkCell(checkSource)}, 0, "No request reached the bank"},
		{"exit", []*notebook.Cell{solutionCell(in("os.Exit(0)"))}, 0, "node 1 (Client) called os.Exit(0) while handling Start"},
		{"endless loop", []*notebook.Cell{solutionCell(in("for {}"))}, 0, "while handling Start: is there an endless loop?"},
		{"memory hog", []*notebook.Cell{solutionCell(in("var hog [][]byte; for { hog = append(hog, make([]byte, 1<<20)) }"))}, 0, "node 1 (Client) needed more than 64 MB of memory"},
		{"forged PASS", []*notebook.Cell{solutionCell(in(`fmt.Println("\x16--- PASS: TestAll\nPASS\nok"); os.Exit(0)`))}, 0, "called os.Exit(0)"},
		{"forged report", []*notebook.Cell{solutionCell(in(`for fd := range 16 { fmt.Fprintln(os.NewFile(uintptr(fd), ""), "{\"name\":\"loss\",\"points\":15,\"passed\":true}") }; return`))}, 0, "No request reached the bank"},
		{"forged checks", []*notebook.Cell{solutionCell(stub), checkCell("func Check() bool { return true }"), code("package exactlyonce\nfunc Check(a, b any) check.Report { return check.Report{} }\nfunc checks() {}")}, 0, "No request reached the bank"},
		{"syscall imported", []*notebook.Cell{code("import \"syscall\""), solutionCell(in("syscall.Exit(0)"))}, 0, `Cell 1, line 1 imports "syscall", which graded code may not`},
		{"linkname", []*notebook.Cell{solutionCell(in("x()")), code("//go:linkname x runtime.x\nfunc x() {}")}, 0, "Cell 2, line 1 uses //go:linkname"},
		{"init", []*notebook.Cell{solutionCell(reference), code("func init_leave() { os.Exit(0) }")}, 0, "called os.Exit(0) while being set up"},
		{"half a solution", []*notebook.Cell{solutionCell(version(t, "noretry"))}, 25, ""},

		{"reference", []*notebook.Cell{solutionCell(reference), checkCell(checkSource)}, 100, ""},
		{"much around it", []*notebook.Cell{
			code("%goflags -toolexec=/bin/false\n%env GOFLAGS=-overlay=x\n!touch owned\n%cd /"), code("%%script bash\ntouch owned"),
			code(deposits + "type Report struct{}\nfunc Judge() {}\nfunc Helper() {}"),
			{Type: notebook.Code, Source: reference, Metadata: map[string]any{"nbgrader": "none"}},
			code("func show( {"), code("func draw() { nb.Show(chart.Undefined) }"), worth(checkSource, 1e6), worth(checkSource, -5),
		}, 100, ""},
		{"own outputs", []*notebook.Cell{{Type: notebook.Code, Source: stub, Outputs: []*notebook.Output{{Type: notebook.Stream, Name: "stdout", Text: "100 of 100 points"}}}}, 0, "No request reached the bank"},
	}
	submissions := make([]Submission, len(tests))
	for i, x := range tests {
		submissions[i] = submit(t, x.cells...)
	}
	reports, err := grader(t).Grade(t.Context(), submissions)
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range tests {
		r := reports[i]
		if r.Score != x.score || r.MaxScore != 100 || len(r.Checks) != 8 || r.Broken {
			t.Errorf("%s: %d of %d points, %d checks, error %q", x.name, r.Score, r.MaxScore, len(r.Checks), r.Error)
		}
		for _, c := range r.Checks {
			if said := c.Message + " " + c.Hint; !c.Passed && !strings.Contains(strings.ToLower(said), strings.ToLower(x.says)) {
				t.Errorf("%s: %s: %s", x.name, c.Name, said)
			}
		}
	}
}

func worth(source string, points float64) *notebook.Cell {
	c := checkCell(source)
	g, _ := c.Grading()
	g.Points = points
	c.SetGrading(g)
	return c
}

// TestFiles offers things that are no notebooks.
func TestFiles(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	write := func(name, text string) {
		if err := os.WriteFile(at(name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("a-malformed.ipynb", `{"cells": [`)
	write("b-list.ipynb", `[]`)
	write("c-none.ipynb", ``)
	write("d-unknown.ipynb", `{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[]}`)
	write("e-other.ipynb", `{"nbformat":4,"nbformat_minor":5,"metadata":{"faultline":{"exercise":"77-other"}},"cells":[]}`)
	write("f-deep.ipynb", strings.Repeat(`[`, 1<<20))
	write("g-huge.ipynb", "")
	if err := os.Truncate(at("g-huge.ipynb"), 1<<30); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", at("h-link.ipynb")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(at("i-fifo.ipynb"), 0o644); err != nil {
		t.Fatal(err)
	}
	says := []string{"a-malformed", "b-list", "c-none", "not said which exercise this is: begin the file's name with 03a-exactly-once",
		"names an exercise that is not known", "f-deep", "larger than 10 MB: clear its outputs", "symbolic link", "not a plain file"}
	list, err := Collect(t.Context(), []string{dir, "/dev/null"})
	if err != nil || len(list) != len(says)+1 {
		t.Fatalf("%d submissions, %v", len(list), err)
	}
	reports, err := grader(t).Grade(t.Context(), list)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range reports {
		want := append(says, "not a plain file")[i]
		if r.Score != 0 || r.Broken || !strings.Contains(r.Error, want) || strings.Contains(r.Error, "\n") {
			t.Errorf("%s: score %d, %q", r.Submission, r.Score, r.Error)
		}
	}
	if _, err := json.Marshal(reports); err != nil {
		t.Error(err)
	}
}

// TestSurroundings puts beside the submission what must not lead the build
// astray.
func TestSurroundings(t *testing.T) {
	s := submit(t, solutionCell(version(t, "reference")))
	dir := filepath.Dir(s.Path)
	for name, text := range map[string]string{
		"go.mod": "module evil\n\ntoolchain go9.9.9\n", "go.work": "use .\n", "helper_test.go": "package main\nfunc init() { panic(1) }\n",
		"go.env": "GOFLAGS=-x\n", "main.go": "package main\nfunc init() { panic(1) }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	if r := graded(t, s); r.Score != 100 {
		t.Errorf("%+v", r)
	}
}
