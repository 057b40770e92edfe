//go:build linux || darwin

package nb

import (
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// unread is how many bytes of what was written to a pipe its reader has not
// yet taken; 0 for anything that is not a pipe.
func unread(f *os.File) int {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		return 0
	}
	const linux, darwin = 0x541b, 0x4004667f // FIONREAD
	request := uint(linux)
	if runtime.GOOS == "darwin" {
		request = darwin
	}
	n, err := unix.IoctlGetInt(int(f.Fd()), request)
	if err != nil {
		return 0
	}
	return n
}
