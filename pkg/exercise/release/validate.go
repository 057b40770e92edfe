package release

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/notebook"
)

var gradeID = regexp.MustCompile(`^[a-zA-Z0-9_-]+$`)

// validate says what nbgrader, a student or our grader would stumble over.
func validate(n *notebook.Notebook, e *exercise.Exercise) error {
	if own, _ := n.Metadata["faultline"].(map[string]any); own == nil || own["exercise"] != e.Name {
		return fmt.Errorf("the notebook's metadata must hold %q: {%q: %q}", "faultline", "exercise", e.Name)
	}
	seen := map[string]bool{}
	points, solutions := 0.0, 0
	for i, c := range n.Cells {
		g, err := c.Grading()
		if err == nil {
			err = validateCell(c, g, e, seen)
		}
		if err != nil {
			return fmt.Errorf("cell %d (%s): %w", i+1, c.ID, err)
		}
		if g != nil && g.Grade {
			points += g.Points
		}
		if g != nil && g.Solution {
			solutions++
		}
	}
	switch {
	case solutions == 0:
		return fmt.Errorf("no cell is a solution cell: there is nothing for students to write")
	case points != float64(e.Max()):
		return fmt.Errorf("the check cells are worth %v points and the checks of %s %d: make them agree", points, e.Name, e.Max())
	}
	return nil
}

func validateCell(c *notebook.Cell, g *notebook.Grading, e *exercise.Exercise, seen map[string]bool) error {
	begins := strings.Contains(c.Source, regions[0].begin)
	switch {
	case g == nil && begins:
		return fmt.Errorf("%s in a cell that is no solution cell: give it nbgrader's metadata with \"solution\": true", regions[0].begin)
	case g == nil:
		return nil
	case g.SchemaVersion != 3:
		return fmt.Errorf("nbgrader's schema_version is %d: use 3", g.SchemaVersion)
	case !gradeID.MatchString(g.GradeID):
		return fmt.Errorf("nbgrader's grade_id is %q: use letters, digits, - and _", g.GradeID)
	case seen[g.GradeID]:
		return fmt.Errorf("nbgrader's grade_id %q occurs twice: each cell needs its own", g.GradeID)
	case g.Solution && !begins:
		return fmt.Errorf("a solution cell without %s: mark what students write themselves", regions[0].begin)
	case g.Grade && !g.Solution && !g.Locked:
		return fmt.Errorf("a check cell that is not locked: set nbgrader's \"locked\" to true")
	}
	seen[g.GradeID] = true
	if !g.Grade || g.Solution {
		return nil
	}
	return validatePoints(c, g, e)
}

var quoted = regexp.MustCompile(`"([a-z0-9-]+)"`)

// validatePoints compares a check cell's points with those of the checks that
// it names; a cell that names none runs all.
func validatePoints(c *notebook.Cell, g *notebook.Grading, e *exercise.Exercise) error {
	points, named := 0, 0
	for _, match := range quoted.FindAllStringSubmatch(c.Source, -1) {
		i := slices.Index(e.Names(), match[1])
		if i < 0 {
			return fmt.Errorf("the check %q does not exist: there is %s", match[1], strings.Join(e.Names(), ", "))
		}
		points, named = points+e.Checks[i].Points, named+1
	}
	if named == 0 {
		points = e.Max()
	}
	if g.Points != float64(points) {
		return fmt.Errorf("the cell says %v points, and its checks are worth %d: make them agree", g.Points, points)
	}
	return nil
}
