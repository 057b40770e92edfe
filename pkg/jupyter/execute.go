package jupyter

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/faultline-go/faultline/pkg/notebook"
)

//go:embed execute.py
var executeScript string

// CellTimeout is how long a cell may take unless [ExecOptions] say otherwise.
const CellTimeout = 120 * time.Second

// ExecOptions tune [Execute].
type ExecOptions struct {
	// Timeout is the limit for each cell, in whole seconds; 0 is CellTimeout.
	Timeout time.Duration
	// Progress, if set, is called as each code cell starts: the cell is the
	// n-th of all code cells.
	Progress func(n, all int)
}

// CellError says which cell of a notebook failed, and how.
type CellError struct {
	Notebook string // the path as it was given
	Cell     int    // from 1, counting code cells: the n of In [n]
	Line     string // the cell's first line
	Reason   string // one line
	Output   string // the end of what it wrote to stderr, for a person to read
}

func (e *CellError) Error() string {
	return fmt.Sprintf("%s: cell [%d] (%s): %s", e.Notebook, e.Cell, e.Line, e.Reason)
}

// event is one line of what execute.py reports.
type event struct {
	Begin    *int
	Failed   *int
	Reason   string
	Outputs  json.RawMessage
	Problem  string
	Notebook json.RawMessage
}

// Execute runs a notebook in a fresh kernel and returns it with its outputs,
// normalised so that the same outputs are the same bytes (see [Normalise]).
// The file is not touched. A cell that fails is a [*CellError]: an error
// output, a panic, an exit with a code other than 0, a failing shell line, a
// time-out. A cell tagged raises-exception may fail.
//
// The clone must be set up (see [Setup]).
func Execute(ctx context.Context, h Home, path string, opt ExecOptions) (*notebook.Notebook, error) {
	n, err := notebook.Read(path)
	if err != nil {
		return nil, err
	}
	if !h.ready() || !exists(h.Python()) {
		return nil, fmt.Errorf("%s is not set up: run `go run . lab --setup-only` there", h.Root)
	}
	seconds := int(opt.Timeout.Seconds())
	if opt.Timeout == 0 {
		seconds = int(CellTimeout.Seconds())
	}
	run := &execution{home: h, path: path, source: n, progress: opt.Progress}
	result, err := run.start(ctx, max(1, seconds))
	if err != nil && !run.began && ctx.Err() == nil {
		// Jupyter picks a kernel's ports before the kernel opens them: another
		// program may have been quicker.
		result, err = run.start(ctx, max(1, seconds))
	}
	return result, err
}

type execution struct {
	home     Home
	path     string
	source   *notebook.Notebook
	progress func(n, all int)
	began    bool // a cell has started
}

func (r *execution) start(ctx context.Context, seconds int) (*notebook.Notebook, error) {
	events, child, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer events.Close()
	cmd := exec.CommandContext(ctx, r.home.Python(), "-c", lifeline+executeScript, r.path, KernelName, strconv.Itoa(seconds))
	cmd.Env = append(r.home.jupyterEnv(), "FAULTLINE_BATCH=1")
	cmd.ExtraFiles = []*os.File{child}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	ownGroup(cmd)
	hold, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	defer hold.Close()
	err = cmd.Start()
	child.Close()
	if err != nil {
		return nil, fmt.Errorf("the notebook runner does not start (%v): run `faultline doctor`", err)
	}
	result, problem := r.follow(events)
	err = cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("%s: %w", r.path, ctx.Err())
	case problem != nil:
		return nil, problem
	case result == nil:
		return nil, fmt.Errorf("%s: the notebook runner ended early (%v: %s)", r.path, err, lastLine(stderr.String()))
	}
	return result, nil
}

// follow reads events to the end of the stream.
func (r *execution) follow(events io.Reader) (result *notebook.Notebook, problem error) {
	lines := bufio.NewReader(events)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return result, problem
		}
		var e event
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, fmt.Errorf("%s: the notebook runner said %q", r.path, line)
		}
		switch {
		case e.Begin != nil:
			r.began = true
			if r.progress != nil {
				r.progress(r.codeCell(*e.Begin), len(r.source.CodeCells()))
			}
		case e.Failed != nil:
			problem = r.cellError(*e.Failed, e)
		case e.Problem != "":
			problem = fmt.Errorf("%s could not be executed (%s): run `faultline doctor`", r.path, e.Problem)
		case e.Notebook != nil:
			if result, problem = notebook.Parse(e.Notebook); problem == nil {
				Normalise(r.home, result)
			}
		}
	}
}

// codeCell turns an index among all cells into a number among code cells.
func (r *execution) codeCell(index int) int {
	n := 0
	for _, cell := range r.source.Cells[:index+1] {
		if cell.Type == notebook.Code {
			n++
		}
	}
	return n
}

func (r *execution) cellError(index int, e event) *CellError {
	return &CellError{
		Notebook: r.path,
		Cell:     r.codeCell(index),
		Line:     telling(r.source.Cells[index].Source),
		Reason:   summary(r.home.tidy(e.Reason)),
		Output:   r.home.tidy(complaint(e.Outputs, e.Reason)),
	}
}

// telling is the first line that tells a reader which cell it is.
func telling(source string) string {
	for line := range strings.Lines(source) {
		line = strings.TrimSpace(line)
		if line != "" && line != "%%" && line != "%main" {
			return line
		}
	}
	return firstLine(source)
}

// complaint is what a person needs of a failed cell's outputs: the end of
// stderr, or the whole error.
func complaint(outputs json.RawMessage, reason string) string {
	var list []struct {
		Type string `json:"output_type"`
		Name string `json:"name"`
		Text string `json:"text"`
	}
	if err := json.Unmarshal(outputs, &list); err != nil {
		return ""
	}
	var text strings.Builder
	for _, o := range list {
		if o.Type == notebook.Stream && o.Name == "stderr" {
			text.WriteString(o.Text)
		}
	}
	if text.Len() == 0 {
		text.WriteString(reason)
	}
	lines := strings.Split(strings.TrimRight(text.String(), "\n"), "\n")
	const most = 20
	if len(lines) > most {
		lines = append([]string{"…"}, lines[len(lines)-most:]...)
	}
	return strings.Join(lines, "\n")
}

// summary is the line of a reason that says most: of a compiler's output the
// first complaint.
func summary(reason string) string {
	for line := range strings.Lines(reason) {
		if _, complaint, ok := strings.Cut(line, "main.go:"); ok {
			if _, text, ok := strings.Cut(complaint, ": "); ok {
				return "does not compile: " + strings.TrimSpace(text)
			}
		}
	}
	return firstLine(reason)
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}

// IsCellError reports whether err is a failing cell, not a failing set-up.
func IsCellError(err error) (*CellError, bool) {
	var cell *CellError
	return cell, errors.As(err, &cell)
}

// jupyterEnv is the environment of everything of Jupyter's: its settings,
// state and temporary files in the clone, Python's own switches off.
func (h Home) jupyterEnv() []string {
	env := os.Environ()
	kept := env[:0]
	for _, entry := range env {
		name, _, _ := strings.Cut(entry, "=")
		switch {
		case strings.HasPrefix(name, "JUPYTER"), strings.HasPrefix(name, "PYTHON"), name == "VIRTUAL_ENV", name == "IPYTHONDIR":
		default:
			kept = append(kept, entry)
		}
	}
	state := h.state()
	return append(kept,
		"PATH="+filepath.Join(h.Venv(), "bin")+string(os.PathListSeparator)+os.Getenv("PATH"),
		"VIRTUAL_ENV="+h.Venv(),
		"JUPYTER_CONFIG_DIR="+filepath.Join(state, "config"),
		"JUPYTER_DATA_DIR="+filepath.Join(state, "data"),
		"JUPYTER_RUNTIME_DIR="+filepath.Join(state, "runtime"),
		"JUPYTER_PREFER_ENV_PATH=1",
		"IPYTHONDIR="+filepath.Join(state, "ipython"),
		"PYTHONNOUSERSITE=1",
		"PYTHONWARNINGS=ignore",
		"PYTHONUTF8=1",
	)
}
