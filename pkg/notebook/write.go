package notebook

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
)

// Bytes returns the notebook as nbformat writes it: keys sorted, one space of
// indentation, text split into lines, a newline at the end.
func (n *Notebook) Bytes() ([]byte, error) {
	top := maps.Clone(n.Extra)
	if top == nil {
		top = map[string]any{}
	}
	top["nbformat"] = 4
	top["nbformat_minor"] = n.FormatMinor
	top["metadata"] = orEmpty(n.Metadata)
	cells := make([]any, len(n.Cells))
	for i, cell := range n.Cells {
		cells[i] = cell.object()
	}
	top["cells"] = cells
	var e encoder
	if err := e.value(top, 0); err != nil {
		return nil, err
	}
	e.out.WriteByte('\n')
	return e.out.Bytes(), nil
}

// Write puts the notebook into a file, as a whole or not at all: it writes
// beside the file and renames. The file's permissions are kept.
func (n *Notebook) Write(path string) error {
	data, err := n.Bytes()
	if err != nil {
		return err
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	mode := os.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", path, err)
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(data)
	if closeErr := temp.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Chmod(temp.Name(), mode)
	}
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", path, err)
	}
	return nil
}

func (c *Cell) object() map[string]any {
	o := maps.Clone(c.Extra)
	if o == nil {
		o = map[string]any{}
	}
	splitAttachments(o)
	o["cell_type"] = c.Type
	if c.ID != "" {
		o["id"] = c.ID
	}
	o["source"] = splitLines(c.Source)
	metadata := orEmpty(c.Metadata)
	if _, ok := metadata["trusted"]; ok { // transient: never stored
		metadata = maps.Clone(metadata)
		delete(metadata, "trusted")
	}
	o["metadata"] = metadata
	if c.Type != Code {
		return o
	}
	o["execution_count"] = orNull(c.ExecutionCount)
	outputs := make([]any, len(c.Outputs))
	for i, output := range c.Outputs {
		outputs[i] = output.object()
	}
	o["outputs"] = outputs
	return o
}

func (out *Output) object() map[string]any {
	o := maps.Clone(out.Extra)
	if o == nil {
		o = map[string]any{}
	}
	o["output_type"] = out.Type
	switch out.Type {
	case Stream:
		o["name"] = out.Name
		o["text"] = splitLines(out.Text)
	case DisplayData, ExecuteResult:
		o["data"] = splitBundle(out.Data)
		o["metadata"] = orEmpty(out.Metadata)
		if out.Type == ExecuteResult {
			o["execution_count"] = orNull(out.ExecutionCount)
		}
	case Error:
		o["ename"], o["evalue"] = out.ErrorName, out.ErrorValue
		traceback := make([]any, len(out.Traceback))
		for i, line := range out.Traceback {
			traceback[i] = line
		}
		o["traceback"] = traceback
	}
	return o
}

func splitBundle(data map[string]any) map[string]any {
	split := make(map[string]any, len(data))
	for mime, value := range data {
		if text, ok := value.(string); ok && splits(mime) {
			value = splitLines(text)
		}
		split[mime] = value
	}
	return split
}

// splits reports whether nbformat writes the MIME type's text line by line.
func splits(mime string) bool {
	return strings.HasPrefix(mime, "text/") || mime == "application/javascript" || mime == "image/svg+xml"
}

func splitAttachments(cell map[string]any) {
	attachments, ok := cell["attachments"].(map[string]any)
	if !ok {
		return
	}
	split := make(map[string]any, len(attachments))
	for name, value := range attachments {
		if bundle, ok := value.(map[string]any); ok {
			value = splitBundle(bundle)
		}
		split[name] = value
	}
	cell["attachments"] = split
}

// splitLines cuts a text after every line end, the ends being those that
// Python's str.splitlines knows.
func splitLines(text string) []any {
	lines := []any{}
	for text != "" {
		end := lineEnd(text)
		lines = append(lines, text[:end])
		text = text[end:]
	}
	return lines
}

// lineEnd is the length of the first line of text, its end included.
func lineEnd(text string) int {
	for i, r := range text {
		switch r {
		case '\r':
			if strings.HasPrefix(text[i+1:], "\n") {
				return i + 2
			}
			return i + 1
		case '\n', '\v', '\f', 0x1c, 0x1d, 0x1e:
			return i + 1
		case 0x85:
			return i + 2
		case 0x2028, 0x2029:
			return i + 3
		}
	}
	return len(text)
}

func orEmpty(object map[string]any) map[string]any {
	if object == nil {
		return map[string]any{}
	}
	return object
}

func orNull(count int) any {
	if count == 0 {
		return nil
	}
	return count
}
