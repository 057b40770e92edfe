package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/faultline-go/faultline/pkg/notebook"
)

// execNotebook writes a notebook with one code cell, executes it through the
// command line, and returns what that said and the notebook afterwards.
func execNotebook(t *testing.T, source string, flags ...string) (code int, said string, after *notebook.Notebook) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "one.ipynb")
	n := &notebook.Notebook{FormatMinor: 5, Cells: []*notebook.Cell{{Type: notebook.Code, ID: "a", Source: source}}}
	if err := n.Write(path); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	code = Main(append([]string{"exec", path}, flags...), &stdout, &stderr)
	after, err := notebook.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("exit %d\n%s%s", code, &stdout, &stderr)
	return code, stdout.String(), after
}

func TestExec(t *testing.T) {
	code, said, after := execNotebook(t, "%%\nfmt.Println(\"hello\")")
	if code != 0 || !strings.HasPrefix(said, "ok ") || len(after.Cells[0].Outputs) != 0 {
		t.Errorf("exit %d, %q; want 0, ok, and the file as it was", code, said)
	}
	code, _, after = execNotebook(t, "%%\nfmt.Println(\"hello\")", "--write")
	if code != 0 || len(after.Cells[0].Outputs) != 1 || after.Cells[0].Outputs[0].Text != "hello\n" || after.Cells[0].ExecutionCount != 1 {
		t.Errorf("exit %d; --write kept %+v", code, after.Cells[0])
	}
	code, said, after = execNotebook(t, "%%\npanic(\"boo\")", "--write")
	if code != 1 || len(after.Cells[0].Outputs) != 0 {
		t.Errorf("a panic: exit %d, kept %+v; want 1 and the file as it was", code, after.Cells[0].Outputs)
	}
	for _, part := range []string{"FAIL", "one.ipynb: cell [1] (panic(\"boo\"))", "exit status 2", "panic: boo"} {
		if !strings.Contains(said, part) {
			t.Errorf("a panic: %q does not say %q", said, part)
		}
	}
}

func TestExecMisuse(t *testing.T) {
	for _, args := range [][]string{
		{"exec"},
		{"exec", "--timeout", "0s", "x.ipynb"},
		{"exec", filepath.Join(os.TempDir(), "no-such.ipynb")},
		{"lab", "--port", "70000", "--no-browser"},
	} {
		var stdout, stderr bytes.Buffer
		if code := Main(args, &stdout, &stderr); code != 2 {
			t.Errorf("%v exits with %d, want 2", args, code)
		}
		text := strings.TrimSpace(stderr.String())
		if last := text[strings.LastIndex(text, "\n")+1:]; !strings.HasPrefix(last, "faultline: ") {
			t.Errorf("%v says %q", args, text)
		}
	}
}
