package cli

import (
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/faultline-go/faultline"

// floors is the house: a package imports only from floors below its own. A
// name ending in /... stands for every package under it; of the names that
// fit, the longest counts.
var floors = map[string]int{
	"":                                      9,
	"pkg/cli":                               8,
	"pkg/grade":                             7,
	"pkg/exercise/exactlyonce/versions":     8,
	"pkg/exercise/exactlyonce/versions/...": 7,
	"pkg/papers":                            6,
	"pkg/exercise/...":                      6,
	"pkg/sandbox":                           6,
	"pkg/sandbox/guest":                     5,
	"pkg/exercise":                          5,
	"pkg/experiment":                        5,
	"pkg/register/...":                      4,
	"pkg/replica/...":                       4,
	"pkg/zoo/...":                           4,
	"pkg/lesson":                            4,
	"pkg/nb":                                4,
	"pkg/consensus/...":                     3,
	"pkg/detector/...":                      3,
	"pkg/explore/...":                       3,
	"pkg/chart":                             3,
	"pkg/clock/...":                         2,
	"pkg/gossip/...":                        2,
	"pkg/check":                             2,
	"pkg/jupyter":                           2,
	"pkg/sim/golden":                        2,
	"pkg/sim":                               1,
	"pkg/notebook":                          1,
}

func TestImportsGoDownstairs(t *testing.T) {
	for importer, imports := range importsOf(t) {
		if floor(importer) == 0 {
			t.Errorf("%q is on no floor: give it one in this table", importer)
		}
		for _, path := range imports {
			if imported := within(path); strings.HasPrefix(path, module) && floor(imported) >= floor(importer) {
				t.Errorf("%q (floor %d) imports %q (floor %d): a package imports only from floors below it",
					importer, floor(importer), imported, floor(imported))
			}
		}
	}
}

// TestOneDoorToTheNotebook keeps the display protocol behind pkg/nb.
func TestOneDoorToTheNotebook(t *testing.T) {
	for importer, imports := range importsOf(t) {
		for _, path := range imports {
			if strings.HasPrefix(path, "github.com/janpfeifer/gonb") && importer != "pkg/nb" {
				t.Errorf("%q imports %s: only pkg/nb does", importer, path)
			}
		}
	}
}

// importsOf lists what each package of the module imports, tests left out.
func importsOf(t *testing.T) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}}{{range .Imports}} {{.}}{{end}}", module+"/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	imports := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		imports[within(fields[0])] = fields[1:]
	}
	return imports
}

func within(path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(path, module), "/")
}

func floor(pkg string) int {
	best, found := "-", 0
	for name, f := range floors {
		tree := strings.TrimSuffix(name, "/...")
		fits := pkg == tree || tree != name && strings.HasPrefix(pkg, tree+"/")
		if fits && (best == "-" || len(tree) > len(strings.TrimSuffix(best, "/...")) || pkg == name) {
			best, found = name, f
		}
	}
	return found
}
