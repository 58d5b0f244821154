package nn

import (
	"math"
	"strings"
	"testing"
)

func TestConfigErrors(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	sgd := SGD{LR: 0.1}
	plain := MLP(ReLU, 2, 4, 3)
	ending := func(a Activation, units int) Spec {
		s := MLP(ReLU, 2, 4, units)
		s.Layers[1].Act = a
		return s
	}
	cases := []struct {
		spec Spec
		cfg  Config
		want string
	}{
		{plain, Config{Optimizer: sgd}, "unknown loss 0"},
		{plain, Config{Loss: 77, Optimizer: sgd}, "unknown loss 77"},
		{plain, Config{Loss: MSE}, "no Optimizer"},
		{plain, Config{Loss: MSE, Optimizer: SGD{}}, "learning rate is 0"},
		{plain, Config{Loss: MSE, Optimizer: SGD{LR: nan}}, "learning rate is NaN"},
		{plain, Config{Loss: MSE, Optimizer: Adam{LR: inf}}, "learning rate is +Inf"},
		{plain, Config{Loss: MSE, Optimizer: AdamW{LR: -1}}, "learning rate is -1"},
		{plain, Config{Loss: MSE, Optimizer: SGD{LR: 1e39}}, "learning rate is 1e+39"},
		{plain, Config{Loss: MSE, Optimizer: SGD{LR: 0.1, Momentum: 1}}, "SGD: Momentum is 1"},
		{plain, Config{Loss: MSE, Optimizer: SGD{LR: 0.1, Momentum: -0.5}}, "Momentum is -0.5"},
		{plain, Config{Loss: MSE, Optimizer: SGD{LR: 0.1, Momentum: nan}}, "Momentum is NaN"},
		{plain, Config{Loss: MSE, Optimizer: SGD{LR: 0.1, WeightDecay: -1}}, "SGD: WeightDecay is -1"},
		{plain, Config{Loss: MSE, Optimizer: Adam{LR: 0.1, Beta1: 1}}, "Adam: Beta1 is 1"},
		{plain, Config{Loss: MSE, Optimizer: AdamW{LR: 0.1, Beta2: -1}}, "AdamW: Beta2 is -1"},
		{plain, Config{Loss: MSE, Optimizer: AdamW{LR: 0.1, Eps: nan}}, "AdamW: Eps is NaN"},
		{plain, Config{Loss: MSE, Optimizer: Adam{LR: 0.1, WeightDecay: inf}}, "Adam: WeightDecay is +Inf"},
		{plain, Config{Loss: MSE, Optimizer: sgd, Epochs: -1}, "-1 epochs"},
		{plain, Config{Loss: MSE, Optimizer: sgd, Probe: -1}, "every -1 steps"},
		{ending(Sigmoid, 3), Config{Loss: SoftmaxCrossEntropy, Optimizer: sgd}, "softmax cross-entropy over a last layer with activation sigmoid"},
		{ending(Sigmoid, 1), Config{Loss: BCEWithLogits, Optimizer: sgd}, "BCE with logits over a last layer with activation sigmoid"},
		{ending(ReLU, 3), Config{Loss: SoftmaxCrossEntropy, Optimizer: sgd}, "want a linear last layer"},
		{ending(Linear, 1), Config{Loss: SoftmaxCrossEntropy, Optimizer: sgd}, "over 1 output"},
		{ending(Sigmoid, 3), Config{Loss: MSE, Optimizer: sgd}, ""},
	}
	for _, c := range cases {
		tr, err := NewTrainer(mustNew(t, c.spec, 1), c.cfg)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%+v: %v", c.cfg, err)
		case c.want != "" && (err == nil || tr != nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%+v: error %v, want one with %q", c.cfg, err, c.want)
		}
	}
	if _, err := NewTrainer(nil, Config{Loss: MSE, Optimizer: sgd}); err == nil {
		t.Error("a trainer of no model")
	}
}

func TestScheduleErrors(t *testing.T) {
	b := xor().batch(0, 4)
	for _, bad := range []float64{math.NaN(), math.Inf(1), -0.1} {
		schedule := func(step int) float64 { return []float64{0.1, bad}[step] }
		tr := mustTrainer(t, mustNew(t, MLP(ReLU, 2, 4, 1), 1), Config{Loss: MSE, Optimizer: SGD{}, Schedule: schedule})
		if _, err := tr.Step(b); err != nil {
			t.Fatal(err)
		}
		if _, err := tr.Step(b); err == nil || !strings.Contains(err.Error(), "step 1") || tr.step != 1 {
			t.Errorf("rate %v: error %v after %d steps, want one at step 1", bad, err, tr.step)
		}
	}
}

func TestSchedules(t *testing.T) {
	check := func(name string, s Schedule, want map[int]float64) {
		t.Helper()
		for step, v := range want {
			if got := s(step); math.Abs(got-v) > 1e-15*math.Abs(v) {
				t.Errorf("%s, step %d: %v, want %v", name, step, got, v)
			}
		}
	}
	check("Constant", Constant(0.3), map[int]float64{0: 0.3, 9999: 0.3})
	check("StepDecay", StepDecay(0.8, 0.5, 10), map[int]float64{0: 0.8, 9: 0.8, 10: 0.4, 29: 0.2, 1 << 30: 0})
	check("StepDecay by 1", StepDecay(0.8, 1, 1), map[int]float64{1 << 30: 0.8})
	check("Cosine", Cosine(0.9, 0.1, 100), map[int]float64{0: 0.9, 50: 0.5, 100: 0.1, 101: 0.1, 1 << 30: 0.1})
	check("Warmup", Warmup(4, Cosine(1, 0, 100)), map[int]float64{0: 0.2, 1: 0.4, 3: 0.8, 4: 1, 54: 0.5, 104: 0})
	check("Cosine of 0 steps", Cosine(0.9, 0.1, 0), map[int]float64{0: 0.1})
	for i := range 1001 {
		x := float64(i) / 1000
		if got, want := halfCosine(x), (1+math.Cos(math.Pi*x))/2; math.Abs(got-want) > 5e-16 {
			t.Errorf("halfCosine(%v) = %v, want %v", x, got, want)
		}
	}
}
