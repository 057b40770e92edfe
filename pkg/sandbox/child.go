package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// child is a judging process.
type child struct {
	cmd     *exec.Cmd
	answers *os.File
	box     *blackBox
	said    *capped
	cancel  context.CancelCauseFunc
	ctx     context.Context
	ended   chan struct{} // closed to end the watch
	watched chan struct{} // closed when it has ended
}

func startChild(ctx context.Context, dir string, o order, limit time.Duration) (*child, error) {
	if os.Getenv(helperMark) != "" {
		return nil, errors.New("a judging process was asked to judge: the program does not answer to sandbox.HelperVerb")
	}
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("judging needs a process of its own: %w", err)
	}
	shared, err := os.Create(filepath.Join(dir, "box"))
	if err != nil {
		return nil, err
	}
	defer shared.Close()
	if err := shared.Truncate(blackBoxSize); err != nil {
		return nil, err
	}
	box, err := openBlackBox(shared)
	if err != nil {
		return nil, err
	}
	answers, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer write.Close()
	packed, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	c := &child{answers: answers, box: box, said: &capped{}, ended: make(chan struct{}), watched: make(chan struct{})}
	c.ctx, c.cancel = context.WithCancelCause(ctx)
	c.cmd = exec.CommandContext(c.ctx, self, HelperVerb, "judge")
	c.cmd.Env = []string{helperMark + "=1", "GODEBUG=asyncpreemptoff=1", "TMPDIR=" + dir, "HOME=" + dir, "PATH=/nowhere"}
	c.cmd.Dir = dir
	c.cmd.Stdin = strings.NewReader(string(packed))
	c.cmd.Stdout, c.cmd.Stderr = io.Discard, c.said
	c.cmd.ExtraFiles = []*os.File{write, shared}
	c.cmd.SysProcAttr = ownGroup()
	c.cmd.WaitDelay = 5 * time.Second
	if err := c.cmd.Start(); err != nil {
		close(c.watched)
		c.close()
		return nil, fmt.Errorf("judging needs a process of its own: %w", err)
	}
	go c.watch(limit)
	return c, nil
}

// watch kills the child when one event takes longer than the limit: in time
// that the child had a processor, where the system tells, so that a busy
// machine changes no verdict.
func (c *child) watch(limit time.Duration) {
	defer close(c.watched)
	tick := time.NewTicker(limit / 50)
	defer tick.Stop()
	last, since, used := c.box.look(), time.Now(), time.Duration(0)
	for {
		select {
		case <-c.ended:
			return
		case <-tick.C:
		}
		cpu, known := c.cpuTime()
		now := c.box.look()
		if now.count != last.count || !now.inside() {
			last, since, used = now, time.Now(), cpu
		}
		over := cpu-used > limit
		if !known {
			over = time.Since(since) > limit
		}
		if over || time.Since(since) > busiest*limit {
			c.cancel(errEventTime)
			return
		}
	}
}

// busiest is how many times longer than its limit an event may take because of
// other work on the machine.
const busiest = 10

func (c *child) wait() error {
	err := c.cmd.Wait()
	if cause := context.Cause(c.ctx); cause != nil && err != nil {
		return cause
	}
	return err
}

func (c *child) close() {
	c.cancel(nil)
	close(c.ended)
	<-c.watched
	_ = c.answers.Close() // read to its end
	c.box.close()
}
