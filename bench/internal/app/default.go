package app

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"

	"github.com/klauspost/cpuid/v2"

	"github.com/lockstep-go/lockstep/bench/internal/calibrate"
	"github.com/lockstep-go/lockstep/bench/internal/digits"
	"github.com/lockstep-go/lockstep/bench/internal/progress"
	"github.com/lockstep-go/lockstep/kernels"
)

// defaultJob shows what this machine does: the speed of the kernels, a deep
// network that learns, and the founding question.
func defaultJob(ctx context.Context, cfg digits.Config, w io.Writer, display *progress.Display) error {
	start := time.Now()
	fmt.Fprintf(w, "CPU      %s, %d threads\nbackend  %s (this CPU can run %s)\n\n",
		cpu(), runtime.GOMAXPROCS(0), kernels.Backend(), strings.Join(kernels.Backends(), ", "))
	speed, err := calibrate.Run(ctx)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil: // some systems start no processes: the rest does not depend on it
		fmt.Fprintf(w, "no calibration: %v\n", err)
	default:
		if err := speed.Print(w); err != nil {
			return err
		}
	}
	fmt.Fprintln(w)
	lab, err := digits.NewLab(cfg, display)
	if err != nil {
		return err
	}
	if _, err := lab.Job(ctx, w); err != nil {
		return err
	}
	fmt.Fprintln(w)
	if err := lab.Question(ctx, w); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "\n%.1f s in all\n", time.Since(start).Seconds())
	return err
}

// cpu names the processor, or the architecture where that has no name to ask for.
func cpu() string {
	if name := strings.TrimSpace(cpuid.CPU.BrandName); name != "" {
		return name
	}
	return runtime.GOARCH
}
