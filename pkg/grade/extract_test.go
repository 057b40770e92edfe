package grade

import (
	"errors"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/notebook"
	"github.com/faultline-go/faultline/pkg/sandbox"
)

var small = &exercise.Exercise{Name: "98-small", Package: "example.org/small", Roles: []string{"Node"}}

func code(source string) *notebook.Cell { return &notebook.Cell{Type: notebook.Code, Source: source} }

var extractions = []struct {
	name  string
	cells []*notebook.Cell
	has   []string
	lacks []string
}{
	{"one cell",
		[]*notebook.Cell{code("type Node struct{ n int }\n\nfunc (n *Node) Start(env sim.Env) { n.n = helper() }\n\nfunc helper() int { return 1 }")},
		[]string{"package main", "type Node struct{ n int }", "func helper()", `"github.com/faultline-go/faultline/pkg/sim"`, "//line cell-1:5\nfunc helper"}, nil},
	{"main bodies, commands and scripts",
		[]*notebook.Cell{code("%goflags -overlay=x\n!rm -rf \\\n  nothing\n%env GOFLAGS=-x\ntype Node struct{}\n%%\nfmt.Println(\"main\")"), code("%%script bash\ntype Bash struct{}"), code("%main\nlater()"), code("!*type Old struct{}"), code("func main() { panic(1) }")},
		[]string{"type Node struct{}", "//line cell-1:5\n"}, []string{"goflags", "nothing", "GOFLAGS", "Println", "Bash", "later", "Old", "main()"}},
	{"later declarations win",
		[]*notebook.Cell{code("type Node struct{ old int }\nfunc (n Node) Start() { oldBody() }\nconst a, b = 1, 2\nvar c, d = a, b"), code("type Node struct{ young int; x [c+d]int }\nconst a = 7\nvar d = 9"), code("func (n *Node) Start() { youngBody() }")},
		[]string{"young int", "youngBody", "const _, b = 1, 2", "const a = 7", "var c, _ = a, b", "var d = 9"}, []string{"old int", "oldBody"}},
	{"only what the roles need",
		[]*notebook.Cell{code("import \"net/http\"\ntype Node struct{ h Helper }\ntype Helper int\nfunc (h Helper) Show() { chart.Draw(h) }\nfunc draw() { nb.Show(http.Get) }\nvar unused = draw()")},
		[]string{"type Helper int", "chart.Draw"}, []string{"func draw", "net/http", "unused"}},
	{"initialisations stay",
		[]*notebook.Cell{code("type Node struct{}\nfunc init_one() { one() }\nfunc init() { two() }\nvar _ = three()\nfunc one(){}\nfunc two(){}\nfunc three() int { return 3 }")},
		[]string{"func init() { one() }", "func init() { two() }", "var _ = three()", "func three"}, []string{"init_one"}},
	{"imports",
		[]*notebook.Cell{code("import (\n\tm \"math\"\n\t\"os\"\n)\ntype Node struct{ d time.Duration; r *rand.Rand; b [bits.UintSize]int; s small.Message }\nfunc (n *Node) X() { m.Sqrt(2); sort := 1; _ = sort; rand.IntN(3) }")},
		[]string{`import m "math"`, `import  "time"`, `import  "math/rand/v2"`, `import  "math/bits"`, `import  "example.org/small"`}, []string{`"os"`, `"sort"`}},
	{"old rand", []*notebook.Cell{code("type Node struct{ r *rand.Rand }\nvar _ = rand.Intn(3)")}, []string{`import  "math/rand"`}, []string{"v2"}},
	{"check cells count for nothing",
		[]*notebook.Cell{code("type Node struct{ mine int }"), checkCell("type Node struct{ forged int }"), checkCell("os.Exit(0)")},
		[]string{"mine int"}, []string{"forged"}},
	{"retyped check cell", []*notebook.Cell{code("type Node struct{}"), code("%%\nexactlyonce.Check(passed)")}, []string{"Node"}, []string{"passed"}},
	{"other kinds of cells",
		[]*notebook.Cell{{Type: notebook.Markdown, Source: "type Node struct{ md int }"}, {Type: notebook.Raw, Source: "type Node struct{ raw int }"}, code("package main\n\ntype Node struct{}")},
		[]string{"//line cell-3:3\ntype Node struct{}"}, []string{"md int", "raw int"}},
	{"a scratch cell that does not parse", []*notebook.Cell{code("x := 1 +"), code("type Node struct{}")}, []string{"type Node"}, []string{"x := 1"}},
	{"generic", []*notebook.Cell{code("type Node struct{ l List[int] }\ntype List[T any] struct{ items []T }\nfunc (l *List[T]) Add(x T) { l.items = append(l.items, x) }")}, []string{"func (l *List[T]) Add"}, nil},
	{"Windows line ends", []*notebook.Cell{code("type Node struct{}\r\n%%\r\nno()")}, []string{"type Node"}, []string{"no()"}},
}

func TestExtract(t *testing.T) {
	for _, x := range extractions {
		t.Run(x.name, func(t *testing.T) {
			source, err := Extract(&notebook.Notebook{Cells: x.cells}, small)
			if err != nil {
				t.Fatal(err)
			}
			text := string(source.Code)
			for _, want := range x.has {
				if !strings.Contains(text, want) {
					t.Errorf("lacks %q:\n%s", want, text)
				}
			}
			for _, not := range x.lacks {
				if strings.Contains(text, not) {
					t.Errorf("has %q:\n%s", not, text)
				}
			}
		})
	}
}

func TestExtractRefuses(t *testing.T) {
	for _, x := range []struct {
		cells []*notebook.Cell
		says  string
	}{
		{nil, "No code cell declares the type Node; this exercise needs Node."},
		{[]*notebook.Cell{code("type Other struct{}"), code("type Node struct{")}, "A cell was left out because it does not parse: Cell 2, line 1"},
		{[]*notebook.Cell{solutionCell("type Node struct{}\nfunc (")}, "The code does not parse. Cell 1, line 2: "},
		{[]*notebook.Cell{checkCell("type Node struct{}")}, "No code cell declares the type Node"},
	} {
		_, err := Extract(&notebook.Notebook{Cells: x.cells}, small)
		refused := (*sandbox.Refused)(nil)
		if !errors.As(err, &refused) || !strings.Contains(refused.Message, x.says) || strings.Contains(refused.Message, "\n") {
			t.Errorf("%q: %v", x.says, err)
		}
	}
}

// FuzzExtract takes apart whatever two cells hold: what comes out parses, or
// the submission is refused.
func FuzzExtract(f *testing.F) {
	for _, x := range extractions {
		f.Add(x.cells[0].Source, x.cells[len(x.cells)-1].Source)
	}
	f.Add("const (\n\ta = iota\n\tb, _\n)\ntype Node [b]int", "var a, b = 1, 2")
	f.Add("type Node struct{}\nvar (\n a, b int\n)\nvar _, _ = a, b", "const b = 1; func (Node) b() {}")
	f.Fuzz(func(t *testing.T, first, second string) {
		source, err := Extract(&notebook.Notebook{Cells: []*notebook.Cell{code(first), code(second)}}, small)
		refused := (*sandbox.Refused)(nil)
		if err != nil {
			if !errors.As(err, &refused) {
				t.Fatal(err)
			}
			return
		}
		if _, err := parser.ParseFile(token.NewFileSet(), "x.go", source.Code, parser.SkipObjectResolution); err != nil {
			t.Fatalf("%v\n%s", err, source.Code)
		}
	})
}
