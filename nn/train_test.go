package nn

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
)

func TestXORConverges(t *testing.T) {
	cases := []struct {
		name string
		spec Spec
		cfg  Config
	}{
		{"relu, softmax, Adam", MLP(ReLU, 2, 16, 2), Config{Loss: SoftmaxCrossEntropy, Optimizer: Adam{LR: 0.03}}},
		{"tanh, BCE, SGD with momentum", MLP(Tanh, 2, 8, 1), Config{Loss: BCEWithLogits, Optimizer: SGD{LR: 0.3, Momentum: 0.9}}},
		{"sigmoid, BCE, Adam", MLP(Sigmoid, 2, 8, 1), Config{Loss: BCEWithLogits, Optimizer: Adam{LR: 0.03}}},
		{"leaky, MSE, AdamW", MLP(LeakyReLU, 2, 16, 1), Config{Loss: MSE, Optimizer: AdamW{LR: 0.03, WeightDecay: 1e-4}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.cfg.Epochs = 1000
			tr := mustTrainer(t, mustNew(t, c.spec, 1), c.cfg)
			var last Epoch
			for ep, err := range tr.Epochs(t.Context(), xor()) {
				if err != nil {
					t.Fatal(err)
				}
				last = ep
			}
			if last.N != 1000 || last.Steps != 1000 || last.Rows != 4 || last.Loss > 0.01 {
				t.Errorf("after %d epochs and %d steps the loss is %v, want 1000 epochs and less than 0.01", last.N, last.Steps, last.Loss)
			}
		})
	}
}

// Seven hidden layers learn, with He's initialisation, what a sigmoid network
// of that depth does not.
func TestDeepNetworks(t *testing.T) {
	if testing.Short() {
		t.Skip("trains deep networks for a second, or minutes on an emulator; equal bits are TestGolden's business")
	}
	train, test := clouds(512, 16, 4, 32, 1), clouds(512, 16, 4, 100, 1)
	for _, c := range []struct {
		act   Activation
		learn bool
	}{{ReLU, true}, {LeakyReLU, true}, {Tanh, true}, {Sigmoid, false}} {
		spec := MLP(c.act, 16, 24, 24, 24, 24, 24, 24, 24, 4)
		tr := mustTrainer(t, mustNew(t, spec, 1), Config{Loss: SoftmaxCrossEntropy, Optimizer: SGD{LR: 0.05}, Epochs: 20, Validate: test})
		var last Epoch
		for ep, err := range tr.Epochs(t.Context(), train) {
			if err != nil {
				t.Fatal(err)
			}
			last = ep
		}
		if c.learn != (last.Val.Accuracy > 0.97) || !c.learn && last.Val.Accuracy > 0.5 {
			t.Errorf("%v: accuracy %v", c.act, last.Val.Accuracy)
		}
		if last.Val.Rows != 512 || last.LR != 0.05 {
			t.Errorf("%v: %+v", c.act, last)
		}
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	data := clouds(64, 8, 3, 64, 1)
	for _, o := range []Optimizer{SGD{LR: 0.1}, SGD{LR: 0.1, Momentum: 0.9, WeightDecay: 1e-4}, Adam{LR: 1e-3}, AdamW{LR: 1e-3, WeightDecay: 0.01}} {
		for _, l := range []Loss{SoftmaxCrossEntropy, BCEWithLogits, MSE} {
			tr := mustTrainer(t, mustNew(t, MLP(ReLU, 8, 16, 3), 1), Config{Loss: l, Optimizer: o})
			b := data.batch(0, 64)
			n := testing.AllocsPerRun(20, func() {
				if _, err := tr.Step(b); err != nil {
					t.Fatal(err)
				}
			})
			if n != 0 {
				t.Errorf("%T, %v: %v allocations per step, want 0", o, l, n)
			}
		}
	}
}

// runTo trains for the given number of epochs, in calls that each make calls of
// them, and returns the weights.
func runTo(t *testing.T, epochs, each int) []float32 {
	t.Helper()
	tr := mustTrainer(t, mustNew(t, MLP(Tanh, 8, 12, 3), 1), Config{Loss: SoftmaxCrossEntropy, Optimizer: Adam{LR: 0.01}, Epochs: epochs})
	n := 0
	for n < epochs {
		for ep, err := range tr.Epochs(t.Context(), clouds(90, 8, 3, 20, 1)) {
			n++
			if err != nil || ep.N != n || ep.Steps != 5*n {
				t.Fatalf("epoch %+v, %v; want number %d", ep, err, n)
			}
			if n%each == 0 {
				break
			}
		}
	}
	for range tr.Epochs(t.Context(), xor()) {
		t.Error("an epoch after the last one")
	}
	return tr.Snapshot().net.params.all
}

func TestBreakAndGoOn(t *testing.T) {
	want := runTo(t, 6, 6)
	if !slices.Equal(runTo(t, 6, 6), want) {
		t.Error("the same run gave other weights")
	}
	if !slices.Equal(runTo(t, 6, 1), want) || !slices.Equal(runTo(t, 6, 4), want) {
		t.Error("a run in pieces gave other weights")
	}
}

func TestSteps(t *testing.T) {
	data := clouds(90, 8, 3, 20, 1)
	cfg := Config{Loss: SoftmaxCrossEntropy, Optimizer: SGD{LR: 0.1}, Epochs: 2, Probe: 4, Schedule: StepDecay(0.1, 0.5, 5)}
	tr := mustTrainer(t, mustNew(t, MLP(ReLU, 8, 12, 3), 1), cfg)
	n := 0
	for s, err := range tr.Steps(t.Context(), data) {
		if err != nil {
			t.Fatal(err)
		}
		if s.N != n || s.Epoch != 1+n/5 || s.LR != []float64{0.1, 0.05}[n/5] || (s.Probe != nil) != (n%4 == 0) {
			t.Errorf("step %d is %+v", n, s)
		}
		n++
	}
	if n != 10 {
		t.Errorf("%d steps, want 2 epochs of 5", n)
	}
	byEpoch := mustTrainer(t, mustNew(t, MLP(ReLU, 8, 12, 3), 1), cfg)
	for _, err := range byEpoch.Epochs(t.Context(), data) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(byEpoch.net.params.all, tr.net.params.all) {
		t.Error("Steps and Epochs give different weights")
	}

	// A cut epoch is repeated from its beginning.
	tr = mustTrainer(t, mustNew(t, MLP(ReLU, 8, 12, 3), 1), cfg)
	for s := range tr.Steps(t.Context(), data) {
		if s.N == 2 {
			break
		}
	}
	for s := range tr.Steps(t.Context(), data) {
		if s.N != 3 || s.Epoch != 1 {
			t.Errorf("goes on with %+v, want step 3 of epoch 1", s)
		}
		break
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	tr := mustTrainer(t, mustNew(t, MLP(ReLU, 8, 12, 3), 1), Config{Loss: SoftmaxCrossEntropy, Optimizer: SGD{LR: 0.1}})
	data := clouds(90, 8, 3, 20, 1)
	var weights []float32
	for s, err := range tr.Steps(ctx, data) {
		if s.N == 7 {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("step 7: error %v, want context.Canceled", err)
			}
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if s.N == 6 {
			cancel()
			weights = slices.Clone(tr.net.params.all)
		}
	}
	if !slices.Equal(tr.Snapshot().net.params.all, weights) {
		t.Error("a step was made after the context was done")
	}
	n := 0
	for ep, err := range tr.Epochs(ctx, data) {
		n++
		if !errors.Is(err, context.Canceled) || ep.Rows != 0 {
			t.Errorf("epoch %+v, error %v, want context.Canceled", ep, err)
		}
	}
	if n != 1 {
		t.Errorf("%d yields after the context was done, want 1", n)
	}
}

// Best holds the epoch with the lowest validation loss, not the last one.
func TestBest(t *testing.T) {
	val := clouds(60, 8, 3, 60, 9)
	tr := mustTrainer(t, mustNew(t, MLP(Tanh, 8, 12, 3), 1), Config{
		Loss: SoftmaxCrossEntropy, Optimizer: SGD{}, Validate: val, Epochs: 12,
		Schedule: func(step int) float64 { return []float64{0.1, 5}[bit(step >= 25)] }, // sound for 5 epochs
	})
	if !slices.Equal(tr.Best().net.params.all, tr.Snapshot().net.params.all) {
		t.Error("before training Best is not Snapshot")
	}
	best, at := math.Inf(1), 0
	for ep, err := range tr.Epochs(t.Context(), clouds(90, 8, 3, 20, 1)) {
		if err != nil {
			t.Fatal(err)
		}
		if ep.Val.Loss < best {
			best, at = ep.Val.Loss, ep.N
		}
		if ep.SinceBest != ep.N-at {
			t.Errorf("epoch %d: SinceBest %d, want %d", ep.N, ep.SinceBest, ep.N-at)
		}
	}
	if at == 12 {
		t.Fatal("the validation data never got worse: nothing was tested")
	}
	m, err := tr.Best().Evaluate(t.Context(), SoftmaxCrossEntropy, val)
	if err != nil || m.Loss != best {
		t.Errorf("Best's loss is %v, %v; want %v", m.Loss, err, best)
	}
}

func TestDiverged(t *testing.T) {
	data := clouds(64, 8, 3, 64, 1)
	tr := mustTrainer(t, mustNew(t, MLP(ReLU, 8, 16, 16, 3), 1), Config{Loss: MSE, Optimizer: SGD{LR: 1e6}, Epochs: 100})
	var last error
	for _, err := range tr.Epochs(t.Context(), data) {
		last = err
	}
	var div *DivergedError
	if !errors.As(last, &div) || div.LR != 1e6 || div.Step != tr.step || div.Layer < 0 || div.Layer > 2 || finite(div.Loss) {
		t.Fatalf("error %v (%+v), want DivergedError", last, div)
	}
	// The layer is the first one whose output is not finite.
	tr = mustTrainer(t, mustNew(t, MLP(ReLU, 8, 16, 16, 3), 1), Config{Loss: MSE, Optimizer: SGD{LR: 0.1}})
	tr.net.params.b[1][3] = float32(math.NaN())
	before := slices.Clone(tr.net.params.all)
	if _, err := tr.Step(data.batch(0, 64)); !errors.As(err, &div) || div.Layer != 1 || div.Step != 0 {
		t.Errorf("error %v, want DivergedError in layer 1 at step 0", err)
	}
	if !slices.EqualFunc(before, tr.net.params.all, func(a, b float32) bool { return a == b || a != a && b != b }) {
		t.Error("the weights changed")
	}
}
