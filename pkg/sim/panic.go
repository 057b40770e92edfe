package sim

import (
	"fmt"
	"runtime"
	"strings"
)

// panicked makes a node's panic the failure: who, where and when in the first
// line, then the node's stack.
func (w *World) panicked(p *process, where string, reason any) {
	if w.failure == nil {
		w.fail("%s panicked in %s: %v", w.name(p.id), where, reason)
		w.failure = fmt.Errorf("%w%s", w.failure, nodeStack())
	}
}

// fresh makes a process's node; a panic in newNode is a failure like one in
// the node.
func (w *World) fresh(p *process) (node Node) {
	defer func() {
		if r := recover(); r != nil {
			w.panicked(p, fmt.Sprintf("newNode(%d)", p.id), r)
		}
	}()
	return w.newNode(p.id)
}

// nodeStack is the node's part of a panicking stack: without addresses, which
// differ from run to run, and without the callers in this package.
func nodeStack() string {
	var text strings.Builder
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers)])
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		if strings.HasSuffix(f.Function, "sim.(*World).handle") || strings.HasSuffix(f.Function, "sim.(*World).fresh") || strings.HasSuffix(f.Function, "sim.(*World).receive") {
			break
		}
		if !strings.HasPrefix(f.Function, "runtime.") && !strings.Contains(f.Function, "sim.(*World).rescue") && !strings.Contains(f.Function, "sim.(*World).fresh.") {
			fmt.Fprintf(&text, "\n\tin %s\n\t   %s:%d", f.Function, f.File, f.Line)
		}
	}
	return text.String()
}

func (w *World) describe(p *process, s *slot) string {
	switch s.kind {
	case slotStart:
		return "Start"
	case slotTimer:
		return fmt.Sprintf("Timer(%q)", w.timer)
	}
	return fmt.Sprintf("Receive(%s from %s)", Show(s.message), p.w.name(s.from))
}
