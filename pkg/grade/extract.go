package grade

import (
	"fmt"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"

	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/notebook"
	"github.com/faultline-go/faultline/pkg/sandbox"
	"github.com/faultline-go/faultline/pkg/sandbox/guest"
)

// Extract takes from a notebook the declarations that make up the submission:
// those that the exercise's roles need, in the state that running all cells
// from the top leaves them. A *sandbox.Refused error says what is wrong with
// the submission.
func Extract(n *notebook.Notebook, e *exercise.Exercise) (sandbox.Source, error) {
	source := sandbox.Source{Roles: e.Roles, Package: e.Package}
	var units []*unit
	var imports []importing
	var skipped []string
	for _, c := range readCells(n) {
		if c.err != nil {
			if c.must {
				return source, &sandbox.Refused{Message: "The code does not parse. " + c.problem()}
			}
			skipped = append(skipped, c.problem())
			continue
		}
		more, moreImports := unitsOf(c)
		units, imports = append(units, more...), append(imports, moreImports...)
	}
	replaced(units)
	if err := rolesDeclared(units, e.Roles, skipped); err != nil {
		return source, err
	}
	body := write(needed(units, e.Roles))
	head, err := importsFor(source, body, imports)
	if err != nil {
		return source, err
	}
	source.Code = []byte("package main\n\n" + head + body)
	return source, nil
}

func rolesDeclared(units []*unit, roles, skipped []string) error {
	declared := map[string]bool{}
	for _, u := range units {
		for _, name := range u.names {
			declared[name] = declared[name] || !u.dropped
		}
	}
	for _, role := range roles {
		if declared[role] {
			continue
		}
		message := fmt.Sprintf("No code cell declares the type %s; this exercise needs %s.", role, strings.Join(roles, " and "))
		if len(skipped) > 0 {
			message += " A cell was left out because it does not parse: " + skipped[0]
		}
		return &sandbox.Refused{Message: message}
	}
	return nil
}

// needed are the declarations that the roles refer to, directly or not, and
// the initialisations. Helpers for looking at things are not among them.
func needed(units []*unit, roles []string) []*unit {
	byName, methods := map[string][]*unit{}, map[string][]*unit{}
	kept, waiting := map[*unit]bool{}, []*unit{}
	keep := func(list []*unit) {
		for _, u := range list {
			if !u.dropped && !kept[u] {
				kept[u] = true
				waiting = append(waiting, u)
			}
		}
	}
	for _, u := range units {
		for _, name := range u.names {
			byName[name] = append(byName[name], u)
		}
		if u.receiver != "" {
			methods[u.receiver] = append(methods[u.receiver], u)
		}
		if u.always {
			keep([]*unit{u})
		}
	}
	for _, role := range roles {
		keep(byName[role])
	}
	for len(waiting) > 0 {
		u := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		for name := range u.uses {
			keep(byName[name])
		}
		for _, name := range u.names {
			keep(methods[name])
		}
	}
	return slices.DeleteFunc(slices.Clone(units), func(u *unit) bool { return !kept[u] })
}

// write puts the declarations into one text, each with the place it is from.
func write(units []*unit) string {
	var b strings.Builder
	for _, u := range units {
		fmt.Fprintf(&b, "//line %s%d:%d\n%s\n\n", guest.CellPrefix, u.cell.number, u.line, u.text)
	}
	return b.String()
}

// importsFor writes the imports that the body needs: those of the cells, and,
// as GoNB's goimports would, those that are missing.
func importsFor(source sandbox.Source, body string, imports []importing) (string, error) {
	const before = "package main\n\n"
	file, err := parser.ParseFile(token.NewFileSet(), "submission.go", before+body, 0)
	if err != nil {
		return "", &sandbox.Refused{Message: "The code does not parse: " + err.Error() + "."}
	}
	open := map[string]bool{}
	for _, id := range file.Unresolved {
		open[id.Name] = true
	}
	chosen := map[string]importing{}
	for _, i := range imports {
		switch name := i.local(); {
		case name == "_" || name == ".":
			chosen[name+i.path] = i
		case open[name]:
			chosen[name] = i
		}
	}
	for name := range open {
		path := missing(source, name, body)
		if _, ok := chosen[name]; !ok && path != "" {
			chosen[name] = importing{path: path}
		}
	}
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(chosen)) {
		i := chosen[key]
		if i.cell != nil {
			fmt.Fprintf(&b, "//line %s%d:%d\n", guest.CellPrefix, i.cell.number, i.line)
		}
		fmt.Fprintf(&b, "import %s %q\n\n", i.name, i.path)
	}
	return b.String(), nil
}

// missing is the path of the allowed package that is called by that name.
func missing(source sandbox.Source, name, body string) string {
	if name == "rand" && usesRandV1(body) {
		return "math/rand"
	}
	for _, path := range append([]string{source.Package, "github.com/faultline-go/faultline/pkg/sim"}, sandbox.Imports...) {
		if path != "" && path != "math/rand" && (importing{path: path}).local() == name {
			return path
		}
	}
	return ""
}

// usesRandV1 tells math/rand from math/rand/v2 by names that only the first has.
func usesRandV1(body string) bool {
	for _, name := range []string{"Intn", "Int31", "Int31n", "Int63", "Int63n", "Seed", "NewSource", "Read"} {
		if strings.Contains(body, "rand."+name+"(") {
			return true
		}
	}
	return false
}
