package exercise

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
)

// panicIn is a panic that was passed on, with the function that it came from.
type panicIn struct {
	value    any
	function string
}

// panicked says what a node panicked with, and where.
func panicked(role, method string, value any) *Failure {
	var failure Failure
	if err, ok := value.(error); ok && errors.As(err, &failure) {
		return &failure
	}
	from, passedOn := value.(panicIn)
	if !passedOn {
		from = panicIn{value, panicking()}
	}
	if from.function != "" && from.function != method {
		method += ", in " + from.function
	}
	return &Failure{Message: fmt.Sprintf("%s panicked in %s: %v.", role, method, from.value)}
}

// panicking is the name of the function that panicked, without its package and
// receiver; empty if that was not the submission's.
func panicking() string {
	var callers [32]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers[:])])
	for unwinding := false; ; {
		frame, more := frames.Next()
		switch inRuntime := strings.HasPrefix(frame.Function, "runtime."); {
		case inRuntime:
			unwinding = true
		case unwinding && ours(frame.Function):
			return ""
		case unwinding:
			if name := frame.Function[strings.LastIndexByte(frame.Function, '.')+1:]; !isClosure(name) {
				return name
			}
		}
		if !more {
			return ""
		}
	}
}

// ours says whether a function is the judge's or the simulator's.
func ours(function string) bool {
	for _, name := range []string{"/pkg/sim.", "/pkg/exercise."} {
		if strings.Contains(function, name) {
			return true
		}
	}
	return false
}

// isClosure says whether it is what the compiler calls a function without a
// name: func1, or a number.
func isClosure(name string) bool {
	digits := strings.TrimPrefix(name, "func")
	return digits != "" && strings.Trim(digits, "0123456789") == ""
}
