package sandbox

import (
	"runtime/debug"
	"syscall"
)

// Limits of a judging child on itself: a soft one, which makes it collect
// garbage harder, and a hard one, which ends it. Where the system does not
// keep the hard one, the sandbox's own counts still hold.
const (
	softMemory = 1 << 30
	hardMemory = 3 << 30
	cpuSeconds = 300 // for a child whose parent is gone
)

func limitSelf() {
	debug.SetMemoryLimit(softMemory)
	limit := syscall.Rlimit{Cur: hardMemory, Max: hardMemory}
	_ = syscall.Setrlimit(syscall.RLIMIT_DATA, &limit)
	_ = syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: cpuSeconds, Max: cpuSeconds})
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
}
