package jupyter

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// fakePython stands in for python3 and, copied into the environment that it
// "makes", for the environment's own. FAKE_LOG collects what it was asked.
const fakePython = `#!/bin/sh
echo "$@" >> "$FAKE_LOG"
case "$1 $2" in
"-c "*) echo "${FAKE_VERSION:-3.11.2}";;
"-m venv")
	mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && echo started > "$3/leftover-$$"
	;;
"-m pip")
	if [ -n "$FAKE_HANG" ]; then touch "$FAKE_HANG"; exec sleep 60; fi
	touch "$(dirname "$0")/jupyter-lab"
	;;
esac
`

// smallClone is a clone with our go.mod, hardly any source, and a fake Python:
// set-up runs through in it within seconds.
func smallClone(t *testing.T) Home {
	t.Helper()
	real, err := FindHere()
	if err != nil {
		t.Fatal(err)
	}
	h := Home{Root: t.TempDir()}
	for _, name := range []string{"go.mod", "go.sum"} {
		content, err := os.ReadFile(filepath.Join(real.Root, name))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(h.Root, name), string(content), 0o644)
	}
	write(t, filepath.Join(h.Root, "requirements.txt"), "jupyterlab==0\n", 0o644)
	write(t, filepath.Join(h.Root, "main.go"), "package main\n\nfunc main() {}\n", 0o644)
	write(t, filepath.Join(h.Root, "pkg", "sim", "sim.go"), "package sim\n\nconst Outside = -1\n", 0o644)
	return h
}

func write(t testing.TB, path, content string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
}

// onlyThese makes PATH hold the go command, the shell's programs and the
// scripts given; no real Python. It returns the log of the fake one.
func onlyThese(t *testing.T, scripts map[string]string) (log string) {
	t.Helper()
	dir := t.TempDir()
	for name, script := range scripts {
		write(t, filepath.Join(dir, name), script, 0o755)
	}
	for _, name := range []string{"go", "sh", "mkdir", "cp", "touch", "dirname", "sleep", "git"} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(path, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	log = filepath.Join(t.TempDir(), "log")
	t.Setenv("PATH", dir)
	t.Setenv("FAKE_LOG", log)
	return log
}

// asked counts the lines of the fake Python's log that begin so.
func asked(t *testing.T, log, begin string) int {
	t.Helper()
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count("\n"+string(text), "\n"+begin)
}

// oneSentence checks that an error is what a user can read and act on.
func oneSentence(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	t.Log(err)
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("the error has several lines: %q", err)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error %q does not say %q", err, part)
		}
	}
}

// setupProcess is a process of its own that sets a clone up.
func setupProcess(t *testing.T, h Home, program string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(program, "-test.run=^TestSetupChild$", "-test.v")
	cmd.Env = append(os.Environ(), "FAULTLINE_TEST_SETUP="+h.Root)
	return cmd
}

// TestSetupChild is the body of [setupProcess]; by itself it does nothing.
func TestSetupChild(t *testing.T) {
	root := os.Getenv("FAULTLINE_TEST_SETUP")
	if root == "" {
		return
	}
	if err := Setup(t.Context(), Home{Root: root}, os.Stderr); err != nil {
		t.Fatal(err)
	}
}
