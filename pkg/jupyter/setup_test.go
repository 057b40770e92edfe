package jupyter

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

func TestSetupWithoutPython(t *testing.T) {
	onlyThese(t, nil)
	oneSentence(t, Setup(t.Context(), smallClone(t), &bytes.Buffer{}), "Python 3 is not installed", "install python3")
}

func TestSetupWithOldPython(t *testing.T) {
	onlyThese(t, map[string]string{"python3": fakePython})
	t.Setenv("FAKE_VERSION", "3.8.10")
	oneSentence(t, Setup(t.Context(), smallClone(t), &bytes.Buffer{}), "is Python 3.8.10", "needs 3.10 or newer")
}

func TestSetupTakesTheNewerPython(t *testing.T) {
	onlyThese(t, map[string]string{
		"python3":    "#!/bin/sh\necho 3.8.10\n",
		"python3.12": "#!/bin/sh\necho 3.12.1\n",
	})
	py, err := findPython(t.Context())
	if err != nil || py.version != "3.12.1" {
		t.Errorf("found %+v, %v; want 3.12.1", py, err)
	}
}

func TestSetupWithoutVenvModule(t *testing.T) {
	onlyThese(t, map[string]string{"python3": `#!/bin/sh
if [ "$1" = -c ]; then echo 3.11.2; exit 0; fi
echo "The virtual environment was not created successfully because ensurepip is not
available.  On Debian/Ubuntu systems, you need to install the python3-venv
package using the following command."
exit 1
`})
	oneSentence(t, Setup(t.Context(), smallClone(t), &bytes.Buffer{}), "has no venv module", "python3-venv")
}

// The machine's own Python and pip, and an index that refuses.
func TestSetupWithRefusedPythonDownload(t *testing.T) {
	for _, name := range []string{"PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"} {
		t.Setenv(name, "http://127.0.0.1:9/simple")
	}
	t.Setenv("PIP_FIND_LINKS", "")
	h := smallClone(t)
	oneSentence(t, Setup(t.Context(), h, &bytes.Buffer{}), "Python packages could not be downloaded", "check the network")
}

func TestSetupWithRefusedModuleDownload(t *testing.T) {
	onlyThese(t, map[string]string{"python3": fakePython})
	t.Setenv("GOPROXY", "http://127.0.0.1:9")
	t.Setenv("GOFLAGS", "-modcacherw")
	t.Setenv("GOMODCACHE", t.TempDir())
	t.Setenv("GONOSUMDB", "*")
	h := smallClone(t)
	oneSentence(t, Setup(t.Context(), h, &bytes.Buffer{}), "Go modules that gonb needs could not be downloaded", "check the network")
}

// Set-up, and then again with nothing reachable: nothing is done twice.
func TestSecondSetupDoesNothing(t *testing.T) {
	log := onlyThese(t, map[string]string{"python3": fakePython})
	h := smallClone(t)
	var first, second bytes.Buffer
	if err := Setup(t.Context(), h, &first); err != nil {
		t.Fatalf("%v\n%s", err, &first)
	}
	t.Logf("%s", &first)
	if strings.Contains(first.String(), "warning") {
		t.Errorf("the first set-up warns:\n%s", &first)
	}
	for _, name := range []string{"GOPROXY", "HTTP_PROXY", "HTTPS_PROXY", "PIP_INDEX_URL"} {
		t.Setenv(name, "http://127.0.0.1:9")
	}
	before := asked(t, log, "")
	start := time.Now()
	if err := Setup(t.Context(), h, &second); err != nil {
		t.Fatal(err)
	}
	if second.Len() > 0 || asked(t, log, "") != before {
		t.Errorf("the second set-up did something:\n%s", &second)
	}
	t.Logf("the second took %v", time.Since(start).Round(time.Millisecond))

	// What a step depends on changes: that step is done again, no other.
	write(t, filepath.Join(h.Root, "requirements.txt"), "jupyterlab==1\n", 0o644)
	var third bytes.Buffer
	if err := Setup(t.Context(), h, &third); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(third.String(), "Python packages") || strings.Contains(third.String(), "gopls") {
		t.Errorf("after new pins set-up did:\n%s", &third)
	}
}

func TestSetupsTakeTurns(t *testing.T) {
	log := onlyThese(t, map[string]string{"python3": fakePython})
	h := smallClone(t)
	var running sync.WaitGroup
	errs := make([]error, 3)
	for i := range errs {
		running.Add(1)
		go func() {
			defer running.Done()
			errs[i] = Setup(t.Context(), h, &bytes.Buffer{})
		}()
	}
	running.Wait()
	for _, err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	if n := asked(t, log, "-m pip"); n != 1 {
		t.Errorf("the packages were installed %d times", n)
	}
}

// A set-up that is killed in the middle is completed by the next one.
func TestKilledSetupIsCompleted(t *testing.T) {
	log := onlyThese(t, map[string]string{"python3": fakePython})
	h := smallClone(t)
	hung := filepath.Join(t.TempDir(), "hung")
	child := setupProcess(t, h, os.Args[0])
	child.Env = append(child.Env, "FAKE_HANG="+hung)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if !within(30*time.Second, func() bool { return exists(hung) }) {
		t.Fatal("the child never came to pip")
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()
	halfDone, _ := filepath.Glob(filepath.Join(h.Venv(), "leftover-*"))
	if len(halfDone) != 1 {
		t.Fatalf("the child left %q", halfDone)
	}
	var out bytes.Buffer
	if err := Setup(t.Context(), h, &out); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	if exists(halfDone[0]) {
		t.Error("the half-made environment was not made anew")
	}
	if n := asked(t, log, "-m pip"); n != 2 {
		t.Errorf("the packages were installed %d times, want once more", n)
	}
}

func TestInterruptedSetupSaysSo(t *testing.T) {
	onlyThese(t, map[string]string{"python3": fakePython})
	hung := filepath.Join(t.TempDir(), "hung")
	t.Setenv("FAKE_HANG", hung)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		within(30*time.Second, func() bool { return exists(hung) })
		cancel()
	}()
	oneSentence(t, Setup(ctx, smallClone(t), &bytes.Buffer{}), "interrupted", "the same command completes it")
}

func TestSetupInReadOnlyFolder(t *testing.T) {
	onlyThese(t, map[string]string{"python3": fakePython})
	h := smallClone(t)
	if err := os.Chmod(h.Root, 0o555); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() != 0 {
		oneSentence(t, Setup(t.Context(), h, &bytes.Buffer{}), "cannot be written", "permission denied", "make the folder writable")
		return
	}
	// Permissions do not bind root: somebody else tries.
	public, err := os.MkdirTemp("", "readonly")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(public)
	program := filepath.Join(public, "test")
	self, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	write(t, program, string(self), 0o755)
	for _, dir := range []string{public, h.Root, filepath.Dir(h.Root)} {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	child := setupProcess(t, h, program)
	child.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	child.Dir = public
	out, err := child.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "cannot be written (permission denied): make the folder writable") {
		t.Errorf("somebody else's set-up ends with %v:\n%s", err, out)
	}
}
