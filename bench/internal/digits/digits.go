// Package digits trains deep networks on generated digits: the job that shows
// that the library works, and the question it was started for, whether ReLU
// is what lets a deep network learn. Everything is drawn from one seed, so
// its results are the same to the bit on every machine.
package digits

import (
	"context"
	"errors"
	"fmt"

	"github.com/lockstep-go/lockstep/bench/internal/progress"
	"github.com/lockstep-go/lockstep/nn"
	"github.com/lockstep-go/lockstep/nn/data"
)

// Config sizes the experiments.
type Config struct {
	Train, Test int // digits
	Width       int // units in each hidden layer
	Batch       int
	Epochs      int
	LR          float64 // of plain gradient descent
	Seed        uint64
}

// Default is what the command runs.
func Default(seed uint64) Config {
	return Config{Train: 8000, Test: 2000, Width: 64, Batch: 32, Epochs: 6, LR: 0.05, Seed: seed}
}

// Lab holds the digits and trains networks on them.
type Lab struct {
	cfg         Config
	train, test *data.Set
	display     *progress.Display
}

// NewLab draws the digits.
func NewLab(cfg Config, display *progress.Display) (*Lab, error) {
	all, err := data.Glyphs(cfg.Train+cfg.Test, cfg.Seed)
	if err != nil {
		return nil, err
	}
	l := &Lab{cfg: cfg, display: display}
	l.train, l.test, err = all.Split(float64(cfg.Train)/float64(all.Rows()), cfg.Seed)
	return l, err
}

// Spec describes a network for the digits with equal hidden layers.
func (l *Lab) Spec(act nn.Activation, hidden int) nn.Spec {
	sizes := []int{l.train.In}
	for range hidden {
		sizes = append(sizes, l.cfg.Width)
	}
	return nn.MLP(act, append(sizes, l.train.Classes)...)
}

// Outcome is what became of one network.
type Outcome struct {
	Spec     nn.Spec
	Start    nn.Probe // the gradients before the first step
	Accuracy float64  // on the test set after the last epoch
	Diverged error    // why training ended early with numbers that are not finite, or nil
	Model    *nn.Model
}

// Train trains a network from its initial weights and judges it on the test set.
// A training that diverges is a result, not an error.
func (l *Lab) Train(ctx context.Context, label string, spec nn.Spec) (Outcome, error) {
	out := Outcome{Spec: spec}
	tr, err := l.trainer(spec)
	if err != nil {
		return out, err
	}
	if out.Start, err = l.probe(tr); err != nil {
		return out, err
	}
	steps := (l.train.Rows() + l.cfg.Batch - 1) / l.cfg.Batch
	meter := l.display.Start(label, l.cfg.Epochs*steps)
	defer meter.Hide()
	source := meter.Watch(l.train.Batch(l.cfg.Batch, data.Shuffle(l.cfg.Seed)))
	for ep, err := range tr.Epochs(ctx, source) {
		if diverged := (*nn.DivergedError)(nil); errors.As(err, &diverged) {
			out.Diverged = err
			break
		}
		if err != nil {
			return out, err
		}
		meter.Say("epoch %d/%d, loss %.3f, test accuracy %.1f %%", ep.N, l.cfg.Epochs, ep.Loss, 100*ep.Val.Accuracy)
	}
	judged, err := tr.Evaluate(ctx, l.test.Batch(evaluationRows))
	if err != nil {
		return out, err
	}
	out.Accuracy, out.Model = judged.Accuracy, tr.Snapshot()
	return out, nil
}

// evaluationRows is the batch size where no step is made: large enough for
// matrix products at full speed.
const evaluationRows = 500

func (l *Lab) trainer(spec nn.Spec) (*nn.Trainer, error) {
	model, err := nn.New(spec, nn.Seed(l.cfg.Seed))
	if err != nil {
		return nil, err
	}
	return nn.NewTrainer(model, nn.Config{
		Loss:      nn.SoftmaxCrossEntropy,
		Optimizer: nn.SGD{LR: l.cfg.LR},
		Epochs:    l.cfg.Epochs,
		Validate:  l.test.Batch(evaluationRows),
	})
}

// probe looks at the gradient of the mean loss over the first training rows.
func (l *Lab) probe(tr *nn.Trainer) (nn.Probe, error) {
	for batch, err := range l.train.Batch(evaluationRows).Batches(0) {
		if err != nil {
			return nn.Probe{}, err
		}
		return tr.Probe(batch)
	}
	return nn.Probe{}, fmt.Errorf("digits: %w", nn.ErrEmpty)
}
