package jupyter

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// goplsVersion is the last gopls that builds with this module's Go. It is not
// in go.mod because its requirements conflict with ours.
const goplsVersion = "v0.23.0"

//go:embed gonb/main.go.txt
var gonbMain string

// findGo looks for the go command: in PATH, or where set-up was told it is,
// since a front end started from a desktop may have a bare PATH.
func findGo() (string, error) {
	if path, err := exec.LookPath("go"); err == nil && !strings.Contains(path, filepath.Join(".faultline", "shim")) {
		return filepath.Abs(path)
	}
	if path := os.Getenv("FAULTLINE_GO"); path != "" {
		return path, nil
	}
	const usual = "/usr/local/go/bin/go"
	if _, err := os.Stat(usual); err == nil {
		return usual, nil
	}
	return "", errors.New("there is no go command in PATH: install Go 1.26 or newer, or add its bin folder to PATH, and run this again")
}

// goVersion is what `go version` says, part of every key.
func goVersion(ctx context.Context, h Home, goCmd string) (string, error) {
	cmd := exec.CommandContext(ctx, goCmd, "version")
	cmd.Dir = h.Root
	answer, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s does not run (%v): install Go 1.26 or newer and run this again", goCmd, err)
	}
	return strings.TrimSpace(string(answer)), nil
}

// build compiles a package into .faultline/bin. It replaces the old program
// by renaming, so that one that is running is left alone.
func (h Home) build(ctx context.Context, goCmd, dir, pkg, name string) error {
	fresh := filepath.Join(h.Bin(), name+".new")
	_, err := h.run(ctx, command{dir: dir, env: []string{"GOWORK=off"},
		argv: []string{goCmd, "build", "-buildvcs=false", "-o", fresh, pkg}})
	if err != nil {
		return h.goProblem(name, err)
	}
	return h.writable(os.Rename(fresh, filepath.Join(h.Bin(), name)))
}

// buildKernel builds gonb from a main of ours in a module of its own, whose
// requirements are exactly those of our go.mod.
func (h Home) buildKernel(ctx context.Context, goCmd string) error {
	dir := filepath.Join(h.Dir(), "gonb")
	goMod, err := os.ReadFile(filepath.Join(h.Root, "go.mod"))
	if err != nil {
		return err
	}
	goSum, err := os.ReadFile(filepath.Join(h.Root, "go.sum"))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return h.writable(err)
	}
	files := map[string]string{
		"go.mod":  strings.Replace(string(goMod), "module "+Module, "module github.com/janpfeifer/gonb/faultline", 1),
		"go.sum":  string(goSum),
		"main.go": gonbMain,
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			return h.writable(err)
		}
	}
	return h.build(ctx, goCmd, dir, ".", "gonb")
}

// installGopls builds gopls outside of our module.
func (h Home) installGopls(ctx context.Context, goCmd string) error {
	_, err := h.run(ctx, command{dir: h.Dir(), env: []string{"GOBIN=" + h.Bin(), "GOWORK=off", "GOOS=", "GOARCH="},
		argv: []string{goCmd, "install", "golang.org/x/tools/gopls@" + goplsVersion}})
	if err != nil {
		return h.goProblem("gopls", err)
	}
	return nil
}

var goRefused = regexp.MustCompile(`(?i)dial tcp|connection refused|no such host|proxyconnect|i/o timeout|module lookup disabled|` +
	`40[0-9] [A-Z][a-z]+|50[0-9] [A-Z][a-z]+|TLS handshake|certificate|network is unreachable|connection reset|cannot find module providing`)

func (h Home) goProblem(what string, err error) error {
	output := outputOf(err)
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case strings.Contains(output, "no space left on device"):
		return fmt.Errorf("the disk is full: free about 2 GB for %s and Go's caches and run this again", h.Dir())
	case goRefused.MatchString(output):
		return fmt.Errorf("the Go modules that %s needs could not be downloaded: check the network, or the proxy that GOPROXY names, and run this again (details: %s)", what, h.log())
	}
	return fmt.Errorf("%s could not be built (%s): the details are in %s", what, lastLine(output), h.log())
}
