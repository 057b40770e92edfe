//go:build unix

package sim

import (
	"syscall"
	"time"
)

// processorTime is what this process has used: unlike the time of day it does
// not count what other programs do meanwhile.
func processorTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
