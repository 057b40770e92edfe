package jupyter

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"
)

//go:embed testdata/session.py
var sessionScript string

// session is a running kernel that a test talks to as a front end does.
type session struct {
	t       testing.TB
	in      io.WriteCloser
	answers *bufio.Reader
	stderr  bytes.Buffer
	started time.Duration // what the kernel took to answer at all
}

type sessionAnswer struct {
	Status  string
	Text    string
	Matches []string
	Seconds float64
}

func (a sessionAnswer) took() time.Duration { return time.Duration(a.Seconds * float64(time.Second)) }

// newSession starts a kernel in the notebooks' folder.
func newSession(t testing.TB, h Home) *session {
	t.Helper()
	cmd := exec.Command(h.Python(), "-c", sessionScript, KernelName, h.Notebooks())
	cmd.Env = h.jupyterEnv()
	s := &session{t: t}
	cmd.Stderr = &s.stderr
	var err error
	if s.in, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.answers = bufio.NewReader(out)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.in.Close()
		_ = cmd.Wait()
	})
	s.started = s.read().took()
	return s
}

func (s *session) read() sessionAnswer {
	s.t.Helper()
	line, err := s.answers.ReadBytes('\n')
	if err != nil {
		s.t.Fatalf("the kernel's driver ended: %v\n%s", err, s.stderr.String())
	}
	var a sessionAnswer
	if err := json.Unmarshal(line, &a); err != nil {
		s.t.Fatalf("the driver said %q: %v", line, err)
	}
	return a
}

func (s *session) ask(what, code string) sessionAnswer {
	s.t.Helper()
	request, err := json.Marshal(map[string]string{"do": what, "code": code})
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.in.Write(append(request, '\n')); err != nil {
		s.t.Fatalf("the kernel's driver ended: %v\n%s", err, s.stderr.String())
	}
	return s.read()
}

var setUp struct {
	once sync.Once
	home Home
	err  error
}

// readyHome is this clone, set up. A fresh clone is set up by the first test
// that needs it.
func readyHome(t testing.TB) Home {
	t.Helper()
	setUp.once.Do(func() {
		if setUp.home, setUp.err = FindHere(); setUp.err == nil {
			setUp.err = Setup(t.Context(), setUp.home, os.Stderr)
		}
	})
	if setUp.err != nil {
		t.Fatal(setUp.err)
	}
	return setUp.home
}
