// Package notebook reads and writes Jupyter notebooks (.ipynb, format 4)
// without losing what it does not know.
//
// Start with [Read] or [Parse] and [Notebook.Write] or [Notebook.Bytes]. What
// is written is, byte for byte, what Jupyter's own nbformat writes, so that
// reading and writing a notebook saved by Jupyter changes nothing.
package notebook

// Notebook is one notebook, format 4. All fields may be changed.
type Notebook struct {
	Cells       []*Cell
	Metadata    map[string]any
	FormatMinor int // 5 for notebooks whose cells carry ids

	// Extra keeps top-level entries that the format does not define.
	Extra map[string]any
}

// The kinds of cells.
const (
	Code     = "code"
	Markdown = "markdown"
	Raw      = "raw"
)

// Cell is one cell. Metadata holds JSON values as encoding/json decodes them,
// except that numbers are json.Number, so that none loses a digit.
type Cell struct {
	Type     string // Code, Markdown or Raw
	ID       string // "" in notebooks older than format 4.5
	Source   string
	Metadata map[string]any

	// Of code cells only.
	Outputs        []*Output
	ExecutionCount int // 0: not executed

	// Extra keeps the other entries: attachments and unknown ones.
	Extra map[string]any
}

// The kinds of outputs.
const (
	Stream        = "stream"
	DisplayData   = "display_data"
	ExecuteResult = "execute_result"
	Error         = "error"
)

// Output is one output of a code cell; which fields matter depends on Type.
type Output struct {
	Type string

	Name string // Stream: "stdout" or "stderr"
	Text string // Stream

	Data           map[string]any // DisplayData, ExecuteResult: MIME type to string or JSON value
	Metadata       map[string]any // DisplayData, ExecuteResult
	ExecutionCount int            // ExecuteResult; 0: none

	ErrorName  string   // Error
	ErrorValue string   // Error
	Traceback  []string // Error

	Extra map[string]any // unknown entries
}

// CodeCells returns the code cells, in order.
func (n *Notebook) CodeCells() []*Cell {
	var cells []*Cell
	for _, cell := range n.Cells {
		if cell.Type == Code {
			cells = append(cells, cell)
		}
	}
	return cells
}

// ClearOutputs removes every output and execution count, as Jupyter's "Clear
// outputs of all cells" does.
func (n *Notebook) ClearOutputs() {
	for _, cell := range n.CodeCells() {
		cell.Outputs = nil
		cell.ExecutionCount = 0
	}
}

// Tagged reports whether the cell has the tag, as set in Jupyter's property
// inspector.
func (c *Cell) Tagged(tag string) bool {
	tags, _ := c.Metadata["tags"].([]any)
	for _, t := range tags {
		if t == tag {
			return true
		}
	}
	return false
}

// String returns the output's value of the given MIME type as text; "" if it
// has none.
func (o *Output) String(mime string) string {
	text, _ := o.Data[mime].(string)
	return text
}
