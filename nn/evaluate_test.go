package nn

import (
	"context"
	"errors"
	"math"
	"reflect"
	"testing"
)

// identity is a network that gives back its inputs.
func identity(t *testing.T, n int) *Model {
	m := mustNew(t, MLP(Linear, n, n), 1)
	clear(m.net.layers[0].w)
	for i := range n {
		m.net.layers[0].w[i*n+i] = 1
	}
	return m
}

func TestEvaluateClasses(t *testing.T) {
	data := table{
		in: 3, out: 3, size: 2, // the last batch is smaller
		x: []float32{
			5, 0, 0,
			1, 1, 0, // equal: the lower class
			0, 0, 0, // all equal
			0, 2, 3,
			-1, -3, -2,
		},
		labels: []int32{0, 1, 0, 2, 1},
	}
	m, err := identity(t, 3).Evaluate(t.Context(), SoftmaxCrossEntropy, data)
	if err != nil {
		t.Fatal(err)
	}
	want := Confusion{{2, 0, 0}, {2, 0, 0}, {0, 0, 1}}
	if m.Accuracy != 0.6 || m.Rows != 5 || !reflect.DeepEqual(m.Confusion, want) {
		t.Errorf("%+v, want accuracy 0.6 of 5 and %v", m, want)
	}
	loss := 0.0
	for i, c := range data.labels {
		sum := 0.0
		for _, v := range data.x[i*3 : i*3+3] {
			sum += math.Exp(float64(v))
		}
		loss += math.Log(sum) - float64(data.x[i*3+int(c)])
	}
	if math.Abs(m.Loss-loss/5) > 1e-6 {
		t.Errorf("loss %v, want %v", m.Loss, loss/5)
	}
	if p, r := m.Confusion.Precision(0), m.Confusion.Recall(0); p != 0.5 || r != 1 {
		t.Errorf("class 0: precision %v, recall %v; want 0.5, 1", p, r)
	}
	if p, r := m.Confusion.Precision(1), m.Confusion.Recall(1); !math.IsNaN(p) || r != 0 {
		t.Errorf("class 1: precision %v, recall %v; want NaN, 0", p, r)
	}
}

func TestEvaluateBinary(t *testing.T) {
	data := table{in: 1, out: 1, size: 3, x: []float32{-1, 2, 0, 3, -4}, y: []float32{0, 1, 1, 0, 1}}
	m, err := identity(t, 1).Evaluate(t.Context(), BCEWithLogits, data)
	if err != nil {
		t.Fatal(err)
	}
	if want := (Confusion{{1, 1}, {2, 1}}); m.Accuracy != 0.4 || !reflect.DeepEqual(m.Confusion, want) {
		t.Errorf("%+v, want accuracy 0.4 and %v", m, want)
	}
	several := table{in: 2, out: 2, size: 2, x: []float32{1, -1, 1, 1}, y: []float32{1, 0, 0, 1}}
	if m, err = identity(t, 2).Evaluate(t.Context(), BCEWithLogits, several); err != nil || m.Accuracy != 0.75 || m.Confusion != nil {
		t.Errorf("%+v, %v; want accuracy 0.75 and no confusion matrix", m, err)
	}
	if m, err = identity(t, 2).Evaluate(t.Context(), MSE, several); err != nil || !math.IsNaN(m.Accuracy) || m.Loss != 0.5 {
		t.Errorf("%+v, %v; want loss 0.5 and accuracy NaN", m, err)
	}
}

func TestEvaluateErrors(t *testing.T) {
	m := identity(t, 2)
	data := clouds(10, 2, 2, 5, 1)
	done, cancel := context.WithCancel(t.Context())
	cancel()
	broken := errors.New("disk on fire")
	for _, c := range []struct {
		ctx  context.Context
		loss Loss
		src  Source
		want error
	}{
		{t.Context(), MSE, batches{}, ErrEmpty},
		{t.Context(), MSE, batches{err: broken}, broken},
		{t.Context(), MSE, clouds(10, 3, 2, 5, 1), ErrShape},
		{done, MSE, data, context.Canceled},
	} {
		if got, err := m.Evaluate(c.ctx, c.loss, c.src); !errors.Is(err, c.want) || got.Rows != 0 {
			t.Errorf("%+v, error %v; want %v", got, err, c.want)
		}
	}
	if _, err := m.Evaluate(t.Context(), 0, data); err == nil {
		t.Error("an unknown loss was taken")
	}
	// An error in validation ends the training, with the epoch's steps made.
	tr := mustTrainer(t, m, Config{Loss: MSE, Optimizer: SGD{LR: 0.01}, Validate: batches{err: broken}})
	n := 0
	for ep, err := range tr.Epochs(t.Context(), data) {
		n++
		if !errors.Is(err, broken) || ep.Steps != 2 || tr.step != 2 {
			t.Errorf("%+v, %v; want %v after 2 steps", ep, err, broken)
		}
	}
	if n != 1 {
		t.Errorf("%d yields, want 1", n)
	}
}
