package nn

import (
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
			if last.N != 1000 || last.Steps != 1000 || last.Loss > 0.01 {
				t.Errorf("after %d epochs and %d steps the loss is %v, want 1000 epochs and less than 0.01", last.N, last.Steps, last.Loss)
			}
		})
	}
}

func TestDeepReLUConverges(t *testing.T) {
	train := clouds(512, 16, 4, 64, 1)
	test := clouds(512, 16, 4, 100, 1)
	tr := mustTrainer(t, mustNew(t, MLP(ReLU, 16, 24, 24, 24, 24, 24, 24, 4), 1), Config{
		Loss: SoftmaxCrossEntropy, Optimizer: SGD{LR: 0.05, Momentum: 0.9}, Epochs: 15, Validate: test, Probe: 10,
	})
	for ep, err := range tr.Epochs(t.Context(), train) {
		if err != nil {
			t.Fatal(err)
		}
		t.Log(ep.N, ep.Loss, ep.Val.Accuracy, ep.SinceBest, ep.Probe.Layers[0])
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
