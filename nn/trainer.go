package nn

import (
	"fmt"
	"math"
	"slices"
)

// Config says how to train. Loss and Optimizer must be set; everything else
// may be left out.
type Config struct {
	Loss      Loss
	Optimizer Optimizer
	Schedule  Schedule // learning rates; nil for the Optimizer's LR throughout
	Epochs    int      // passes over the data; 0 for as many as the caller asks for
	Validate  Source   // judged after every epoch, by its batches of epoch 0; nil for none
	Probe     int      // look into the layers at every so many steps; 0 for never
}

// Trainer trains a network. It owns its weights: the model it was made from
// does not change. It belongs to one goroutine.
type Trainer struct {
	cfg  Config
	info Info
	net  *net[float32]
	grad params[float32]
	ws   *workspace[float32]
	move update

	step, epoch int // made so far
	best        bestSoFar
	latest      *Probe // of those that Config.Probe asks for
}

// bestSoFar are the weights of the epoch with the lowest loss.
type bestSoFar struct {
	loss  float64
	epoch int
	all   []float32
}

// NewTrainer returns a Trainer that starts from the weights of m, which it
// copies. The error says which part of cfg is missing, out of range or does not
// fit the network.
func NewTrainer(m *Model, cfg Config) (*Trainer, error) {
	if m == nil {
		return nil, fmt.Errorf("nn: NewTrainer needs a model, found nil")
	}
	if err := cfg.check(m.net.spec); err != nil {
		return nil, err
	}
	n := convert[float32](m.net)
	return &Trainer{
		cfg: cfg, info: m.info, net: n,
		grad: newParams[float32](n.spec),
		ws:   newWorkspace[float32](n.spec),
		move: cfg.Optimizer.start(n.params),
	}, nil
}

func (cfg Config) check(s Spec) error {
	if err := cfg.Loss.check(s); err != nil {
		return err
	}
	if cfg.Optimizer == nil {
		return fmt.Errorf("nn: config has no Optimizer, want SGD, Adam or AdamW")
	}
	if err := cfg.Optimizer.check(); err != nil {
		return err
	}
	if lr := cfg.Optimizer.rate(); cfg.Schedule == nil && !(lr > 0 && lr <= math.MaxFloat32) {
		return fmt.Errorf("nn: learning rate is %v, want a finite number above 0", lr)
	}
	if cfg.Epochs < 0 {
		return fmt.Errorf("nn: %d epochs, want at least 0", cfg.Epochs)
	}
	if cfg.Probe < 0 {
		return fmt.Errorf("nn: probe every %d steps, want at least 0", cfg.Probe)
	}
	return nil
}

// Step trains on one batch and returns its loss, from before the step. On an
// error the weights are as they were. It allocates nothing once it has seen the
// largest batch.
func (t *Trainer) Step(b Batch) (float64, error) {
	loss, _, err := t.makeStep(b)
	return loss, err
}

// makeStep returns the step's loss and learning rate.
func (t *Trainer) makeStep(b Batch) (loss, lr float64, err error) {
	if lr, err = t.rate(); err != nil {
		return 0, lr, err
	}
	if err = checkBatch(t.net.spec, t.cfg.Loss, b); err != nil {
		return 0, lr, err
	}
	own := batch[float32]{x: b.X, labels: b.Labels, y: b.Y, rows: b.Rows}
	loss = t.net.lossGradient(t.ws, t.cfg.Loss, own)
	if !finite(loss) {
		return loss, lr, t.diverged(b, loss, lr)
	}
	t.net.backward(t.ws, &t.grad, b.X, b.Rows)
	t.move(t.net.params, t.grad, lr, t.step)
	t.step++
	return loss, lr, nil
}

// rate returns the learning rate of the next step.
func (t *Trainer) rate() (float64, error) {
	if t.cfg.Schedule == nil {
		return t.cfg.Optimizer.rate(), nil
	}
	lr := t.cfg.Schedule(t.step)
	if !(lr >= 0 && lr <= math.MaxFloat32) {
		return lr, fmt.Errorf("nn: the schedule's learning rate for step %d is %v, want a finite number of at least 0", t.step, lr)
	}
	return lr, nil
}

// diverged says why the loss of b is not finite.
func (t *Trainer) diverged(b Batch, loss, lr float64) error {
	if i := firstNotFinite(b.X); i >= 0 {
		in := t.net.spec.In
		return fmt.Errorf("nn: step %d: batch X, row %d, column %d is %v, want a finite number", t.step, i/in, i%in, b.X[i])
	}
	if i := firstNotFinite(b.Y); i >= 0 && t.cfg.Loss == MSE {
		out := t.net.spec.Out()
		return fmt.Errorf("nn: step %d: batch Y, row %d, column %d is %v, want a finite number", t.step, i/out, i%out, b.Y[i])
	}
	e := &DivergedError{Step: t.step, Layer: len(t.net.layers) - 1, LR: lr, Loss: loss}
	for i, y := range t.ws.y {
		if firstNotFinite(y[:b.Rows*t.net.layers[i].out]) >= 0 {
			e.Layer = i
			break
		}
	}
	return e
}

func finite(v float64) bool { return v-v == 0 }

// firstNotFinite returns the index of the first NaN or infinity, or -1.
func firstNotFinite(x []float32) int {
	return slices.IndexFunc(x, func(v float32) bool { return v-v != 0 })
}

// Snapshot returns a copy of the weights as they are now.
func (t *Trainer) Snapshot() *Model {
	return &Model{net: convert[float32](t.net), info: t.info}
}

// Best returns the weights after the epoch with the lowest loss: on the
// validation data, or in training if there is none. Before the first
// epoch's end it is Snapshot.
func (t *Trainer) Best() *Model {
	m := t.Snapshot()
	if t.best.all != nil {
		copy(m.net.params.all, t.best.all)
	}
	return m
}
