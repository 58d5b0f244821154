// Package calibrate measures in a moment what the chosen backend is worth: its
// kernels against the portable ones and against plain Go loops.
//
// A backend is chosen before main and cannot change, so each is measured in a
// process of its own, on one thread, in the order A B A B; what counts is each
// one's best, and what is printed are ratios within this one run.
package calibrate

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"text/tabwriter"

	"github.com/lockstep-go/lockstep/kernels"
)

// Command is the hidden subcommand with which the program runs itself: it must
// call [Measure].
const Command = "measure-kernels"

const rounds = 2

// Result holds the rates of the chosen backend, of portable and of plain loops.
type Result struct{ Chosen, Portable, Plain Rates }

// Run measures. It fails if the program cannot be started a second time or
// does not answer.
func Run(ctx context.Context) (Result, error) {
	var r Result
	for range rounds {
		chosen, err := child(ctx, kernels.Backend())
		if err != nil {
			return Result{}, err
		}
		portable, err := child(ctx, "portable")
		if err != nil {
			return Result{}, err
		}
		r.Chosen, r.Portable = r.Chosen.better(chosen), r.Portable.better(portable)
	}
	r.Plain = newOperands().plain()
	return r, nil
}

// child returns the rates of the backend, measured by this program in a new
// process.
func child(ctx context.Context, backend string) (Rates, error) {
	self, err := os.Executable()
	if err != nil {
		return Rates{}, fmt.Errorf("calibration: %w", err)
	}
	cmd := exec.CommandContext(ctx, self, Command)
	cmd.Env = append(os.Environ(), "LOCKSTEP_BACKEND="+backend, "LOCKSTEP_THREADS=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return Rates{}, fmt.Errorf("calibration of backend %s: running %s: %w", backend, self, err)
	}
	var r Rates
	if err := json.Unmarshal(out, &r); err != nil {
		return Rates{}, fmt.Errorf("calibration of backend %s: expected rates as JSON, found %q: %w", backend, out, err)
	}
	if r.Backend != backend {
		return Rates{}, fmt.Errorf("calibration: expected backend %s, found %s", backend, r.Backend)
	}
	return r, nil
}

// Print writes the result as a table of speeds and ratios.
func (r Result) Print(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "one thread\t%s\tportable\tplain Go\t\t%[1]s/portable\t%[1]s/plain\t\n", r.Chosen.Backend)
	row := func(name, unit string, of func(Rates) float64) {
		c, p, g := of(r.Chosen), of(r.Portable), of(r.Plain)
		fmt.Fprintf(t, "%s\t%.3g\t%.3g\t%.3g\t%s\t%.1fx\t%.1fx\t\n", name, c, p, g, unit, c/p, c/g)
	}
	row(fmt.Sprintf("MatMul %d", side), "GFLOP/s", func(r Rates) float64 { return r.MatMul })
	row("ReLU", "elements/ns", func(r Rates) float64 { return r.ReLU })
	row("Sigmoid", "elements/ns", func(r Rates) float64 { return r.Sigmoid })
	return t.Flush()
}
