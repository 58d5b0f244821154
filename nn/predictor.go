package nn

import (
	"fmt"

	"github.com/lockstep-go/lockstep/kernels"
)

// maxPredictorRows bounds a Predictor's scratch. More rows at a time are no
// faster.
const maxPredictorRows = 1024

// Predictor computes a model's outputs in scratch of its own, without
// allocating. It belongs to one goroutine at a time.
type Predictor struct {
	net    *net[float32]
	packed []*kernels.Packed[float32]
	rows   int
	ws     workspace[float32]
}

// Predictor returns a Predictor that passes up to rows rows through the network at
// a time, from 1 to 1024; other numbers count as the nearest of these. It takes
// any number of rows all the same, with the same results. The first Predictor of a
// model makes a copy of its weights for all of them, in an order that is faster to read.
func (m *Model) Predictor(rows int) *Predictor {
	rows = min(max(rows, 1), maxPredictorRows)
	p := &Predictor{net: m.net, packed: m.net.packed.of(m.net), rows: rows}
	// Each layer reads its predecessor's output only, so two buffers take turns.
	var widest [2]int
	for i, l := range m.net.spec.Layers {
		widest[i%2] = max(widest[i%2], l.Units)
	}
	var turn [2][]float32
	for i := range turn {
		turn[i] = make([]float32, rows*widest[i])
	}
	for i := range m.net.layers {
		p.ws.y = append(p.ws.y, turn[i%2])
	}
	return p
}

// Predict sets dst to the outputs for the rows of x, as Model.Predict returns
// them. dst holds Out values for each row of In values in x and must not
// overlap x. It allocates nothing. The error is ErrShape on other lengths.
func (p *Predictor) Predict(dst, x []float32) error {
	in, out := p.net.spec.In, p.net.spec.Out()
	if len(x)%in != 0 {
		return fmt.Errorf("nn: %w: x has %d values, want a multiple of the model's %d inputs", ErrShape, len(x), in)
	}
	rows := len(x) / in
	if len(dst) != rows*out {
		return fmt.Errorf("nn: %w: dst has %d values, want rows*outputs = %d*%d", ErrShape, len(dst), rows, out)
	}
	for at := 0; at < rows; at += p.rows {
		n := min(p.rows, rows-at)
		copy(dst[at*out:], p.net.predict(&p.ws, p.packed, x[at*in:(at+n)*in], n))
	}
	return nil
}
