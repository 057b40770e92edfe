package notebook

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// MaxSize is the largest notebook that is read, in bytes; a larger one is
// refused before it is parsed.
const MaxSize = 64 << 20

// Read reads the notebook in a file. The error names the file and says what
// is wrong with it.
func Read(path string) (*Notebook, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: there is no such notebook", path)
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a file", path)
	case info.Size() > MaxSize:
		return nil, fmt.Errorf("%s is larger than %d MB: clear its outputs", path, MaxSize>>20)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	n, err := Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return n, nil
}

// Parse decodes a notebook of format 4.
func Parse(data []byte) (*Notebook, error) {
	if len(data) > MaxSize {
		return nil, fmt.Errorf("larger than %d MB: clear the outputs", MaxSize>>20)
	}
	top, err := decode(data)
	if err != nil {
		return nil, err
	}
	format, err := top.integer("nbformat")
	if err != nil {
		return nil, err
	}
	if format != 4 {
		return nil, fmt.Errorf("notebook format %d is not supported: open it in JupyterLab and save it, which makes it format 4", format)
	}
	n := &Notebook{}
	if n.FormatMinor, err = top.integer("nbformat_minor"); err != nil {
		return nil, err
	}
	if n.Metadata, err = top.object("metadata"); err != nil {
		return nil, err
	}
	cells, err := top.list("cells")
	if err != nil {
		return nil, err
	}
	for i, value := range cells {
		cell, err := parseCell(value)
		if err != nil {
			return nil, fmt.Errorf("cell %d: %w", i+1, err)
		}
		n.Cells = append(n.Cells, cell)
	}
	n.Extra = top.rest("nbformat", "nbformat_minor", "metadata", "cells")
	return n, nil
}

// decode reads one JSON object and nothing after it.
func decode(data []byte) (fields, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, errors.New("the file is empty, not a notebook")
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("not a notebook: %s", jsonProblem(data, err))
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("not a notebook: something follows the JSON object, at line %d", lineAt(data, decoder.InputOffset()))
	}
	top, ok := value.(map[string]any)
	if !ok {
		return nil, errors.New("not a notebook: the file is JSON, but not an object")
	}
	return top, nil
}

func jsonProblem(data []byte, err error) string {
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return fmt.Sprintf("line %d is not JSON (%v)", lineAt(data, syntax.Offset), err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the file ends in the middle"
	}
	return err.Error()
}

func lineAt(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(int(offset), len(data))], []byte("\n"))
}

func parseCell(value any) (*Cell, error) {
	in, ok := value.(map[string]any)
	if !ok {
		return nil, errors.New("not an object")
	}
	f := fields(in)
	c := &Cell{}
	var err error
	if c.Type, err = f.text("cell_type"); err != nil {
		return nil, err
	}
	if c.Type != Code && c.Type != Markdown && c.Type != Raw {
		return nil, fmt.Errorf("cell_type %q is none of code, markdown and raw", c.Type)
	}
	if _, ok := f["id"]; ok {
		if c.ID, err = f.text("id"); err != nil {
			return nil, err
		}
	}
	if c.Source, err = f.joined("source"); err != nil {
		return nil, err
	}
	if c.Metadata, err = f.object("metadata"); err != nil {
		return nil, err
	}
	known := []string{"cell_type", "id", "source", "metadata"}
	if c.Type == Code {
		known = append(known, "outputs", "execution_count")
		if err := c.parseRun(f); err != nil {
			return nil, err
		}
	}
	c.Extra = f.rest(known...)
	rejoinAttachments(c.Extra)
	return c, nil
}

// parseRun reads what a code cell has beyond the others.
func (c *Cell) parseRun(f fields) error {
	var err error
	if c.ExecutionCount, err = f.count("execution_count"); err != nil {
		return err
	}
	outputs, err := f.list("outputs")
	if err != nil {
		return err
	}
	for i, value := range outputs {
		output, err := parseOutput(value)
		if err != nil {
			return fmt.Errorf("output %d: %w", i+1, err)
		}
		c.Outputs = append(c.Outputs, output)
	}
	return nil
}

func parseOutput(value any) (*Output, error) {
	in, ok := value.(map[string]any)
	if !ok {
		return nil, errors.New("not an object")
	}
	f := fields(in)
	o := &Output{}
	var err error
	if o.Type, err = f.text("output_type"); err != nil {
		return nil, err
	}
	switch o.Type {
	case Stream:
		err = cmp.Or(f.set("name", &o.Name), f.setJoined("text", &o.Text))
		o.Extra = f.rest("output_type", "name", "text")
	case DisplayData, ExecuteResult:
		known := []string{"output_type", "data", "metadata"}
		if o.Data, err = f.object("data"); err != nil {
			return nil, err
		}
		rejoinBundle(o.Data)
		if o.Metadata, err = f.object("metadata"); err != nil {
			return nil, err
		}
		if o.Type == ExecuteResult {
			known = append(known, "execution_count")
			o.ExecutionCount, err = f.count("execution_count")
		}
		o.Extra = f.rest(known...)
	case Error:
		err = cmp.Or(f.set("ename", &o.ErrorName), f.set("evalue", &o.ErrorValue))
		if o.Traceback, err = f.strings("traceback", err); err != nil {
			return nil, err
		}
		o.Extra = f.rest("output_type", "ename", "evalue", "traceback")
	default:
		return nil, fmt.Errorf("output_type %q is not known", o.Type)
	}
	return o, err
}

// rejoinBundle joins the values that nbformat splits into lines.
func rejoinBundle(data map[string]any) {
	for mime, value := range data {
		if isJSON(mime) {
			continue
		}
		if text, err := join(value); err == nil {
			data[mime] = text
		}
	}
}

func rejoinAttachments(extra map[string]any) {
	attachments, _ := extra["attachments"].(map[string]any)
	for _, bundle := range attachments {
		if bundle, ok := bundle.(map[string]any); ok {
			rejoinBundle(bundle)
		}
	}
}

// isJSON reports whether a MIME type's value is JSON, kept as it is.
func isJSON(mime string) bool {
	return mime == "application/json" || strings.HasPrefix(mime, "application/") && strings.HasSuffix(mime, "+json")
}
