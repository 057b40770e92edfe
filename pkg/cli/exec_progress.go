package cli

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// cellProgress shows on a terminal which cell of a notebook runs.
type cellProgress struct {
	out  io.Writer
	path string
	on   bool
}

func newCellProgress(out io.Writer, path string) *cellProgress {
	file, ok := out.(*os.File)
	return &cellProgress{out: out, path: path, on: ok && term.IsTerminal(int(file.Fd()))}
}

func (p *cellProgress) show(n, all int) {
	if p.on {
		fmt.Fprintf(p.out, "\r\x1b[K      %s  cell %d of %d", p.path, n, all)
	}
}

func (p *cellProgress) clear() {
	if p.on {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
