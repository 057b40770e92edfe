// Package cli is the command line: one file per verb, each a function that
// returns its cobra command. Start with [Main].
//
// Exit codes: 0 good, 1 a failed check, 2 misuse or an error of our own.
// Errors go to stderr as one sentence that names the thing and the cure.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// ErrFailed is returned by a verb whose work was done and whose answer is
// "no": a failed check, a notebook that does not run. It exits with 1 and
// prints nothing more, since the verb has already said what failed.
var ErrFailed = errors.New("a check failed")

// verbs lists every command; a verb's file defines its constructor.
var verbs = []func() *cobra.Command{
	newDoctor,
	newExec,
	newGrade,
	newKernel,
	newLab,
	newList,
	newPapers,
	newRelease,
	newRun,
	newSandboxHelper,
	newWarm,
}

// Main runs the command line with the given arguments (without the program's
// name) and returns the exit code.
func Main(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return exitCode(root.ExecuteContext(ctx), stderr)
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "faultline",
		Short:         "A laboratory for distributed systems that opens in Jupyter and speaks Go",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	for _, verb := range verbs {
		root.AddCommand(verb())
	}
	return root
}

func exitCode(err error, stderr io.Writer) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, ErrFailed):
		return 1
	default:
		fmt.Fprintf(stderr, "faultline: %v\n", err)
		return 2
	}
}
