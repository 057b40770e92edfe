package jupyter

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"
)

// reporter tells a person what set-up does. On a terminal the seconds tick;
// elsewhere each step is one line, written when it ends.
type reporter struct {
	out      io.Writer
	terminal bool
	header   string // written before the first step
}

func newReporter(out io.Writer, header string) *reporter {
	file, ok := out.(*os.File)
	return &reporter{out: out, terminal: ok && term.IsTerminal(int(file.Fd())), header: header}
}

// begin announces a step and returns what to call with its result.
func (r *reporter) begin(says string) (finish func(result string)) {
	if r.header != "" {
		fmt.Fprintln(r.out, r.header)
		r.header = ""
	}
	if !r.terminal {
		return func(result string) { fmt.Fprintf(r.out, "  %-52s %s\n", says, result) }
	}
	stop := make(chan struct{})
	var ticking sync.WaitGroup
	ticking.Add(1)
	go func() {
		defer ticking.Done()
		r.tick(says, stop)
	}()
	return func(result string) {
		close(stop)
		ticking.Wait()
		fmt.Fprintf(r.out, "\r\x1b[K  %-52s %s\n", says, result)
	}
}

func (r *reporter) tick(says string, stop <-chan struct{}) {
	start := time.Now()
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		fmt.Fprintf(r.out, "\r\x1b[K  %-52s %.0f s …", says, time.Since(start).Seconds())
		select {
		case <-stop:
			return
		case <-ticker.C:
		}
	}
}

func (r *reporter) say(format string, args ...any) {
	fmt.Fprintf(r.out, format+"\n", args...)
}

func (r *reporter) warn(format string, args ...any) {
	fmt.Fprintf(r.out, "  warning: "+format+"\n", args...)
}
