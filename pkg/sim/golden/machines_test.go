package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"golang.org/x/sys/cpu"
)

// build makes the command for another machine and returns its path.
func build(t *testing.T, goCommand string, env ...string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "golden")
	cmd := exec.Command(goCommand, "build", "-o", program, ".")
	cmd.Env = append(append(os.Environ(), "CGO_ENABLED=0", "GOTOOLCHAIN=local"), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd, err, out)
	}
	return program
}

// wantSame runs a program with one processor and with eight.
func wantSame(t *testing.T, where string, command ...string) {
	t.Helper()
	for _, procs := range []string{"1", "8"} {
		cmd := exec.Command(command[0], command[1:]...)
		cmd.Env = append(os.Environ(), "GOMAXPROCS="+procs)
		var complaint bytes.Buffer
		cmd.Stderr = &complaint
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v\n%s%s", where, err, out, complaint.String())
		}
		wantTable(t, where+", GOMAXPROCS="+procs, string(out))
	}
}

func TestTheTableOn386(t *testing.T) {
	t.Parallel()
	if runtime.GOARCH != "amd64" || runtime.GOOS != "linux" {
		t.Skip("only Linux on amd64 runs programs for 386")
	}
	wantSame(t, "386", build(t, "go", "GOARCH=386"))
}

// With GOAMD64=v3 the compiler may fuse a product and a sum.
func TestTheTableWithFusedMultiplyAdd(t *testing.T) {
	t.Parallel()
	if !cpu.X86.HasFMA || !cpu.X86.HasAVX2 || !cpu.X86.HasBMI2 {
		t.Skip("this processor has no GOAMD64=v3")
	}
	wantSame(t, "amd64 v3", build(t, "go", "GOARCH=amd64", "GOAMD64=v3"))
}

func TestTheTableOnArm64(t *testing.T) {
	t.Parallel()
	program := build(t, "go", "GOOS=linux", "GOARCH=arm64")
	if runtime.GOARCH == "arm64" && runtime.GOOS == "linux" {
		wantSame(t, "arm64", program)
		return
	}
	qemu, err := exec.LookPath("qemu-aarch64-static")
	if err != nil {
		t.Skip("no qemu-aarch64-static: Debian has it in the package qemu-user-static")
	}
	wantSame(t, "arm64", qemu, program)
}

func TestTheTableInWebAssembly(t *testing.T) {
	t.Parallel()
	program, err := os.ReadFile(build(t, "go", "GOOS=wasip1", "GOARCH=wasm"))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	machine := wazero.NewRuntime(ctx)
	defer machine.Close(ctx)
	wasi_snapshot_preview1.MustInstantiate(ctx, machine)
	var out, complaint bytes.Buffer
	if _, err := machine.InstantiateWithConfig(ctx, program, wazero.NewModuleConfig().WithStdout(&out).WithStderr(&complaint)); err != nil && !strings.Contains(err.Error(), "exit_code(0)") {
		t.Fatalf("wasm: %v\n%s", err, complaint.String())
	}
	wantTable(t, "wasm", out.String())
}

// Other Go versions that lie where Go puts them.
func TestTheTableWithOtherGoVersions(t *testing.T) {
	t.Parallel()
	home, _ := os.UserHomeDir()
	var commands []string
	for _, pattern := range []string{filepath.Join(home, "sdk/go*/bin/go"), "/usr/local/go*/bin/go", "/usr/lib/go-*/bin/go"} {
		found, _ := filepath.Glob(pattern)
		commands = append(commands, found...)
	}
	tried := 0
	for _, command := range commands {
		out, err := exec.Command(command, "env", "GOVERSION").Output()
		version := strings.TrimSpace(string(out))
		if err != nil || version == runtime.Version() || older(version) {
			continue
		}
		tried++
		wantSame(t, version, build(t, command))
	}
	if tried == 0 {
		t.Skipf("no second Go of at least %s on this machine", least)
	}
}

// least is the Go version that go.mod asks for.
const least = "go1.26"

func older(version string) bool {
	minor := func(v string) int {
		n := 0
		for _, c := range strings.TrimPrefix(v, "go1.") {
			if c < '0' || c > '9' {
				break
			}
			n = 10*n + int(c-'0')
		}
		return n
	}
	return minor(version) < minor(least)
}
