package sim

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// forbidden are functions whose result differs between runs or machines.
var forbidden = []string{
	"time.Now", "time.Since", "time.Until", "time.Sleep", "time.After", "time.AfterFunc", "time.NewTimer", "time.NewTicker", "time.Tick",
	"math.Log", "math.Log2", "math.Log10", "math.Log1p", "math.Exp", "math.Exp2", "math.Expm1", "math.Pow", "math.Sin", "math.Cos", "math.Tan",
	"math.FMA", "math.Cbrt", "math.Gamma", "math.Erf", "os.Getenv", "runtime.NumGoroutine", "runtime.NumCPU",
}

func parsePackage(t *testing.T) (*token.FileSet, []*ast.File) {
	t.Helper()
	files := token.NewFileSet()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var list []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, f)
	}
	if len(list) < 20 {
		t.Fatalf("only %d files found", len(list))
	}
	return files, list
}

// The package has nothing that differs between two runs: no wall clock, no
// goroutine, no global random source, no range over a map, and no function of
// math whose last bit depends on the machine.
func TestSourceIsDeterministic(t *testing.T) {
	files, list := parsePackage(t)
	info := types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	config := types.Config{Importer: importer.ForCompiler(files, "source", nil)}
	if _, err := config.Check("sim", files, list, &info); err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		for _, imported := range f.Imports {
			if path := strings.Trim(imported.Path.Value, `"`); strings.Contains(path, "rand") || path == "os" || path == "net" || path == "unsafe" {
				t.Errorf("%s: imports %s", files.Position(imported.Pos()), path)
			}
		}
		function := ""
		ast.Inspect(f, func(n ast.Node) bool {
			problem := ""
			switch n := n.(type) {
			case *ast.FuncDecl:
				function = n.Name.Name
			case *ast.GoStmt:
				problem = "starts a goroutine"
			case *ast.SelectStmt, *ast.SendStmt, *ast.ChanType:
				problem = "uses a channel"
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && slices.Contains(forbidden, x.Name+"."+n.Sel.Name) {
					problem = "uses " + x.Name + "." + n.Sel.Name
				}
				if n.Sel.Name == "MapRange" || n.Sel.Name == "MapKeys" {
					if function != "table" && function != "holdsSignature" { // one sorts its rows, the other only asks whether there is one
						problem = "ranges over a map"
					}
				}
			case *ast.RangeStmt:
				if _, isMap := info.Types[n.X].Type.Underlying().(*types.Map); isMap {
					problem = "ranges over a map"
				}
			}
			if problem != "" {
				t.Errorf("%s: %s %s", files.Position(n.Pos()), function, problem)
			}
			return true
		})
	}
}

// A product that is added to something must be converted first: the compiler
// of some machines would fuse the two and round once instead of twice.
func TestSourceForbidsFusedMultiplyAdd(t *testing.T) {
	files, list := parsePackage(t)
	info := types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	config := types.Config{Importer: importer.ForCompiler(files, "source", nil)}
	if _, err := config.Check("sim", files, list, &info); err != nil {
		t.Fatal(err)
	}
	isFloat := func(e ast.Expr) bool {
		basic, ok := info.Types[e].Type.Underlying().(*types.Basic)
		return ok && basic.Info()&types.IsFloat != 0 && info.Types[e].Value == nil
	}
	exact := func(e ast.Expr) bool { // 2·x is exact, so that fusing changes nothing
		product := e.(*ast.BinaryExpr)
		number, ok := product.X.(*ast.BasicLit)
		return ok && number.Value == "2"
	}
	for _, f := range list {
		ast.Inspect(f, func(n ast.Node) bool {
			sum, ok := n.(*ast.BinaryExpr)
			if !ok || sum.Op != token.ADD && sum.Op != token.SUB || !isFloat(sum) {
				return true
			}
			for _, term := range []ast.Expr{sum.X, sum.Y} {
				if product, ok := ast.Unparen(term).(*ast.BinaryExpr); ok && product.Op == token.MUL && !exact(product) {
					t.Errorf("%s: convert the product, as in float64(a*b) + c", files.Position(product.Pos()))
				}
			}
			return true
		})
	}
}
