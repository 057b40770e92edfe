package jupyter

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestInstallKernel(t *testing.T) {
	h := Home{Root: t.TempDir()}
	data := t.TempDir()
	path, err := h.InstallKernel(data)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(data, "kernels", "gonb", "kernel.json"); path != want {
		t.Errorf("written to %s, want %s", path, want)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var spec kernelspec
	if err := json.Unmarshal(text, &spec); err != nil {
		t.Fatal(err)
	}
	if spec.Language != "go" || spec.InterruptMode != "message" || len(spec.Argv) != 4 ||
		spec.Argv[0] != h.Faultline() || spec.Argv[3] != "{connection_file}" {
		t.Errorf("the kernelspec is %s", text)
	}
}

func TestUserData(t *testing.T) {
	t.Setenv("JUPYTER_DATA_DIR", "/somewhere")
	if dir, err := UserData(); err != nil || dir != "/somewhere" {
		t.Errorf("JUPYTER_DATA_DIR is not heeded: %s, %v", dir, err)
	}
}

// The go that cells see does nothing where GoNB would make a module of a cell,
// and is the real one otherwise.
func TestGoShim(t *testing.T) {
	h := smallClone(t)
	if err := h.writeShims(); err != nil {
		t.Fatal(err)
	}
	fake := filepath.Join(t.TempDir(), "go")
	write(t, fake, "#!/bin/sh\necho \"real $*\"\n", 0o755)
	t.Setenv("FAULTLINE_GO", fake)
	for args, want := range map[[3]string]string{
		{"mod", "init", "gonb_1"}: "",
		{"get"}:                   "",
		{"get", "-t"}:             "",
		{"get", "example.com/x"}:  "real get example.com/x\n",
		{"mod", "tidy"}:           "real mod tidy\n",
		{"build", "-o", "x"}:      "real build -o x\n",
	} {
		var argv []string
		for _, arg := range args {
			if arg != "" {
				argv = append(argv, arg)
			}
		}
		got, err := h.run(t.Context(), command{argv: append([]string{filepath.Join(h.shim(), "go")}, argv...)})
		if err != nil || got != want {
			t.Errorf("go %v says %q, %v; want %q", argv, got, err, want)
		}
	}
}

// A kernel that starts removes what dead kernels left, and nothing of a living
// one: without its pipe a cell would wait for ever.
func TestSweepCells(t *testing.T) {
	h := Home{Root: t.TempDir()}
	now, old := time.Now(), time.Now().Add(-48*time.Hour)
	for _, c := range []struct {
		name string
		at   time.Time
		kept bool
	}{
		{"gonb_7fffffff", now, false},
		{"gonb_ffffffff", now, false},
		{"gonb_" + hex8(os.Getpid()), old, true},
		{"gonb_pipe_1234", now, true},
		{"gonb_pipe_5678", old, false},
		{"warm", old, true},
		{"go-build77", now, true},
	} {
		path := filepath.Join(h.Cells(), c.name)
		write(t, filepath.Join(path, "main.go"), "package main\n", 0o644)
		if err := os.Chtimes(path, c.at, c.at); err != nil {
			t.Fatal(err)
		}
		h.sweepCells()
		if exists(path) != c.kept {
			t.Errorf("%s is kept: %v, want %v", c.name, exists(path), c.kept)
		}
	}
}
