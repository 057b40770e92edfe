package grade

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// unit is one declaration: a function, a method, a type, the variables of one
// line, or a group of constants.
type unit struct {
	cell     *cell
	text     string
	line     int
	names    []string        // that it declares; none for a method
	receiver string          // of a method
	key      string          // of a function or method; a later one replaces it
	uses     map[string]bool // every identifier in it
	always   bool            // an initialisation: it runs even if nobody refers to it
	dropped  bool
	renames  []rename
}

// rename replaces a name that a later cell declares again.
type rename struct {
	at   int // in text
	name string
}

// importing is one import of a cell.
type importing struct {
	cell       *cell
	line       int
	name, path string // name is "" unless the import gives one
}

// local is the name that the code uses.
func (i importing) local() string {
	if i.name != "" {
		return i.name
	}
	base := i.path[strings.LastIndexByte(i.path, '/')+1:]
	if len(base) > 1 && base[0] == 'v' && base[1] >= '2' && base[1] <= '9' && strings.Contains(i.path, "/") {
		return importing{path: i.path[:len(i.path)-len(base)-1]}.local()
	}
	return base
}

// unitsOf takes a parsed cell apart. The function main is left out: it is what
// the cell runs, not what it declares.
func unitsOf(c *cell) (units []*unit, imports []importing) {
	for _, decl := range c.file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name == "main" {
				continue
			}
			units = append(units, c.function(d))
		case *ast.GenDecl:
			switch d.Tok {
			case token.IMPORT:
				imports = append(imports, c.imports(d)...)
			case token.CONST:
				units = append(units, c.constants(d))
			default:
				units = append(units, c.specs(d)...)
			}
		}
	}
	return units, imports
}

func (c *cell) unit(from ast.Node, doc *ast.CommentGroup, before string) *unit {
	start := from.Pos()
	if doc != nil && before == "" {
		start = doc.Pos()
	}
	u := &unit{cell: c, line: c.line(start), uses: map[string]bool{}}
	u.text = before + c.source[c.offset(start):c.offset(from.End())]
	ast.Inspect(from, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			u.uses[id.Name] = true
		}
		return true
	})
	return u
}

func (c *cell) offset(at token.Pos) int { return c.files.Position(at).Offset }

func (c *cell) function(d *ast.FuncDecl) *unit {
	u := c.unit(d, d.Doc, "")
	name := d.Name.Name
	if d.Recv != nil {
		u.receiver = receiverOf(d)
		u.key = u.receiver + "." + name
		return u
	}
	u.names, u.key = []string{name}, name
	if strings.HasPrefix(name, "init_") {
		at := len(u.text) - (c.offset(d.End()) - c.offset(d.Name.Pos()))
		u.text = u.text[:at] + "init" + u.text[at+len(name):]
		u.names, u.always = nil, true
	}
	if name == "init" || name == "_" {
		u.names, u.key, u.always = nil, "", true
	}
	return u
}

func receiverOf(d *ast.FuncDecl) string {
	if len(d.Recv.List) == 0 {
		return ""
	}
	t := d.Recv.List[0].Type
	for {
		switch inner := t.(type) {
		case *ast.StarExpr:
			t = inner.X
		case *ast.ParenExpr:
			t = inner.X
		case *ast.IndexExpr:
			t = inner.X
		case *ast.IndexListExpr:
			t = inner.X
		case *ast.Ident:
			return inner.Name
		default:
			return ""
		}
	}
}

func (c *cell) constants(d *ast.GenDecl) *unit {
	u := c.unit(d, d.Doc, "")
	start := c.offset(d.End()) - len(u.text)
	for _, spec := range d.Specs {
		u.declare(c, spec.(*ast.ValueSpec).Names, start)
	}
	return u
}

// declare notes the names and where they stand, so that one can be renamed.
func (u *unit) declare(c *cell, names []*ast.Ident, start int) {
	for _, name := range names {
		if name.Name == "_" {
			u.always = true
			continue
		}
		u.names = append(u.names, name.Name)
		u.renames = append(u.renames, rename{c.offset(name.Pos()) - start, name.Name})
	}
}

func (c *cell) specs(d *ast.GenDecl) []*unit {
	var units []*unit
	for _, spec := range d.Specs {
		before, doc := d.Tok.String()+" ", (*ast.CommentGroup)(nil)
		node := ast.Node(spec)
		if !d.Lparen.IsValid() {
			before, doc, node = "", d.Doc, d
		}
		u := c.unit(node, doc, before)
		start := c.offset(node.End()) - len(u.text)
		switch s := spec.(type) {
		case *ast.TypeSpec:
			u.names = []string{s.Name.Name}
		case *ast.ValueSpec:
			u.declare(c, s.Names, start)
		}
		units = append(units, u)
	}
	return units
}

func (c *cell) imports(d *ast.GenDecl) []importing {
	var list []importing
	for _, spec := range d.Specs {
		s := spec.(*ast.ImportSpec)
		path, err := strconv.Unquote(s.Path.Value)
		if err != nil {
			continue
		}
		i := importing{cell: c, line: c.line(s.Pos()), path: path}
		if s.Name != nil {
			i.name = s.Name.Name
		}
		list = append(list, i)
	}
	return list
}

// replaced drops what a later cell declares again: a whole declaration, or
// single names of a line of variables or a group of constants.
func replaced(units []*unit) {
	keys := map[string]*unit{}
	names := map[string]*unit{}
	for _, u := range units {
		if old := keys[u.key]; u.key != "" && old != nil && old.cell != u.cell {
			old.dropped = true
		}
		if u.key != "" {
			keys[u.key] = u
		}
		for _, name := range u.names {
			if old := names[name]; old != nil && old.cell != u.cell {
				old.lose(name)
			}
			names[name] = u
		}
	}
}

// lose gives up one name.
func (u *unit) lose(name string) {
	u.names = slices.DeleteFunc(u.names, func(n string) bool { return n == name })
	if len(u.names) == 0 && !u.always {
		u.dropped = true
		return
	}
	for i, r := range u.renames {
		if r.name == name {
			u.text = u.text[:r.at] + "_" + u.text[r.at+len(name):]
			for j := range u.renames {
				if u.renames[j].at > r.at {
					u.renames[j].at += 1 - len(name)
				}
			}
			u.renames = slices.Delete(u.renames, i, i+1)
			return
		}
	}
}
