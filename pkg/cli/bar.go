package cli

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// bar shows on a terminal, and only there, how far a long job is.
type bar struct {
	bar   *progressbar.ProgressBar
	out   io.Writer
	what  string
	shown bool
}

func newBar(out io.Writer, what string) *bar {
	file, ok := out.(*os.File)
	return &bar{out: out, what: what, shown: ok && term.IsTerminal(int(file.Fd()))}
}

func (b *bar) show(done, total int) {
	if !b.shown {
		return
	}
	if b.bar == nil {
		b.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(b.out), progressbar.OptionSetDescription(b.what),
			progressbar.OptionShowCount(), progressbar.OptionSetWidth(30), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true))
	}
	_ = b.bar.Set(done)
}

func (b *bar) clear() {
	if b.bar != nil {
		_ = b.bar.Clear()
	}
}
