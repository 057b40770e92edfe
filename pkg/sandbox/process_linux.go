package sandbox

import "syscall"

// ownGroup puts a child into a process group, so that all of it can be killed,
// and lets it die with its parent.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
