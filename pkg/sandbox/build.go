package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// Limits of one build.
const (
	buildTime   = 90 * time.Second // a cold cache on a busy machine included
	buildMemory = 3 << 20          // KiB of data of one tool
	buildFile   = 64 << 10         // KiB of any file it writes
	warmTime    = 10 * time.Minute
)

// Workshop is where submissions are built: a folder inside our module, so that
// its go.mod decides every version.
type Workshop struct {
	root  string // of the module
	dir   string // .faultline/grade
	goCmd string // absolute
	mods  string // the module cache
}

// Open finds what builds need. The root is the folder of our go.mod.
func Open(ctx context.Context, root string) (*Workshop, error) {
	w := &Workshop{root: root, dir: filepath.Join(root, ".faultline", "grade")}
	for _, dir := range []string{w.warm(), w.Compiled()} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, fmt.Errorf("grading needs to write below %s: %w", w.dir, err)
		}
	}
	w.sweep()
	var err error
	if w.goCmd, err = findGo(w.root); err != nil {
		return nil, err
	}
	w.mods = os.Getenv("GOMODCACHE")
	if w.mods == "" {
		c := exec.CommandContext(ctx, w.goCmd, "env", "GOMODCACHE")
		c.Dir = root
		out, err := c.Output()
		if err != nil {
			return nil, fmt.Errorf("%s env does not work: %w", w.goCmd, err)
		}
		w.mods = strings.TrimSpace(string(out))
	}
	return w, nil
}

// Compiled is the folder that keeps machine code of submissions; see Load.
func (w *Workshop) Compiled() string { return filepath.Join(w.dir, "compiled") }

func (w *Workshop) warm() string { return filepath.Join(w.dir, "cache") }

// findGo looks where Go is installed, and in PATH last: never in a relative
// folder, nor in ours, where the kernel's stand-in for go lies.
func findGo(root string) (string, error) {
	candidates := []string{goRoot(), "/usr/local/go", "/opt/homebrew/opt/go/libexec", "/usr/lib/go"}
	for i, dir := range candidates {
		candidates[i] = filepath.Join(dir, "bin", "go")
	}
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		if inside, err := filepath.Rel(root, dir); err == nil && !strings.HasPrefix(inside, "..") {
			continue
		}
		candidates = append(candidates, filepath.Join(dir, "go"))
	}
	for _, path := range candidates {
		if info, err := os.Stat(path); filepath.IsAbs(path) && err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return path, nil
		}
	}
	return "", errors.New("the go command was not found: install Go, or put its folder into PATH")
}

// Build compiles a submission to WebAssembly. A *Refused error is the
// submission's fault; any other is ours.
func (w *Workshop) Build(ctx context.Context, s Source) ([]byte, error) {
	p, err := s.inspect()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(w.dir, "build-")
	if err != nil {
		return nil, fmt.Errorf("grading needs to write below %s: %w", w.dir, err)
	}
	defer os.RemoveAll(dir)
	err = firstError(
		os.WriteFile(filepath.Join(dir, "submission.go"), s.Code, 0o644),
		os.WriteFile(filepath.Join(dir, "shim.go"), s.shim(p.types), 0o644),
	)
	if err != nil {
		return nil, fmt.Errorf("the submission could not be laid out for its build: %w", err)
	}
	out := filepath.Join(dir, "out.wasm")
	said, err := w.run(ctx, buildTime, dir, filepath.Join(dir, "cache"),
		"build", "-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-buildmode=c-shared", "-o", out, "submission.go", "shim.go")
	if err != nil {
		return nil, buildFailure(ctx, s, said, err)
	}
	return os.ReadFile(out)
}

// run calls the go command with nothing of our environment; new results go
// into the folder of that name.
func (w *Workshop) run(ctx context.Context, limit time.Duration, dir, results string, args ...string) (said string, err error) {
	scratch, err := os.MkdirTemp(w.dir, "tmp-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(scratch)
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errBuildTime)
	defer cancel()
	self, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("a build needs a process of its own: %w", err)
	}
	script := fmt.Sprintf(`ulimit -d %d 2>/dev/null; ulimit -f %d 2>/dev/null; ulimit -c 0; ulimit -t 300; exec "$0" "$@"`, buildMemory, 2*buildFile)
	c := exec.CommandContext(ctx, "/bin/sh", append([]string{"-c", script, w.goCmd}, args...)...)
	c.Dir = dir
	c.Env = []string{
		"GOOS=wasip1", "GOARCH=wasm", "CGO_ENABLED=0", "GOFLAGS=", "GOENV=off", "GOPROXY=off", "GOSUMDB=off", "GOVCS=*:off",
		"GOTOOLCHAIN=local", "GOWORK=off", "GOCACHE=" + filepath.Join(scratch, "cache"), "GOCACHEPROG=" + fmt.Sprintf("%q %s cache", self, HelperVerb), helperMark + "=1", warmMark + "=" + w.warm(), newMark + "=" + results, "GOMODCACHE=" + w.mods, "GOTMPDIR=" + scratch, "TMPDIR=" + scratch,
		"HOME=" + scratch, "PATH=/nowhere",
	}
	output := &capped{}
	c.Stdout, c.Stderr = output, output
	c.SysProcAttr = ownGroup()
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
	c.WaitDelay = 5 * time.Second
	err = c.Run()
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return string(output.kept), err
}

var errBuildTime = errors.New("the build took too long")

// capped keeps the first 64 KB.
type capped struct{ kept []byte }

func (c *capped) Write(p []byte) (int, error) {
	room := 64<<10 - len(c.kept)
	c.kept = append(c.kept, p[:max(min(len(p), room), 0)]...)
	return len(p), nil
}

// buildFailure turns what the go command said into a sentence.
func buildFailure(ctx context.Context, s Source, said string, err error) error {
	exit := (*exec.ExitError)(nil)
	switch {
	case errors.Is(err, errBuildTime):
		return refuse("The code took longer than %v to compile.", buildTime)
	case ctx.Err() != nil || !errors.As(err, &exit):
		return err
	case strings.Contains(said, "out of memory"), strings.Contains(said, "file too large"), strings.Contains(said, "File size limit"),
		strings.Contains(said, "cannot allocate memory"), strings.Contains(said, "signal: killed"):
		return refuse("The code needs too much memory to compile, or compiles to too large a program: is there a huge array or constant?")
	}
	if problem := compileError(said, s.Roles); problem != "" {
		return refuse("The code does not compile: %s", problem)
	}
	return fmt.Errorf("the build failed: %s", tidy(said))
}

var (
	compilerLine = regexp.MustCompile(`(?m)^(\S*?)([^/\s:]+):(\d+)(?::\d+)?: (.+)$`)
	noSuchRole   = regexp.MustCompile(`undefined: (\w+)`)
	notANode     = regexp.MustCompile(`\*(\w+) does not implement .*\.Node \((.+)\)`)
)

// compileError is the compiler's first complaint, in terms of cells.
func compileError(said string, roles []string) string {
	m := compilerLine.FindStringSubmatch(said)
	if m == nil {
		return ""
	}
	file, line, message := m[2], m[3], text(clip([]byte(strings.TrimSuffix(m[4], "."))))
	if place := cellPlace(file + ":" + line); place != "" {
		return place + ": " + message + "."
	}
	undefined, wrong := noSuchRole.FindStringSubmatch(message), notANode.FindStringSubmatch(message)
	switch {
	case undefined != nil && file == "shim.go":
		return fmt.Sprintf("the type %s is missing; this exercise needs %s.", undefined[1], strings.Join(roles, " and "))
	case wrong != nil:
		return fmt.Sprintf("*%s is not a sim.Node: %s.", wrong[1], wrong[2])
	case file == "shim.go":
		return message + "."
	}
	return "line " + line + ": " + message + "."
}

// tidy is a tool's message as one line that names no path of this machine.
func tidy(said string) string {
	said = regexp.MustCompile(`\S*/`).ReplaceAllString(said, "")
	return text(clip([]byte(strings.Join(strings.Fields(said), " "))))
}
