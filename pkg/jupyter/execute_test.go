package jupyter

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/faultline-go/faultline/pkg/notebook"
)

// newNotebook writes a notebook of code cells into a folder of the test's.
func newNotebook(t *testing.T, sources ...string) string {
	t.Helper()
	n := &notebook.Notebook{FormatMinor: 5}
	for i, source := range sources {
		n.Cells = append(n.Cells, &notebook.Cell{Type: notebook.Code, ID: string(rune('a' + i)), Source: source})
	}
	path := filepath.Join(t.TempDir(), "test.ipynb")
	if err := n.Write(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// GoNB answers "ok" to nearly all of these.
func TestFailingCellsFail(t *testing.T) {
	h := readyHome(t)
	for name, c := range map[string]struct{ cell, reason string }{
		"panic":         {"%%\nfmt.Println(\"before\")\npanic(\"boo\")", "exit status 2"},
		"exit":          {"%%\nos.Exit(3)", "exit status 3"},
		"log.Fatal":     {"%%\nlog.Fatal(\"no\")", "exit status 1"},
		"shell line":    {"!false\n%%\nfmt.Println(\"after\")", "exit status 1"},
		"killed":        {"%%\nsyscall.Kill(os.Getpid(), syscall.SIGKILL)", "signal: killed"},
		"compile error": {"%%\nnosuch.Thing()", "does not compile: undefined: nosuch"},
		"test":          {"%test\nfunc TestNo(t *testing.T) { t.Fatal(\"no\") }", "exit status 1"},
		"time-out":      {"%%\nfmt.Println(\"on and on\")\nfor {\n}", "no end after 2 seconds"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := newNotebook(t, "%%\nfmt.Println(\"fine\")", c.cell, "%%\nfmt.Println(\"never\")")
			before, _ := os.ReadFile(path)
			_, err := Execute(t.Context(), h, path, ExecOptions{Timeout: 2 * time.Second})
			cell, ok := IsCellError(err)
			if !ok {
				t.Fatalf("got %v, want a failing cell", err)
			}
			if cell.Cell != 2 || !strings.Contains(cell.Reason, c.reason) {
				t.Errorf("got cell %d, %q; want cell 2, %q", cell.Cell, cell.Reason, c.reason)
			}
			if strings.Contains(cell.Error()+cell.Output, h.Root) {
				t.Errorf("the error names this machine's folders: %s\n%s", cell, cell.Output)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the notebook was changed")
			}
		})
	}
}

func TestCellsThatComplainAndGoOnPass(t *testing.T) {
	h := readyHome(t)
	n, err := Execute(t.Context(), h, newNotebook(t,
		"func double(x int) int { return 2 * x }",
		"%%\nfmt.Fprintln(os.Stderr, \"a warning, then FAIL, then exit status 1 in a sentence\")\nlog.Println(double(21))",
		"",
		"%%\ndefer func() { fmt.Println(\"recovered:\", recover()) }()\npanic(\"mine\")",
	), ExecOptions{})
	if err != nil {
		t.Fatal(err)
	}
	cells := n.CodeCells()
	if got := cells[3].Outputs; len(got) != 1 || got[0].Text != "recovered: mine\n" {
		t.Errorf("the last cell's outputs are %+v", got)
	}
}

func TestExpectedFailurePasses(t *testing.T) {
	path := newNotebook(t, "%%\npanic(\"shown to the reader\")", "%%\nfmt.Println(\"after\")")
	n, err := notebook.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	n.Cells[0].Metadata = map[string]any{"tags": []any{"raises-exception"}}
	if err := n.Write(path); err != nil {
		t.Fatal(err)
	}
	if _, err := Execute(t.Context(), readyHome(t), path, ExecOptions{}); err != nil {
		t.Error(err)
	}
}

// Executing what was executed and kept gives the same bytes.
func TestExecutingAgainGivesTheSameBytes(t *testing.T) {
	h := readyHome(t)
	path := newNotebook(t,
		"%%\nfor i := range 50 {\n\tfmt.Println(i)\n\tif i%10 == 0 {\n\t\ttime.Sleep(20 * time.Millisecond)\n\t}\n}",
		"%%\ngonbui.DisplayMarkdown(\"**bold**\")\ngonbui.Sync()",
		"%%\n_, file, _, _ := runtime.Caller(0)\nfmt.Println(file)",
	)
	var first []byte
	for range 2 {
		n, err := Execute(t.Context(), h, path, ExecOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if err := n.Write(path); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = data
		}
		if !bytes.Equal(first, data) {
			t.Errorf("the second execution differs:\n%s\n---\n%s", first, data)
		}
	}
	for _, bad := range []string{h.Root, "gonb_", `"execution":`} {
		if bytes.Contains(first, []byte(bad)) {
			t.Errorf("the kept notebook contains %q:\n%s", bad, first)
		}
	}
}

// An interrupt ends the kernel and all that its cell has started.
func TestInterruptLeavesNothingRunning(t *testing.T) {
	h := readyHome(t)
	pidFile := filepath.Join(t.TempDir(), "pid")
	path := newNotebook(t, "%%\nos.WriteFile("+quote(pidFile)+", []byte(strconv.Itoa(os.Getpid())), 0o644)\nselect {}\n")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		for range 600 {
			if pidOf(pidFile) != 0 {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		cancel()
	}()
	start := time.Now()
	_, err := Execute(ctx, h, path, ExecOptions{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the interrupt", err)
	}
	pid := pidOf(pidFile)
	if pid == 0 {
		t.Fatal("the cell never ran")
	}
	for range 100 {
		if err := syscall.Kill(pid, 0); err != nil {
			t.Logf("all gone after %v", time.Since(start).Round(time.Millisecond))
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("the cell's program %d still runs", pid)
}

func TestBadNotebooks(t *testing.T) {
	h := readyHome(t)
	dir := t.TempDir()
	broken := filepath.Join(dir, "broken.ipynb")
	if err := os.WriteFile(broken, []byte("{\"cells\": [\n<<<<<<< HEAD\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		broken:                           "line 2 is not JSON",
		filepath.Join(dir, "none.ipynb"): "there is no such notebook",
		dir:                              "is not a file",
	} {
		if _, err := Execute(t.Context(), h, path, ExecOptions{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", filepath.Base(path), err, want)
		}
	}
}
