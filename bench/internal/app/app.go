// Package app is the bench command: it reads the command line, runs what it
// asks for and turns the result into an exit status.
package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"

	"github.com/lockstep-go/lockstep/bench/internal/calibrate"
	"github.com/lockstep-go/lockstep/bench/internal/digits"
	"github.com/lockstep-go/lockstep/bench/internal/progress"
	"github.com/lockstep-go/lockstep/bench/internal/train"
)

// Exit statuses: those of the flag package and of shells.
const (
	exitOK          = 0
	exitFailure     = 1
	exitUsage       = 2
	exitInterrupted = 130 // 128 + SIGINT
)

const usage = `usage: bench [-seed N]              what this machine does, and the founding question
       bench train -data PATH ...   trains on IDX or CSV files (bench train -help)

`

// Run runs the command with its arguments, without the program's name, and
// returns the exit status. Results go to stdout, progress and errors to stderr.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	display := progress.NewDisplay(stderr, progress.IsTerminal(stderr))
	err := dispatch(ctx, args, stdout, stderr, display)
	var wrong usageError
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.As(err, &wrong): // has been explained on stderr
		return exitUsage
	case errors.Is(err, context.Canceled) || errors.Is(err, train.ErrInterrupted):
		fmt.Fprintln(stderr, "bench: interrupted")
		return exitInterrupted
	}
	fmt.Fprintf(stderr, "bench: %v\n", err)
	return exitFailure
}

// usageError is a fault in the command line.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func dispatch(ctx context.Context, args []string, stdout, stderr io.Writer, display *progress.Display) error {
	if len(args) > 0 {
		switch args[0] {
		case calibrate.Command:
			return calibrate.Measure(stdout)
		case "train":
			o, err := train.Parse(args[1:], stderr)
			if err != nil {
				return usageError{err}
			}
			return train.Run(ctx, o, stdout, display)
		}
	}
	seed, err := parse(args, stderr)
	if err != nil {
		return usageError{err}
	}
	return defaultJob(ctx, digits.Default(seed), stdout, display)
}

// parse reads the command line of the default job.
func parse(args []string, stderr io.Writer) (seed uint64, err error) {
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {
		fmt.Fprint(stderr, usage)
		f.PrintDefaults()
	}
	f.Uint64Var(&seed, "seed", 1, "`number` from which digits and weights are drawn")
	if err := f.Parse(args); err != nil {
		return 0, err
	}
	if f.NArg() > 0 {
		err = fmt.Errorf("expected train or flags, found %q", f.Arg(0))
		fmt.Fprintf(stderr, "bench: %v\n%s", err, usage)
	}
	return seed, err
}
