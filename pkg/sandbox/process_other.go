//go:build !linux

package sandbox

import "syscall"

// ownGroup puts a child into a process group, so that all of it can be killed.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
