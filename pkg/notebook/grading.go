package notebook

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// Grading is a cell's nbgrader metadata, schema version 3.
type Grading struct {
	GradeID  string  // matches [a-zA-Z0-9_-]*
	Grade    bool    // the cell's run earns points
	Solution bool    // the cell is where the student writes
	Locked   bool    // the cell must not be changed
	Task     bool    // a hand-graded task
	Points   float64 // of a cell with Grade

	SchemaVersion int
}

// Grading returns the cell's nbgrader metadata; nil if it has none. A
// malformed block is an error that names the entry.
func (c *Cell) Grading() (*Grading, error) {
	value, ok := c.Metadata["nbgrader"]
	if !ok {
		return nil, nil
	}
	block, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("the metadata entry %q is not an object", "nbgrader")
	}
	g := &Grading{}
	for name, into := range map[string]*bool{"grade": &g.Grade, "solution": &g.Solution, "locked": &g.Locked, "task": &g.Task} {
		if value, ok := block[name]; ok {
			if *into, ok = value.(bool); !ok {
				return nil, fmt.Errorf("nbgrader's %q is not true or false", name)
			}
		}
	}
	if value, ok := block["grade_id"]; ok {
		if g.GradeID, ok = value.(string); !ok {
			return nil, fmt.Errorf("nbgrader's %q is not a string", "grade_id")
		}
	}
	var err error
	if g.Points, err = number(block, "points"); err != nil {
		return nil, err
	}
	version, err := number(block, "schema_version")
	g.SchemaVersion = int(version)
	return g, err
}

// SetGrading replaces the cell's nbgrader metadata; nil removes it.
func (c *Cell) SetGrading(g *Grading) {
	if g == nil {
		delete(c.Metadata, "nbgrader")
		return
	}
	block := map[string]any{
		"grade": g.Grade, "grade_id": g.GradeID, "locked": g.Locked, "solution": g.Solution, "task": g.Task,
		"schema_version": 3,
	}
	if g.Grade || g.Task {
		block["points"] = json.Number(strconv.FormatFloat(g.Points, 'f', -1, 64))
	}
	if c.Metadata == nil {
		c.Metadata = map[string]any{}
	}
	c.Metadata["nbgrader"] = block
}

func number(block map[string]any, name string) (float64, error) {
	switch value := block[name].(type) {
	case nil:
		return 0, nil
	case int:
		return float64(value), nil
	case float64:
		return value, nil
	case json.Number:
		if n, err := value.Float64(); err == nil {
			return n, nil
		}
	}
	return 0, fmt.Errorf("nbgrader's %q is not a number", name)
}
