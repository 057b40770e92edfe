package jupyter

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// command is a program that set-up runs: its own process group, so that an
// interrupt ends it with all its children, its output kept for the log.
type command struct {
	dir  string
	env  []string // added to the environment; a later entry wins
	argv []string
}

// failure is a command that ended badly, with what it printed.
type failure struct {
	argv   []string
	output string
	err    error
}

func (f *failure) Error() string {
	return fmt.Sprintf("%s: %v: %s", filepath.Base(f.argv[0]), f.err, lastLine(f.output))
}

func (f *failure) Unwrap() error { return f.err }

// run executes the command and returns its output, both streams together.
func (h Home) run(ctx context.Context, c command) (string, error) {
	cmd := exec.CommandContext(ctx, c.argv[0], c.argv[1:]...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), c.env...)
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	ownGroup(cmd)
	err := cmd.Run()
	h.record(c.argv, output.String(), err)
	if err != nil {
		return output.String(), &failure{argv: c.argv, output: output.String(), err: err}
	}
	return output.String(), nil
}

// ownGroup gives cmd a process group and makes a cancelled context end the
// whole group: first asked, then, five seconds later, killed.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error {
		group := -cmd.Process.Pid
		time.AfterFunc(5*time.Second, func() { _ = syscall.Kill(group, syscall.SIGKILL) })
		return syscall.Kill(group, syscall.SIGTERM)
	}
	cmd.WaitDelay = 8 * time.Second
}

// record appends to the log; a log that cannot be written harms nobody.
func (h Home) record(argv []string, output string, err error) {
	f, openErr := os.OpenFile(h.log(), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if openErr != nil {
		return
	}
	defer f.Close()
	fmt.Fprintf(f, "$ %s\n%s", strings.Join(argv, " "), output)
	if err != nil {
		fmt.Fprintf(f, "(%v)\n", err)
	}
}

// outputOf returns what a failed command printed, or the error itself.
func outputOf(err error) string {
	var f *failure
	if errors.As(err, &f) {
		return f.output
	}
	return err.Error()
}

// lastLine is the last line that says something.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
