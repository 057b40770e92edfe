package jupyter

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// Killed without a chance to clean up, the runner takes its kernel and the
// cell's program with it all the same.
func TestKilledRunnerLeavesNothingRunning(t *testing.T) {
	if path := os.Getenv("FAULTLINE_TEST_EXECUTE"); path != "" { // the child
		h, err := FindHere()
		if err != nil {
			t.Fatal(err)
		}
		_, err = Execute(t.Context(), h, path, ExecOptions{})
		t.Fatal(err)
	}
	h := readyHome(t)
	pidFile := filepath.Join(t.TempDir(), "pid")
	path := newNotebook(t, "%%\nos.WriteFile("+quote(pidFile)+", []byte(strconv.Itoa(os.Getpid())), 0o644)\nselect {}\n")
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilledRunnerLeavesNothingRunning$")
	cmd.Env = append(os.Environ(), "FAULTLINE_TEST_EXECUTE="+path)
	cmd.Dir = h.Root
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if !within(30*time.Second, func() bool { return pidOf(pidFile) != 0 }) {
		t.Error("the cell never ran")
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if pid := pidOf(pidFile); pid != 0 && !within(15*time.Second, func() bool { return syscall.Kill(pid, 0) != nil }) {
		t.Errorf("the cell's program %d still runs", pid)
	}
}
