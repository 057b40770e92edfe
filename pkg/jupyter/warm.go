package jupyter

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// notForCells are the packages, by path below the module, that no cell
// imports: the command line and what only it uses.
var notForCells = []string{"pkg/cli", "pkg/grade", "pkg/jupyter", "pkg/sandbox", "pkg/notebook"}

// warm compiles everything that cells import with exactly the flags of a
// cell, by building one program as a kernel would, and lets goimports and
// gopls fill their indices.
func (h Home) warm(ctx context.Context) error {
	env, err := h.KernelEnv()
	if err != nil {
		return err
	}
	packages, err := h.cellPackages(ctx)
	if err != nil {
		return err
	}
	dir := filepath.Join(h.Cells(), "warm")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return h.writable(err)
	}
	defer os.RemoveAll(dir)
	main := filepath.Join(dir, "main.go")
	if err := os.WriteFile(main, []byte(probe(packages)), 0o644); err != nil {
		return h.writable(err)
	}
	shimGo := filepath.Join(h.shim(), "go")
	if _, err := h.run(ctx, command{dir: dir, env: env, argv: []string{shimGo, "build", "-o", filepath.Join(dir, "cell"), "."}}); err != nil {
		return h.goProblem("what cells import", err)
	}
	// The two indices only save time: a failure here shows in no result.
	unresolved := "package main\n\nfunc main() { fmt.Println(sim.Outside, strings.ToUpper(\"\")) }\n"
	if err := os.WriteFile(main, []byte(unresolved), 0o644); err == nil {
		_, _ = h.run(ctx, command{dir: dir, env: env, argv: []string{filepath.Join(h.Bin(), "goimports"), "-w", main}})
		if gopls := filepath.Join(h.Bin(), "gopls"); exists(gopls) {
			env := append(env, "TMPDIR="+realTemp())
			_, _ = h.run(ctx, command{dir: dir, env: env, argv: []string{gopls, "check", main}})
		}
	}
	return ctx.Err()
}

// probe is a program that imports the packages and what a cell is likely to
// use of the standard library.
func probe(packages []string) string {
	var b strings.Builder
	b.WriteString("package main\n\nimport (\n")
	for _, pkg := range []string{"cmp", "errors", "maps", "math", "math/rand/v2", "os", "slices", "sort", "strings", "sync", "time"} {
		fmt.Fprintf(&b, "\t_ %q\n", pkg)
	}
	for _, pkg := range packages {
		fmt.Fprintf(&b, "\t_ %q\n", pkg)
	}
	b.WriteString("\t\"fmt\"\n)\n\nfunc main() { fmt.Println() }\n")
	return b.String()
}

// cellPackages lists our packages that a cell may import.
func (h Home) cellPackages(ctx context.Context) ([]string, error) {
	goCmd, err := findGo()
	if err != nil {
		return nil, err
	}
	output, err := h.run(ctx, command{dir: h.Root, env: []string{"GOWORK=off"},
		argv: []string{goCmd, "list", "-f", "{{if and .GoFiles (ne .Name \"main\")}}{{.ImportPath}}{{end}}", "./pkg/..."}})
	if err != nil {
		return nil, h.goProblem("the list of our packages", err)
	}
	var packages []string
	for _, pkg := range strings.Fields(output) {
		if strings.HasPrefix(pkg, Module+"/") && forCells(strings.TrimPrefix(pkg, Module+"/")) {
			packages = append(packages, pkg)
		}
	}
	return packages, nil
}

func forCells(pkg string) bool {
	for _, no := range notForCells {
		if pkg == no || strings.HasPrefix(pkg, no+"/") {
			return false
		}
	}
	return true
}

// WarmVerb is the verb of our program that compiles what grading needs. The
// sandbox is above this package, so set-up asks the program that it has built.
const WarmVerb = "warm"

// warmSandbox compiles what submissions import, with the sandbox's own
// settings, so that the first grade is as fast as the next.
func (h Home) warmSandbox(ctx context.Context) error {
	_, err := h.run(ctx, command{dir: h.Root, argv: []string{h.Faultline(), WarmVerb}})
	if err != nil {
		return h.goProblem("the sandbox's side of grading", err)
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
