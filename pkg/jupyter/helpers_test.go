package jupyter

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

func quote(text string) string { return strconv.Quote(text) }

// pidOf reads a process id from a file; 0 if it is not there yet.
func pidOf(path string) int {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	pid, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	return pid
}

// within waits for a condition, up to a limit, and says whether it came.
func within(limit time.Duration, holds func() bool) bool {
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if holds() {
			return true
		}
	}
	return holds()
}

func hex8(n int) string { return fmt.Sprintf("%08x", n) }
