package grade

import (
	"fmt"
	"io"
	"strings"
)

const cardWidth = 96

// WriteCard writes a report for people: each check with its points and, for
// one that failed, what happened, a hint, and the command that replays it.
// With trace, the end of the failing run follows.
func (r Report) WriteCard(w io.Writer, trace bool) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s", r.Submission)
	if r.Exercise != "" {
		fmt.Fprintf(&b, "  (%s)", r.Exercise)
	}
	b.WriteString("\n")
	if r.Error != "" {
		wrap(&b, "  ", "  ", r.Error)
	}
	for _, c := range r.Checks {
		if r.Error != "" {
			break
		}
		r.writeCheck(&b, c, trace)
	}
	switch {
	case r.Full():
		fmt.Fprintf(&b, "  %d of %d points: public checks passed.\n", r.Score, r.MaxScore)
	case r.MaxScore > 0:
		fmt.Fprintf(&b, "  %d of %d points.\n", r.Score, r.MaxScore)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r Report) writeCheck(b *strings.Builder, c Check, trace bool) {
	mark := "fail"
	if c.Passed {
		mark = "pass"
	}
	fmt.Fprintf(b, "  %s  %-14s %3d/%d\n", mark, c.Name, c.earned(), c.Points)
	if c.Passed {
		return
	}
	wrap(b, "        ", "        ", c.Message)
	if c.Hint != "" {
		wrap(b, "        hint: ", "              ", c.Hint)
	}
	if c.Seed != 0 && !trace {
		fmt.Fprintf(b, "        replay: faultline grade %s --seed %d\n", quoted(r.Submission), c.Seed)
	}
	if trace {
		for _, line := range c.Lines {
			fmt.Fprintf(b, "        | %s\n", line)
		}
	}
}

// wrap writes words in lines of cardWidth.
func wrap(b *strings.Builder, first, next, words string) {
	line := first
	for i, word := range strings.Fields(words) {
		if i > 0 && len([]rune(line))+1+len([]rune(word)) > cardWidth {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line = next + word
			continue
		}
		if i > 0 {
			line += " "
		}
		line += word
	}
	b.WriteString(line + "\n")
}

// quoted is a path as a shell takes it.
func quoted(path string) string {
	if strings.ContainsFunc(path, func(r rune) bool {
		return !strings.ContainsRune("/._-+,:@%", r) && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) {
		return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
	}
	return path
}
