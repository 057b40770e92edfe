package jupyter

import (
	"os"
	"strconv"
	"strings"
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
