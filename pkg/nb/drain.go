package nb

import (
	"os"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
)

const (
	drainLimit = 2 * time.Second // a kernel that reads no more is not waited for
	drainPoll  = 200 * time.Microsecond
	passOn     = 4 * time.Millisecond // for the kernel to pass on what it has read
)

// drain waits until what the cell has printed is on its way to the notebook.
// Prints and displays reach the kernel through different pipes; it has no
// acknowledgement for prints, so they could come after a later display.
func drain() {
	for end := time.Now().Add(drainLimit); time.Now().Before(end); time.Sleep(drainPoll) {
		if unread(os.Stdout) == 0 && unread(os.Stderr) == 0 {
			break
		}
	}
	gonbui.Sync()
	time.Sleep(passOn)
}
