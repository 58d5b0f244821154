// Package train is the command that trains a network on the user's data.
package train

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/lockstep-go/lockstep/bench/internal/progress"
	"github.com/lockstep-go/lockstep/nn"
	"github.com/lockstep-go/lockstep/nn/data"
)

// ErrInterrupted is returned by Run when ctx ended the training. What was
// learned until then has been judged, and saved if that was asked for. Before
// the first step there is nothing to keep, and Run returns ctx's own error.
var ErrInterrupted = errors.New("interrupted")

// evaluationRows is the batch size where no step is made.
const evaluationRows = 500

// Run reads the data, trains, and prints the results to w.
func Run(ctx context.Context, o Options, w io.Writer, display *progress.Display) error {
	if err := checkSave(o.Save); err != nil {
		return err
	}
	t, err := load(o)
	if err != nil {
		return err
	}
	p := newPlan(o, t)
	tr, err := newTrainer(p, t)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s: %d rows to train on, %d to test on, %d inputs, %d classes\n%v\n\n",
		t.name, t.train.Rows(), t.test.Rows(), t.train.In, t.train.Classes, p)
	start := time.Now()
	stopped := fit(ctx, tr, p, t, w, display)
	if stopped != nil && !errors.Is(stopped, ErrInterrupted) {
		return stopped
	}
	// An interrupt ends the training, not the report on it.
	result, err := tr.Evaluate(context.WithoutCancel(ctx), t.test.Batch(evaluationRows))
	if err != nil {
		return err
	}
	if err := printResult(w, result, t.test, time.Since(start)); err != nil {
		return err
	}
	if o.Save != "" {
		if err := nn.SaveFile(o.Save, tr.Snapshot()); err != nil {
			return err
		}
		fmt.Fprintf(w, "saved %s\n", o.Save)
	}
	return stopped
}

// checkSave makes sure before a long training that its directory is there.
func checkSave(name string) error {
	if name == "" {
		return nil
	}
	dir, err := os.Stat(filepath.Dir(name))
	if err != nil {
		return fmt.Errorf("-save %s: expected an existing directory: %w", name, err)
	}
	if !dir.IsDir() {
		return fmt.Errorf("-save %s: expected a file in a directory, but %s is none", name, filepath.Dir(name))
	}
	return nil
}

// newTrainer makes the network with its initial weights.
func newTrainer(p plan, t task) (*nn.Trainer, error) {
	model, err := nn.New(p.spec, nn.Seed(p.Seed))
	if err != nil {
		return nil, err
	}
	if model, err = model.WithInfo(t.info); err != nil {
		return nil, err
	}
	return nn.NewTrainer(model, nn.Config{
		Loss:      nn.SoftmaxCrossEntropy,
		Optimizer: p.optimizer(),
		Schedule:  p.schedule(),
		Epochs:    p.Epochs,
		Validate:  t.test.Batch(evaluationRows),
	})
}

// fit trains and prints a line per epoch, or per several where there are many.
func fit(ctx context.Context, tr *nn.Trainer, p plan, t task, w io.Writer, display *progress.Display) error {
	meter := display.Start("training", p.Epochs*p.epochSteps)
	defer meter.Hide()
	every := (p.Epochs + maxLines - 1) / maxLines
	source := meter.Watch(t.train.Batch(p.Batch, data.Shuffle(p.Seed)))
	fmt.Fprintln(w, "epoch  train loss  test loss  test accuracy  seconds")
	start := time.Now()
	for ep, err := range tr.Epochs(ctx, source) {
		meter.Hide()
		switch {
		case err != nil && ctx.Err() != nil && ep.Steps > 0:
			fmt.Fprintf(w, "\ninterrupted in epoch %d, after %d steps: what was learned until then is kept\n", ep.N, ep.Steps)
			return fmt.Errorf("%w in epoch %d of %d", ErrInterrupted, ep.N, p.Epochs)
		case err != nil:
			return err
		case ep.N%every == 0 || ep.N == p.Epochs:
			fmt.Fprintf(w, "%5d  %10.4f  %9.4f  %11.2f %%  %7.1f\n",
				ep.N, ep.Loss, ep.Val.Loss, 100*ep.Val.Accuracy, time.Since(start).Seconds())
		}
	}
	return nil
}

// maxLines is how many epochs are printed at most.
const maxLines = 20
