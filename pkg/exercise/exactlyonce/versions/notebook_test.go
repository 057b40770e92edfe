package versions_test

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"strings"
	"testing"

	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions"
	"github.com/faultline-go/faultline/pkg/notebook"
)

// TestReferenceIsTheSolution compares the declarations of the solution
// notebook with the version that the other tests judge.
func TestReferenceIsTheSolution(t *testing.T) {
	n, err := notebook.Read("../../../../solutions/03a-exactly-once.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	code := "package solution\n"
	for _, c := range n.CodeCells() {
		declarations, _, _ := strings.Cut(c.Source, "%%")
		code += declarations + "\n"
	}
	reference, err := versions.Source("reference")
	if err != nil {
		t.Fatal(err)
	}
	got, want := declarations(t, code), declarations(t, reference)
	if !maps.Equal(got, want) {
		t.Errorf("the solution notebook and versions/reference differ:\n%v\n%v", got, want)
	}
}

// declarations are a file's functions and types, by name, without comments.
func declarations(t *testing.T, code string) map[string]string {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", code, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, d := range file.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
			continue
		}
		var text bytes.Buffer
		if err := format.Node(&text, files, d); err != nil {
			t.Fatal(err)
		}
		lines := strings.Join(strings.Fields(text.String()), " ")
		name, _, _ := strings.Cut(lines, "{")
		found[name] = lines
	}
	return found
}
