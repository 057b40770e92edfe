package jupyter

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// Setup makes whatever of the clone's environment is missing: the Python
// packages, the kernel and its helpers, our own program, the kernelspec, and
// the compiled form of what cells import. What is there already is left
// alone, without a look at the network. Several callers may run at once: one
// works, the others wait. A set-up that was cut short is completed.
//
// Each step is reported to out with the time it took. An error is one
// sentence that says what to do.
func Setup(ctx context.Context, h Home, out io.Writer) error {
	report := newReporter(out, fmt.Sprintf("Setting up %s (once; later starts skip what is done)", h.Dir()))
	for _, dir := range []string{h.Dir(), h.Bin(), h.Cells(), h.stamps(), h.state()} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return h.writable(err)
		}
	}
	unlock, err := h.lock(ctx, report)
	if err != nil {
		return err
	}
	defer unlock()
	m, err := h.machine(ctx)
	if err != nil {
		return err
	}
	start, ran := time.Now(), 0
	for _, s := range h.steps(m) {
		did, err := s.perform(ctx, h, report)
		if err != nil {
			return err
		}
		if did {
			ran++
		}
	}
	if ran > 0 {
		report.say("Set up in %.1f s.", time.Since(start).Seconds())
	}
	return nil
}

// lock makes set-ups of one clone take turns.
func (h Home) lock(ctx context.Context, report *reporter) (unlock func(), err error) {
	lock := flock.New(filepath.Join(h.Dir(), "lock"))
	got, err := lock.TryLock()
	if err != nil {
		return nil, h.writable(err)
	}
	if !got {
		report.say("Another set-up of this clone is running; waiting for it.")
		if got, err = lock.TryLockContext(ctx, 200*time.Millisecond); err != nil || !got {
			return nil, fmt.Errorf("interrupted while waiting for another set-up of %s", h.Root)
		}
	}
	return func() { _ = lock.Unlock() }, nil
}

// machine is what set-up finds on the computer and builds upon.
type machine struct {
	goCmd     string
	goVersion string
	modules   string // fingerprint of go.mod and go.sum
	sources   string // fingerprint of our sources
}

func (h Home) machine(ctx context.Context) (machine, error) {
	var m machine
	var err error
	if m.goCmd, err = findGo(); err != nil {
		return m, err
	}
	if m.goVersion, err = goVersion(ctx, h, m.goCmd); err != nil {
		return m, err
	}
	if m.modules, err = h.fileKey("go.mod", "go.sum"); err != nil {
		return m, err
	}
	m.sources, err = h.sourceKey()
	return m, err
}

// steps lists set-up in order. Each depends on the ones before it only
// through what its key holds.
func (h Home) steps(m machine) []step {
	bin := func(name string) string { return filepath.Join(h.Bin(), name) }
	always := func(parts ...string) func() (string, error) {
		return func() (string, error) { return fingerprint(parts...), nil }
	}
	return []step{
		{
			name: "python", says: "Python packages (JupyterLab, nbclient, nbgrader)",
			key: func() (string, error) {
				pins, err := h.fileKey("requirements.txt")
				return fingerprint("1", pins, h.Root), err
			},
			makes: []string{h.Python(), filepath.Join(h.Venv(), "bin", "jupyter-lab")},
			do:    h.makeVenv,
		}, {
			name: "settings", says: "JupyterLab's settings",
			key:   always("1", h.Root, settingsText()),
			makes: []string{h.Python(), filepath.Join(h.Venv(), "etc", "jupyter", "nbgrader_config.py")},
			do:    func(context.Context) error { return h.writable(h.writeSettings()) },
		}, {
			name: "gonb", says: "gonb, the Go kernel",
			key:   always("1", m.goVersion, m.modules, gonbMain),
			makes: []string{bin("gonb")},
			do:    func(ctx context.Context) error { return h.buildKernel(ctx, m.goCmd) },
		}, {
			name: "goimports", says: "goimports",
			key:   always("1", m.goVersion, m.modules),
			makes: []string{bin("goimports")},
			do: func(ctx context.Context) error {
				return h.build(ctx, m.goCmd, h.Root, "golang.org/x/tools/cmd/goimports", "goimports")
			},
		}, {
			name: "gopls", says: "gopls, for completion and help",
			key:      always("1", m.goVersion, goplsVersion),
			makes:    []string{bin("gopls")},
			do:       func(ctx context.Context) error { return h.installGopls(ctx, m.goCmd) },
			optional: true, missing: "there will be no completion and help in cells, all else works; the next start tries again",
		}, {
			name: "faultline", says: "faultline itself",
			key:   always("1", m.goVersion, m.sources),
			makes: []string{h.Faultline()},
			do:    func(ctx context.Context) error { return h.build(ctx, m.goCmd, h.Root, ".", "faultline") },
			// Someone who is changing our sources keeps the last one that built.
			optional: exists(h.Faultline()), missing: "the program built last time stays in use",
		}, {
			name: "kernelspec", says: "the kernel's entry in Jupyter",
			key:   always("1", h.Root, m.goCmd),
			makes: []string{filepath.Join(h.Data(), "kernels", KernelName, "kernel.json"), filepath.Join(h.shim(), "go")},
			do: func(context.Context) error {
				if _, err := h.InstallKernel(h.Data()); err != nil {
					return h.writable(err)
				}
				return h.writable(h.writeShims())
			},
		}, {
			name: "cells", says: "what cells import, compiled once",
			key:      always("1", m.goVersion, m.sources, cellFlags),
			do:       h.warm,
			optional: true, missing: "the first cells will be slow",
		}, {
			name: "sandbox", says: "what grading imports, compiled once",
			key:      always("2", m.goVersion, m.sources),
			do:       h.warmSandbox,
			optional: true, missing: "the first grade will be slow",
		},
	}
}
