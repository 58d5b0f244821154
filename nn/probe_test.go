package nn

import (
	"errors"
	"math"
	"slices"
	"testing"
)

// firstToLast returns by what factor the gradient changes per layer, from the
// last hidden layer back to the second one, as measured over a few seeds, and as
// predicted.
func firstToLast(t *testing.T, act Activation, init Init) (measured, predicted float64) {
	t.Helper()
	const width, rows, hidden, seeds = 64, 64, 8, 4
	spec := MLP(act, slices.Repeat([]int{width}, hidden+2)...)
	for i := range hidden {
		spec.Layers[i].Init = init
	}
	data := clouds(rows, width, 10, rows, 3)
	data.out, data.y = width, make([]float32, rows*width)
	sum := 0.0
	for seed := range uint64(seeds) {
		tr := mustTrainer(t, mustNew(t, spec, seed), Config{Loss: SoftmaxCrossEntropy, Optimizer: SGD{LR: 1}})
		p, err := tr.Probe(data.batch(0, rows))
		if err != nil {
			t.Fatal(err)
		}
		sum += math.Log(p.Layers[1].Delta/p.Layers[hidden-1].Delta) / (hidden - 2)
	}
	square := 0.0
	for _, v := range data.x {
		square += float64(v) * float64(v)
	}
	log := 0.0
	for _, f := range spec.GradientFactors(square / float64(len(data.x)))[1 : hidden-1] {
		log += math.Log(f) / (hidden - 2)
	}
	return math.Exp(sum / seeds), math.Exp(log)
}

// The prediction sqrt(n)*sd(W)*rms f' agrees with the measurement, and both
// with the values known for each initialisation.
func TestGradientFactors(t *testing.T) {
	for _, c := range []struct {
		act       Activation
		init      Init
		want      float64
		tolerance float64
	}{
		{ReLU, He(), 1, 0.005},
		{ReLU, Xavier(), math.Sqrt(0.5), 0.005},
		{ReLU, TorchDefault(), math.Sqrt(1.0 / 6), 0.005},
		{Sigmoid, Xavier(), 0.235, 0.01},
		{Sigmoid, Init{}, 0.235, 0.01},
		{Tanh, Xavier(), 0.9, 0.1},
		{LeakyReLU, He(), 1, 0.005},
	} {
		measured, predicted := firstToLast(t, c.act, c.init)
		t.Logf("%v %v: measured %.4f, predicted %.4f", c.act, c.init, measured, predicted)
		if math.Abs(predicted-c.want) > c.tolerance*c.want {
			t.Errorf("%v %v: predicted %v, want %v", c.act, c.init, predicted, c.want)
		}
		if math.Abs(measured-predicted) > 0.06*predicted {
			t.Errorf("%v %v: measured %v, predicted %v", c.act, c.init, measured, predicted)
		}
	}
	if f := (Spec{}).GradientFactors(1); f != nil {
		t.Errorf("factors %v of no network", f)
	}
	if f := MLP(ReLU, 3, 2).GradientFactors(1); len(f) != 0 {
		t.Errorf("factors %v of a single layer", f)
	}
}

// A network by hand, of which every number is known.
func TestProbe(t *testing.T) {
	spec := Spec{In: 1, Layers: []Layer{{Units: 4, Act: ReLU}, {Units: 4, Act: Sigmoid}, {Units: 1}}}
	m := mustNew(t, spec, 1)
	n := convert[float32](m.net)
	copy(n.layers[0].w, []float32{1, -1, 0, 2}) // for x of 1 and 2: above 0, below, 0, above
	copy(n.layers[0].b, []float32{0, 0, 0, -3}) // the last one for x = 2 only
	clear(n.layers[1].w)
	copy(n.layers[1].b, []float32{0, 100, -100, 1})
	copy(n.layers[2].w, []float32{3, 0, 0, 4})
	tr := mustTrainer(t, &Model{net: n}, Config{Loss: MSE, Optimizer: SGD{LR: 1}})
	p, err := tr.Probe(Batch{X: []float32{1, 2}, Y: []float32{0, 0}, Rows: 2})
	if err != nil {
		t.Fatal(err)
	}
	first, second, last := p.Layers[0], p.Layers[1], p.Layers[2]
	if first.Dead != 0.5 || second.Dead != 0 || p.Dead() != 0.5 {
		t.Errorf("dead %v and %v, in all %v; want 0.5, 0, 0.5", first.Dead, second.Dead, p.Dead())
	}
	if second.Saturated != 0.5 || first.Saturated != 0 || p.Saturated() != 0.5 {
		t.Errorf("saturated %v and %v, in all %v; want 0.5, 0, 0.5", second.Saturated, first.Saturated, p.Saturated())
	}
	if want := math.Sqrt(3.0 / 8); math.Abs(first.Slope-want) > 1e-7 || last.Slope != 1 {
		t.Errorf("slopes %v and %v, want %v and 1", first.Slope, last.Slope, want)
	}
	if first.Weights != math.Sqrt(6) || last.Weights != 5 || first.Gradient != 0 {
		t.Errorf("weights' norms %v and %v, gradient %v; want sqrt 6, 5, 0", first.Weights, last.Weights, first.Gradient)
	}
	// L = mean of out², so dL/dw = 2 out y for each row, and y does not depend on x here.
	s := 1 / (1 + math.Exp(-1))
	out := 3*0.5 + 4*s
	if want := 2 * out * math.Sqrt(0.25+1+s*s); math.Abs(last.Gradient-want) > 1e-5*want || math.Abs(p.Loss-out*out) > 1e-5*out*out {
		t.Errorf("gradient %v, loss %v; want %v, %v", last.Gradient, p.Loss, want, out*out)
	}
	if _, err := tr.Probe(Batch{}); !errors.Is(err, ErrEmpty) {
		t.Errorf("error %v, want ErrEmpty", err)
	}
}

// Looking changes nothing about the training.
func TestProbeChangesNothing(t *testing.T) {
	run := func(every int) ([]float32, *Probe) {
		tr := mustTrainer(t, mustNew(t, MLP(ReLU, 8, 12, 3), 1), Config{Loss: SoftmaxCrossEntropy, Optimizer: Adam{LR: 0.01}, Epochs: 4, Probe: every})
		var last Epoch
		for ep, err := range tr.Epochs(t.Context(), clouds(90, 8, 3, 20, 1)) {
			if err != nil {
				t.Fatal(err)
			}
			last = ep
		}
		return tr.net.params.all, last.Probe
	}
	without, none := run(0)
	with, probe := run(7)
	if !slices.Equal(with, without) {
		t.Error("the weights differ")
	}
	if none != nil || probe == nil || probe.Step != 14 || len(probe.Layers) != 2 {
		t.Errorf("probes %v and %+v, want none and one from step 14", none, probe)
	}
}
