package jupyter

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// cellFlags are the GOFLAGS of every cell: no version control stamp, and no
// symbol tables, since linking is most of what a cell costs.
const cellFlags = `-buildvcs=false '-ldflags=-s -w'`

// KernelEnv is the environment of a kernel and hence of its cells: our go and
// gopls before the real ones, and a TMPDIR inside the module.
func (h Home) KernelEnv() ([]string, error) {
	goCmd, err := findGo()
	if err != nil {
		return nil, err
	}
	path := strings.Join([]string{h.shim(), h.goplsShim(), h.Bin(), os.Getenv("PATH"), filepath.Dir(goCmd)}, string(os.PathListSeparator))
	return append(os.Environ(),
		"PATH="+path,
		"TMPDIR="+h.Cells(),
		"GOTMPDIR="+realTemp(),
		"GOFLAGS="+cellFlags,
		"GOWORK=off",
		"GO111MODULE=on",
		"FAULTLINE_GO="+goCmd,
		"FAULTLINE_SHIM="+h.shim(),
		"FAULTLINE_GOPLS="+filepath.Join(h.Bin(), "gopls"),
	), nil
}

// realTemp is the machine's folder for temporary files, also when asked from
// within a cell, whose TMPDIR is ours.
func realTemp() string {
	if dir := os.Getenv("GOTMPDIR"); dir != "" {
		return dir
	}
	return os.TempDir()
}

// GoNB runs `go mod init` and `go get` in the cell's folder; inside our module
// neither must do anything. Every other use is the real one's.
const goShim = `#!/bin/sh
if [ "$1" = mod ] && [ "$2" = init ]; then exit 0; fi
if [ "$1" = get ] && { [ $# -eq 1 ] || { [ $# -eq 2 ] && [ "$2" = -t ]; }; }; then exit 0; fi
exec "$FAULTLINE_GO" "$@"
`

// A gopls whose kernel was killed ends by itself, and leaves nothing in the
// module.
const goplsShim = `#!/bin/sh
TMPDIR="$GOTMPDIR" exec "$FAULTLINE_GOPLS" "$@" -listen.timeout=20s
`

func (h Home) goplsShim() string { return filepath.Join(h.Dir(), "shim-gopls") }

// writeShims puts the programs in place that stand before the real ones in a
// kernel's PATH; without gopls there is none for it.
func (h Home) writeShims() error {
	if err := writeScript(filepath.Join(h.shim(), "go"), goShim); err != nil {
		return err
	}
	if exists(filepath.Join(h.Bin(), "gopls")) {
		return writeScript(filepath.Join(h.goplsShim(), "gopls"), goplsShim)
	}
	return os.RemoveAll(h.goplsShim())
}

// writeScript writes a program as a whole, if it is not there already.
func writeScript(path, script string) error {
	if old, err := os.ReadFile(path); err == nil && string(old) == script {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	fresh := fmt.Sprintf("%s.%d", path, os.Getpid())
	if err := os.WriteFile(fresh, []byte(script), 0o755); err != nil {
		return err
	}
	return os.Rename(fresh, path)
}

// homeOfKernel finds the clone of a kernel: the one around the working
// directory if it is set up, else the one whose program this is.
func homeOfKernel() (Home, error) {
	here, hereErr := FindHere()
	if hereErr == nil && here.ready() {
		return here, nil
	}
	if self, err := os.Executable(); err == nil {
		if h, err := Find(filepath.Dir(self)); err == nil && h.ready() {
			return h, nil
		}
	}
	if hereErr != nil {
		return Home{}, hereErr
	}
	return Home{}, fmt.Errorf("%s is not set up: run `go run . lab --setup-only` there", here.Root)
}

// ready reports whether a kernel can start.
func (h Home) ready() bool {
	_, err := os.Stat(filepath.Join(h.Bin(), "gonb"))
	return err == nil
}

// RunKernel runs a kernel for Jupyter's connection file until it ends. It
// stays beside the kernel as its guard: when Jupyter dies without a word, the
// kernel and what its cell has started are ended.
func RunKernel(ctx context.Context, connectionFile string) error {
	h, err := homeOfKernel()
	if err != nil {
		return err
	}
	env, err := h.KernelEnv()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(h.Cells(), 0o755); err != nil {
		return h.writable(err)
	}
	h.sweepCells()
	if err := h.writeShims(); err != nil {
		return h.writable(err)
	}
	cmd := exec.Command(filepath.Join(h.Bin(), "gonb"), connectionFile)
	cmd.Env = env
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return guard(ctx, cmd)
}

// guard runs cmd, in our process group, to its end. Jupyter signals the whole
// group, so a signal needs no passing on, only waiting for.
func guard(ctx context.Context, cmd *exec.Cmd) error {
	signal.Ignore(syscall.SIGINT)
	parent := os.Getppid()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("the kernel does not start (%v): run `faultline doctor`", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	orphaned := time.NewTicker(time.Second)
	defer orphaned.Stop()
	for {
		select {
		case err := <-ended:
			return kernelEnd(err)
		case <-ctx.Done():
			return endGroup(cmd, ended, 2*time.Second)
		case <-orphaned.C:
			if os.Getppid() != parent {
				_ = cmd.Process.Signal(syscall.SIGTERM)
				return endGroup(cmd, ended, 2*time.Second)
			}
		}
	}
}

// endGroup gives the kernel a moment, then kills it and, where the group is
// ours, everything in it.
func endGroup(cmd *exec.Cmd, ended <-chan error, grace time.Duration) error {
	select {
	case <-ended:
	case <-time.After(grace):
		_ = cmd.Process.Kill()
	}
	if pid := os.Getpid(); syscall.Getpgrp() == pid {
		_ = syscall.Kill(-pid, syscall.SIGKILL)
	}
	return nil
}

func kernelEnd(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() > 0 {
		return fmt.Errorf("the kernel ended with %v: run `faultline doctor`", err)
	}
	return nil
}

var (
	kernelFolder = regexp.MustCompile(`^gonb_([0-9a-f]{8})$`)
	kernelPipe   = regexp.MustCompile(`^gonb_pipe_`)
)

// sweepCells removes what kernels that are gone have left. A kernel's folder
// carries its process id. A pipe does not say whose it is, and a running cell
// needs its own only at the start: one a day old is nobody's.
func (h Home) sweepCells() {
	entries, err := os.ReadDir(h.Cells())
	if err != nil {
		return
	}
	for _, entry := range entries {
		if h.stale(entry) {
			_ = os.RemoveAll(filepath.Join(h.Cells(), entry.Name()))
		}
	}
}

func (h Home) stale(entry os.DirEntry) bool {
	if folder := kernelFolder.FindStringSubmatch(entry.Name()); folder != nil {
		pid, err := strconv.ParseInt(folder[1], 16, 32)
		if err != nil || pid <= 0 {
			return true
		}
		err = syscall.Kill(int(pid), 0)
		return err != nil && !errors.Is(err, syscall.EPERM)
	}
	info, err := entry.Info()
	return err == nil && kernelPipe.MatchString(entry.Name()) && time.Since(info.ModTime()) > 24*time.Hour
}
