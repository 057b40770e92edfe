package sandbox

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/tetratelabs/wazero/sys"

	"github.com/faultline-go/faultline/pkg/sandbox/guest"
)

const exitHint = "A node never ends its process: it returns from its handler and waits for the next event."

const memoryHint = "Something grows without end: a list, a table, or a string that is never shortened."

// departure says why the guest is gone: what the node did, and a hint.
func departure(err error, i *instance) (what, hint string) {
	said := string(i.sink.said)
	exit := (*sys.ExitError)(nil)
	left := errors.As(err, &exit) && exit.ExitCode() != 2
	switch {
	case left:
		return fmt.Sprintf("called os.Exit(%d)", exit.ExitCode()), exitHint
	case errors.Is(err, errPrinted) && !i.sink.last:
		return fmt.Sprintf("printed more than %d KB", printed>>10), "Is there a print in an endless loop? Env.Note is for traces."
	case errors.Is(err, errMemory), errors.Is(err, errExports):
		return "broke the sandbox's rules: " + err.Error(), ""
	case strings.Contains(said, "stack overflow"), strings.Contains(said, "morestack"), strings.Contains(err.Error(), "stack overflow"):
		return "called functions too deeply (stack overflow)", "Is there a recursion that never ends?"
	case strings.Contains(said, "out of memory"), strings.Contains(said, "cannot allocate memory"):
		return fmt.Sprintf("needed more than %d MB of memory", memoryPages/16), memoryHint
	case strings.Contains(said, "all goroutines are asleep"):
		return "waits for ever: all goroutines are asleep (deadlock)", "A handler must return: it may not wait for a channel, a lock or a goroutine that nobody serves."
	case runtimeSaid(said) != "":
		return "stopped: " + runtimeSaid(said), ""
	case exit != nil:
		return "called os.Exit(2)", exitHint
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	return "stopped: " + text(clip([]byte(first))), ""
}

func tooMuchMemory(err error) bool {
	return strings.Contains(err.Error(), "section memory")
}

// runtimeSaid finds the line in which the Go runtime says why it stopped.
func runtimeSaid(said string) string {
	lines := strings.Split(said, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "fatal error: ") || strings.HasPrefix(line, "panic: ") {
			if place := cellPlace(strings.Join(lines[i:], "\n")); place != "" {
				line += " (" + place + ")"
			}
			return text(clip([]byte(line)))
		}
	}
	return ""
}

var cellName = regexp.MustCompile(guest.CellPrefix + `(\d+):(\d+)`)

// cellPlace finds the first place in a cell that a stack names.
func cellPlace(stack string) string {
	m := cellName.FindStringSubmatch(stack)
	if m == nil {
		return ""
	}
	return fmt.Sprintf("cell %s, line %s", m[1], m[2])
}
