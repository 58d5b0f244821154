// Package progress shows how far a training is: a bar on a terminal, plain
// lines where the output goes to a file or a pipe.
package progress

import (
	"fmt"
	"io"
	"iter"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/lockstep-go/lockstep/nn"
)

// Display is a place where progress is shown.
type Display struct {
	w        io.Writer
	terminal bool
	// redraw is the shortest time between two drawings of a bar: the eye does not
	// need more, and steps of a small network take microseconds.
	redraw time.Duration
}

// NewDisplay returns a display on w, with bars if terminal is true. Without, no
// control character is written, so that logs stay readable.
func NewDisplay(w io.Writer, terminal bool) *Display {
	return &Display{w, terminal, 100 * time.Millisecond}
}

// IsTerminal reports whether w is a terminal that a bar can be drawn on.
func IsTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
}

// Meter shows the progress of one training.
type Meter struct {
	display *Display
	label   string
	bar     *progressbar.ProgressBar // nil without a terminal
}

// Start shows a training of the given number of steps.
func (d *Display) Start(label string, steps int) *Meter {
	m := &Meter{display: d, label: label}
	if d.terminal {
		m.bar = progressbar.NewOptions(steps,
			progressbar.OptionSetWriter(d.w),
			progressbar.OptionSetDescription(label),
			progressbar.OptionSetWidth(30),
			progressbar.OptionThrottle(d.redraw),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionClearOnFinish(),
		)
	}
	return m
}

// Watch returns src with every batch counted as a step once it has been used.
func (m *Meter) Watch(src nn.Source) nn.Source {
	if m.bar == nil {
		return src
	}
	return watched{src, m.bar}
}

// Say reports a state between two steps: beside the bar, or as a line.
func (m *Meter) Say(format string, args ...any) {
	text := m.label + ": " + fmt.Sprintf(format, args...)
	if m.bar == nil {
		fmt.Fprintln(m.display.w, text)
		return
	}
	m.bar.Describe(text)
}

// Hide removes the bar until the next step, so that a line can be printed on
// the same terminal.
func (m *Meter) Hide() {
	if m.bar != nil {
		_ = m.bar.Clear() // a bar that cannot be drawn does not stop a training
	}
}

type watched struct {
	src nn.Source
	bar *progressbar.ProgressBar
}

func (w watched) Batches(epoch int) iter.Seq2[nn.Batch, error] {
	return func(yield func(nn.Batch, error) bool) {
		for b, err := range w.src.Batches(epoch) {
			if !yield(b, err) {
				return
			}
			_ = w.bar.Add(1)
		}
	}
}
