package jupyter

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/faultline-go/faultline/pkg/notebook"
)

// Jupyter's own nbformat reads and writes a file of ours without changing a
// byte: whoever saves a notebook in JupyterLab makes no noise in a diff.
func TestNbformatWritesTheSameBytes(t *testing.T) {
	h := readyHome(t)
	odd := "tab\t \"quoted\" \\ \a \b \f \v \x1c \x7f é   \u0085 \r\n <&> 世界 🙂\r end"
	n := &notebook.Notebook{FormatMinor: 5, Metadata: map[string]any{"odd": odd}, Cells: []*notebook.Cell{
		{Type: notebook.Markdown, ID: "a", Source: odd, Extra: map[string]any{
			"attachments": map[string]any{"x.svg": map[string]any{"image/svg+xml": odd}},
		}},
		{Type: notebook.Code, ID: "b", Source: odd, ExecutionCount: 1, Outputs: []*notebook.Output{
			{Type: notebook.Stream, Name: "stdout", Text: odd},
			{Type: notebook.DisplayData, Data: map[string]any{
				"text/plain": odd, "text/html": "", "image/png": "QUJD\n", "image/svg+xml": "<svg>\n</svg>\n",
				"application/vnd.x+json": map[string]any{"a": []any{odd}}, "application/javascript": odd,
			}},
			{Type: notebook.ExecuteResult, ExecutionCount: 1, Data: map[string]any{"text/plain": "1"}},
			{Type: notebook.Error, ErrorName: "E", ErrorValue: odd, Traceback: []string{odd}},
		}},
		{Type: notebook.Code, ID: "c"},
		{Type: notebook.Raw, ID: "d", Source: "\n\n"},
	}}
	path := filepath.Join(t.TempDir(), "odd.ipynb")
	if err := n.Write(path); err != nil {
		t.Fatal(err)
	}
	paths := append(courseNotebooks(t), path)
	const script = `import sys, nbformat
for path in sys.argv[1:]:
    sys.stdout.buffer.write((nbformat.writes(nbformat.read(path, as_version=4)) + "\n").encode())
`
	for _, path := range paths {
		cmd := exec.Command(h.Python(), "-c", script, path)
		cmd.Env = h.jupyterEnv()
		theirs, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		ours, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(ours, theirs) {
			t.Errorf("%s: %s", filepath.Base(path), diffText(string(ours), string(theirs)))
		}
	}
}
