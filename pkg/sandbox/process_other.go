//go:build !linux

package sandbox

import (
	"syscall"
	"time"
)

// ownGroup puts a child into a process group, so that all of it can be killed.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

// cpuTime is not known here without asking other programs.
func (c *child) cpuTime() (used time.Duration, known bool) { return 0, false }
