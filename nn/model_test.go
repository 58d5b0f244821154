package nn

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
)

// everyActivation is a network with a layer of each kind.
func everyActivation() Spec {
	s := Spec{In: 16}
	for i, a := range []Activation{ReLU, Tanh, LeakyReLU, Sigmoid, Linear} {
		s.Layers = append(s.Layers, Layer{Units: 9 + 4*i, Act: a})
	}
	s.Layers = append(s.Layers, Layer{Units: 4})
	return s
}

// A row has the same outputs alone, in a batch, and in scratch of any size.
func TestPredictRowsAreIndependent(t *testing.T) {
	m := mustNew(t, everyActivation(), 1)
	x := clouds(300, 16, 4, 1, 5).x
	all, err := m.Predict(x)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 300 {
		row, err := m.Predict(x[i*16 : (i+1)*16])
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(row, all[i*4:(i+1)*4]) {
			t.Fatalf("row %d alone %v, in the batch %v", i, row, all[i*4:(i+1)*4])
		}
	}
	for _, rows := range []int{-1, 1, 7, 64, 300, 1 << 30} {
		dst := make([]float32, len(all))
		if err := m.Predictor(rows).Predict(dst, x); err != nil || !slices.Equal(dst, all) {
			t.Errorf("Predictor(%d) differs from Predict: %v", rows, err)
		}
	}
	// Training computes the same outputs as prediction.
	ws := newWorkspace[float32](m.Spec())
	ws.reserve(300)
	if !slices.Equal(m.net.forward(ws, x, 300), all) {
		t.Error("the training pass differs from Predict")
	}
}

// TestPredictConcurrently: also the first predictions of a model may come at once.
func TestPredictConcurrently(t *testing.T) {
	m := mustNew(t, everyActivation(), 1)
	x := clouds(40, 16, 4, 1, 5).x
	want, err := mustNew(t, everyActivation(), 1).Predict(x)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			p, dst := m.Predictor(8), make([]float32, len(want))
			for range 20 {
				got, err := m.Predict(x)
				if err != nil || !slices.Equal(got, want) {
					t.Errorf("Predict beside others differs: %v", err)
					return
				}
				if err := p.Predict(dst, x); err != nil || !slices.Equal(dst, want) {
					t.Errorf("Predictor beside others differs: %v", err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestPredictorAllocatesNothing(t *testing.T) {
	m := mustNew(t, everyActivation(), 1)
	x := clouds(20, 16, 4, 1, 5).x
	dst := make([]float32, 20*4)
	p := m.Predictor(8)
	if n := testing.AllocsPerRun(20, func() {
		if err := p.Predict(dst, x); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations per Predict, want 0", n)
	}
}

func TestPredictShapes(t *testing.T) {
	m := mustNew(t, MLP(ReLU, 5, 4, 3), 1)
	check := func(err error, parts ...string) {
		t.Helper()
		if !errors.Is(err, ErrShape) {
			t.Errorf("error %v, want ErrShape", err)
			return
		}
		for _, p := range parts {
			if !strings.Contains(err.Error(), p) {
				t.Errorf("error %q does not say %q", err, p)
			}
		}
	}
	_, err := m.Predict(make([]float32, 7))
	check(err, "7 values", "5 inputs")
	dst := []float32{1, 2}
	check(m.Predictor(1).Predict(dst, make([]float32, 11)), "11 values", "5 inputs")
	check(m.Predictor(1).Predict(dst, make([]float32, 10)), "2 values", "2*3")
	if dst[0] != 1 || dst[1] != 2 {
		t.Error("dst was written before the error")
	}
	if y, err := m.Predict(nil); err != nil || len(y) != 0 {
		t.Errorf("no rows: %v, %v; want none", y, err)
	}
}

// What a model gives out is a copy, and what it was made from is one too.
func TestModelIsImmutable(t *testing.T) {
	spec := MLP(ReLU, 3, 4, 2)
	m := mustNew(t, spec, 1)
	x := []float32{1, 2, 3}
	before, _ := m.Predict(x)
	spec.Layers[0].Units = 100
	m.Spec().Layers[0].Act = Sigmoid
	m.Weights(0)[0] = 50
	m.Biases(1)[0] = 50
	tr := mustTrainer(t, m, Config{Loss: MSE, Optimizer: SGD{LR: 0.1}})
	snap := tr.Snapshot()
	if _, err := tr.Step(Batch{X: x, Y: []float32{5, -5}, Rows: 1}); err != nil {
		t.Fatal(err)
	}
	for _, model := range []*Model{m, snap} {
		if after, _ := model.Predict(x); !slices.Equal(before, after) {
			t.Errorf("predicts %v, before %v", after, before)
		}
	}
	if after, _ := tr.Snapshot().Predict(x); slices.Equal(before, after) {
		t.Error("the step changed nothing")
	}
}

func TestWeightsLayout(t *testing.T) {
	m := mustNew(t, MLP(Linear, 3, 2), 1)
	y, err := m.Predict([]float32{0, 1, 0})
	if err != nil {
		t.Fatal(err)
	}
	if w := m.Weights(0); y[0] != w[1] || y[1] != w[3+1] {
		t.Errorf("input 1 gives %v, want the weights' column 1 of %v", y, w)
	}
	defer func() {
		if r := recover(); r == nil || !strings.Contains(r.(string), "layer 1 of a model with 1") {
			t.Errorf("Weights(1) panicked with %v", r)
		}
	}()
	m.Weights(1)
}
