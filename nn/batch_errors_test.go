package nn

import (
	"errors"
	"iter"
	"math"
	"slices"
	"strings"
	"testing"
)

// batches is a source that yields what it holds, and then an error if it has one.
type batches struct {
	list []Batch
	err  error
}

func (s batches) Batches(int) iter.Seq2[Batch, error] {
	return func(yield func(Batch, error) bool) {
		for _, b := range s.list {
			if !yield(b, nil) {
				return
			}
		}
		if s.err != nil {
			yield(Batch{}, s.err)
		}
	}
}

func TestBatchErrors(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	broken := errors.New("disk on fire")
	x, y, labels := make([]float32, 4), make([]float32, 6), []int32{0, 2}
	with := func(y []float32, i int, v float32) []float32 { y = slices.Clone(y); y[i] = v; return y }
	cases := []struct {
		loss Loss
		src  Source
		is   error
		want string
	}{
		{MSE, batches{}, ErrEmpty, "no batches"},
		{MSE, batches{err: broken}, broken, "epoch 1"},
		{MSE, batches{list: []Batch{{}}}, ErrEmpty, "0 rows"},
		{MSE, batches{list: []Batch{{X: x, Y: y, Rows: -2}}}, ErrEmpty, "-2 rows"},
		{MSE, batches{list: []Batch{{X: x, Y: y, Rows: 3}}}, ErrShape, "4 values, want Rows*In = 3*2"},
		{MSE, batches{list: []Batch{{X: x[:3], Y: y, Rows: 2}}}, ErrShape, "3 values, want Rows*In = 2*2"},
		{MSE, batches{list: []Batch{{X: x, Y: y[:5], Rows: 2}}}, ErrShape, "5 values, want Rows*Out = 2*3"},
		{MSE, batches{list: []Batch{{X: x, Labels: labels, Rows: 2}}}, ErrShape, "0 values, want Rows*Out = 2*3"},
		{MSE, batches{list: []Batch{{X: with(x, 3, nan), Y: y, Rows: 2}}}, nil, "row 1, column 1 is NaN"},
		{MSE, batches{list: []Batch{{X: x, Y: with(y, 4, inf), Rows: 2}}}, nil, "row 1, column 1 is +Inf"},
		{BCEWithLogits, batches{list: []Batch{{X: x, Y: with(y, 5, 1.5), Rows: 2}}}, nil, "row 1, column 2 is 1.5"},
		{BCEWithLogits, batches{list: []Batch{{X: x, Y: with(y, 0, nan), Rows: 2}}}, nil, "row 0, column 0 is NaN"},
		{SoftmaxCrossEntropy, batches{list: []Batch{{X: x, Y: y, Rows: 2}}}, ErrShape, "Labels has 0 values, want Rows = 2"},
		{SoftmaxCrossEntropy, batches{list: []Batch{{X: x, Labels: []int32{0, 3}, Rows: 2}}}, nil, "label 1 is 3"},
		{SoftmaxCrossEntropy, batches{list: []Batch{{X: x, Labels: []int32{-1, 0}, Rows: 2}}}, nil, "label 0 is -1"},
	}
	m := mustNew(t, MLP(ReLU, 2, 4, 3), 1)
	for _, c := range cases {
		tr := mustTrainer(t, m, Config{Loss: c.loss, Optimizer: SGD{LR: 0.1}, Epochs: 3})
		var errs []error
		for _, err := range tr.Epochs(t.Context(), c.src) {
			errs = append(errs, err)
		}
		if len(errs) != 1 || errs[0] == nil || !strings.Contains(errs[0].Error(), c.want) || c.is != nil && !errors.Is(errs[0], c.is) {
			t.Errorf("errors %v, want one with %q", errs, c.want)
		}
		if !slices.Equal(tr.net.params.all, m.net.params.all) || tr.step != 0 {
			t.Errorf("%s: a step was made", c.want)
		}
	}
}
