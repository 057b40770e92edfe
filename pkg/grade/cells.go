package grade

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"

	"github.com/faultline-go/faultline/pkg/notebook"
	"github.com/faultline-go/faultline/pkg/sandbox/guest"
)

// cell is what counts of one code cell: its declarations.
type cell struct {
	number int // among all cells, from 1
	source string
	file   *ast.File
	files  *token.FileSet
	must   bool // a solution cell: it has to parse
	err    error
}

// opening makes a file of a cell; it is a line of its own, so that a comment
// before the first declaration stays with it.
const opening = "package main\n"

// line is where a node begins in the cell.
func (c *cell) line(at token.Pos) int { return c.files.Position(at).Line - 1 }

// readCells parses the code cells that count. A check cell counts for nothing,
// whatever it holds; what starts a main body, a command or a magic is dropped.
func readCells(n *notebook.Notebook) []*cell {
	var cells []*cell
	for i, c := range n.Cells {
		if c.Type != notebook.Code {
			continue
		}
		g, err := c.Grading()
		if err != nil {
			g = nil // somebody's own metadata takes nothing away from the code
		}
		if g != nil && g.Grade && !g.Solution {
			continue
		}
		read := &cell{number: i + 1, source: opening + declarations(c.Source), files: token.NewFileSet(), must: g != nil && g.Solution}
		read.file, read.err = parser.ParseFile(read.files, fmt.Sprint(guest.CellPrefix, read.number), read.source, parser.ParseComments|parser.SkipObjectResolution)
		if read.err == nil && len(read.file.Decls) == 0 {
			continue
		}
		cells = append(cells, read)
	}
	return cells
}

// problem says in a sentence why the cell does not parse.
func (c *cell) problem() string {
	var list scanner.ErrorList
	if errors.As(c.err, &list) && len(list) > 0 {
		return fmt.Sprintf("Cell %d, line %d: %s.", c.number, list[0].Pos.Line-1, list[0].Msg)
	}
	return fmt.Sprintf("Cell %d does not parse.", c.number)
}

// declarations blanks what is not a declaration, as GoNB understands a cell,
// so that every line keeps its number.
func declarations(source string) string {
	lines := strings.Split(strings.ReplaceAll(source, "\r\n", "\n"), "\n")
	if isCellMagic(lines) {
		return ""
	}
	for i := 0; i < len(lines); i++ {
		line := strings.TrimPrefix(strings.TrimSpace(lines[i]), "//gonb:")
		switch {
		case startsMain(line):
			return strings.Join(lines[:i], "\n")
		case strings.HasPrefix(line, "!"), strings.HasPrefix(line, "%"):
			for ; strings.HasSuffix(lines[i], `\`) && i+1 < len(lines); i++ {
				lines[i] = ""
			}
			lines[i] = ""
		case strings.HasPrefix(lines[i], "package "):
			lines[i] = ""
		}
	}
	return strings.Join(lines, "\n")
}

func startsMain(line string) bool {
	return strings.HasPrefix(line, "%main") || line == "%%" || strings.HasPrefix(line, "%% ") || strings.HasPrefix(line, "%%\t")
}

// isCellMagic says whether the whole cell is a script or a file.
func isCellMagic(lines []string) bool {
	for _, line := range lines {
		line = strings.TrimPrefix(strings.TrimSpace(line), "//gonb:")
		if line != "" {
			return strings.HasPrefix(line, "%%") && !startsMain(line)
		}
	}
	return false
}
