package sandbox

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Source is a submission as Go source: one file of package main.
type Source struct {
	// Code is the whole file, with its imports. Line directives named
	// "cell-N" tell in which cell a line stands.
	Code []byte
	// Roles are the types of which *T is a sim.Node.
	Roles []string
	// Package is the import path of the exercise's own package; it may be
	// imported beside the standard packages of Imports and pkg/sim.
	Package string
}

// Refused is a submission's own fault, as one sentence for the student.
type Refused struct{ Message string }

// Error is the sentence.
func (r *Refused) Error() string { return r.Message }

func refuse(format string, args ...any) error {
	return &Refused{fmt.Sprintf(format, args...)}
}

const maxSource = 1 << 20 // bytes

// parsed is a source that was found fit to be compiled.
type parsed struct {
	types []string // declared at top level, without type parameters
}

// inspect refuses what must not reach the compiler.
func (s Source) inspect() (parsed, error) {
	if len(s.Code) > maxSource {
		return parsed{}, refuse("The code is %d bytes long; at most %d are graded.", len(s.Code), maxSource)
	}
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "submission.go", s.Code, parser.ParseComments)
	if err != nil {
		return parsed{}, refuse("The code does not parse: %s.", tidy(err.Error()))
	}
	if err := s.inspectImports(files, file); err != nil {
		return parsed{}, err
	}
	for _, group := range file.Comments {
		for _, comment := range group.List {
			if d := directive.FindString(comment.Text); d != "" {
				return parsed{}, refuse("%s uses %s, which graded code may not: remove that comment.", where(files, comment.Pos()), d)
			}
		}
	}
	if err := inspectArrays(files, file); err != nil {
		return parsed{}, err
	}
	return parsed{types: typesOf(file)}, nil
}

// directive finds comments to which the compiler, the linker or cgo listens;
// the line directives that name a cell are ours.
var directive = regexp.MustCompile(`^//go:\w+|^//export\b|^//extern\b|^// ?\+build\b|^/\*line\b`)

// Imports are the standard packages that graded code may import. None of them
// can do more inside the sandbox than compute.
var Imports = []string{
	"bufio", "bytes", "cmp", "container/heap", "container/list", "container/ring", "context",
	"crypto/md5", "crypto/sha1", "crypto/sha256", "crypto/sha512", "encoding/base64", "encoding/binary",
	"encoding/hex", "encoding/json", "errors", "fmt", "hash", "hash/crc32", "hash/crc64", "hash/fnv", "io", "iter",
	"log", "log/slog", "maps", "math", "math/big", "math/bits", "math/rand", "math/rand/v2", "os", "path",
	"reflect", "regexp", "runtime", "runtime/debug", "slices", "sort", "strconv", "strings", "sync", "sync/atomic",
	"text/tabwriter", "time", "unicode", "unicode/utf16", "unicode/utf8",
}

const simPackage = "github.com/faultline-go/faultline/pkg/sim"

// Allowed says whether a submission to an exercise may import the package.
func (s Source) Allowed(path string) bool {
	return path == simPackage || path == s.Package || slices.Contains(Imports, path)
}

func (s Source) inspectImports(files *token.FileSet, file *ast.File) error {
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err == nil && s.Allowed(path) {
			continue
		}
		return refuse("%s imports %q, which graded code may not: a node acts only through its Env.", where(files, spec.Pos()), path)
	}
	return nil
}

// inspectArrays refuses array lengths and indices that are written out and
// huge; lengths that are computed meet the limits of the build.
func inspectArrays(files *token.FileSet, file *ast.File) (err error) {
	check := func(e ast.Expr) {
		if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.INT && err == nil {
			if n, parseErr := strconv.ParseUint(lit.Value, 0, 64); parseErr != nil || n > 1<<20 {
				err = refuse("%s has an array of %s elements, which is too large to compile: use make for a slice.", where(files, lit.Pos()), lit.Value)
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ArrayType:
			check(n.Len)
		case *ast.CompositeLit:
			if list, ok := n.Type.(*ast.ArrayType); ok && list != nil {
				for _, element := range n.Elts {
					if pair, ok := element.(*ast.KeyValueExpr); ok {
						check(pair.Key)
					}
				}
			}
		}
		return err == nil
	})
	return err
}

func typesOf(file *ast.File) []string {
	var names []string
	for _, decl := range file.Decls {
		general, ok := decl.(*ast.GenDecl)
		if !ok || general.Tok != token.TYPE {
			continue
		}
		for _, spec := range general.Specs {
			t := spec.(*ast.TypeSpec)
			if t.TypeParams == nil && t.Name.Name != "_" {
				names = append(names, t.Name.Name)
			}
		}
	}
	return names
}

// shim is the second file of the program: it makes the roles and the types
// known. Its names are chosen so that a submission does not meet them.
func (s Source) shim(types []string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "package main\n\nimport (\n\tfaultlineGuest %q\n\tfaultlineSim %q\n", guestPackage, simPackage)
	if s.Package != "" {
		fmt.Fprintf(&b, "\t_ %q\n", s.Package)
	}
	b.WriteString(")\n\nfunc init() {\n")
	for _, role := range s.Roles {
		fmt.Fprintf(&b, "\tfaultlineGuest.Role(%q, func() faultlineSim.Node { return &%s{} })\n", role, role)
	}
	for _, name := range types {
		fmt.Fprintf(&b, "\tfaultlineGuest.Type[%s]()\n", name)
	}
	b.WriteString("}\n\nfunc main() {}\n")
	return []byte(b.String())
}

const guestPackage = "github.com/faultline-go/faultline/pkg/sandbox/guest"

// where says a position as a cell and its line, if it is in one.
func where(files *token.FileSet, at token.Pos) string {
	p := files.Position(at)
	if place := cellPlace(fmt.Sprintf("%s:%d", p.Filename, p.Line)); place != "" {
		return strings.ToUpper(place[:1]) + place[1:]
	}
	return fmt.Sprintf("Line %d", p.Line)
}
