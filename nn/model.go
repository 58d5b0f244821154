package nn

import (
	"fmt"
	"slices"
	"sync"
)

// Model is a network with its weights. It never changes after New, Load,
// Snapshot or Best has made it, and any number of goroutines may use it.
type Model struct {
	net     *net[float32]
	info    Info
	scratch sync.Pool // of *Predictor
}

// Option is a choice in New.
type Option func(*options)

type options struct {
	seed uint64
}

// Seed chooses the random numbers of the initial weights; 0 without it.
func Seed(seed uint64) Option {
	return func(o *options) { o.seed = seed }
}

// New makes a model of spec with initial weights. The error is Spec.Check's.
func New(spec Spec, opts ...Option) (*Model, error) {
	if err := spec.Check(); err != nil {
		return nil, err
	}
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	n := newNet[float32](spec.clone())
	in := spec.In
	for i, l := range spec.Layers {
		l.draw(n.params.w[i], in, o.seed, i)
		in = l.Units
	}
	return &Model{net: n}, nil
}

// Spec returns the model's description.
func (m *Model) Spec() Spec { return m.net.spec.clone() }

// In returns the number of inputs of a row.
func (m *Model) In() int { return m.net.spec.In }

// Out returns the number of outputs of a row.
func (m *Model) Out() int { return m.net.spec.Out() }

// Weights returns a copy of the weights of layer l, counted from 0: units rows
// of in weights each, row-major, as in PyTorch and in the model file. It
// panics if there is no such layer.
func (m *Model) Weights(l int) []float32 {
	m.checkLayer(l)
	d := &m.net.layers[l]
	return transpose(d.w, d.in, d.out)
}

// Biases returns a copy of the biases of layer l, counted from 0, one per
// unit. It panics if there is no such layer.
func (m *Model) Biases(l int) []float32 {
	m.checkLayer(l)
	return slices.Clone(m.net.layers[l].b)
}

func (m *Model) checkLayer(l int) {
	if n := len(m.net.layers); l < 0 || l >= n {
		panic(fmt.Sprintf("nn: layer %d of a model with %d", l, n))
	}
}

// transpose returns the cols*rows transpose of the rows*cols matrix a.
func transpose(a []float32, rows, cols int) []float32 {
	t := make([]float32, len(a))
	for i := range rows {
		for j, v := range a[i*cols : (i+1)*cols] {
			t[j*rows+i] = v
		}
	}
	return t
}

// predictRows is how many rows Predict passes through the network at a time:
// enough for full speed, little enough to stay in cache.
const predictRows = 256

// Predict returns the outputs for the rows of x, which holds any number of rows
// of In values, row-major: as many rows of Out values. They are the last
// layer's outputs; where that is linear, for a classifier, they are logits. A
// row's outputs do not depend on the other rows.
//
// Any number of goroutines may call it. It allocates the result and, after a model's
// first call, nothing else; where that is too much there is Predictor. The error is ErrShape if
// len(x) is no multiple of In.
func (m *Model) Predict(x []float32) ([]float32, error) {
	if len(x)%m.In() != 0 {
		return nil, fmt.Errorf("nn: %w: x has %d values, want a multiple of the model's %d inputs", ErrShape, len(x), m.In())
	}
	if rows, most := len(x)/m.In(), m.net.spec.maxRows(); rows > most {
		return nil, fmt.Errorf("nn: %w: x has %d rows, want at most %d", ErrShape, rows, most)
	}
	p, ok := m.scratch.Get().(*Predictor)
	if !ok {
		p = m.Predictor(predictRows)
	}
	defer m.scratch.Put(p)
	dst := make([]float32, len(x)/m.In()*m.Out())
	return dst, p.Predict(dst, x)
}
