package nn

import "github.com/lockstep-go/lockstep/kernels"

// params are the weights and biases of a network, or their gradients, or an
// optimiser's moments: one block of memory, so that an optimiser runs once over
// all of it, with the weights before the biases, which do not decay.
type params[T kernels.Float] struct {
	all     []T
	weights int   // all[:weights] are the weights
	w       [][]T // per layer, in*units, row-major: row i holds what input i feeds
	b       [][]T // per layer, units
}

func newParams[T kernels.Float](s Spec) params[T] {
	p := params[T]{all: make([]T, s.Params())}
	rest, in := p.all, s.In
	take := func(n int) []T {
		part := rest[:n:n]
		rest = rest[n:]
		return part
	}
	for _, l := range s.Layers {
		p.w = append(p.w, take(in*l.Units))
		p.weights += in * l.Units
		in = l.Units
	}
	for _, l := range s.Layers {
		p.b = append(p.b, take(l.Units))
	}
	return p
}

// net is a network that computes in T: float32 in earnest, float64 as the
// reference of the gradient check.
type net[T kernels.Float] struct {
	spec   Spec
	layers []dense[T]
	params params[T]
	packed packedWeights[T]
}

func newNet[T kernels.Float](s Spec) *net[T] {
	n := &net[T]{spec: s, params: newParams[T](s)}
	known := activations[T]()
	in := s.In
	for i, l := range s.Layers {
		n.layers = append(n.layers, dense[T]{
			in: in, out: l.Units,
			w: n.params.w[i], b: n.params.b[i],
			act: known[l.Act], slope: T(l.slope()),
			fused: kernels.Activation{Kind: known[l.Act].kind, Slope: float64(l.slope())},
		})
		in = l.Units
	}
	return n
}

// convert returns a copy of n that computes in U.
func convert[U, T kernels.Float](n *net[T]) *net[U] {
	c := newNet[U](n.spec)
	for i, v := range n.params.all {
		c.params.all[i] = U(v)
	}
	return c
}

// batch is a Batch in T.
type batch[T kernels.Float] struct {
	x      []T
	labels []int32
	y      []T
	rows   int
}

// workspace is the scratch of one pass over a batch of up to cap rows.
type workspace[T kernels.Float] struct {
	spec Spec
	cap  int
	y    [][]T  // each layer's output
	d    [2][]T // gradients of the outputs; layer l's is in d[l%2]
}

// newWorkspace makes scratch for training. It grows with the batches.
func newWorkspace[T kernels.Float](s Spec) *workspace[T] {
	return &workspace[T]{spec: s, y: make([][]T, len(s.Layers))}
}

// reserve makes room for rows rows.
func (ws *workspace[T]) reserve(rows int) {
	if rows <= ws.cap {
		return
	}
	widest := 0
	for i, l := range ws.spec.Layers {
		ws.y[i] = make([]T, rows*l.Units)
		widest = max(widest, l.Units)
	}
	for i := range ws.d {
		ws.d[i] = make([]T, rows*widest)
	}
	ws.cap = rows
}

// forward returns the outputs for rows rows of x. They and every layer's
// output stay in ws until the next pass.
func (n *net[T]) forward(ws *workspace[T], x []T, rows int) []T {
	for i := range n.layers {
		y := ws.y[i][:rows*n.layers[i].out]
		n.layers[i].forward(y, x, rows)
		x = y
	}
	return x
}

// delta returns the place in ws for the gradient of layer l's output.
func (n *net[T]) delta(ws *workspace[T], l, rows int) []T {
	return ws.d[l%2][:rows*n.layers[l].out]
}

// backward sets grad to the gradient of the parameters, given forward's pass
// over the same x and the gradient of the outputs in delta's place.
func (n *net[T]) backward(ws *workspace[T], grad *params[T], x []T, rows int) {
	for i := len(n.layers) - 1; i >= 0; i-- {
		n.backwardLayer(i, ws, grad, x, rows)
	}
}

// backwardLayer is layer i's part of backward. In the layer's own place it
// leaves the gradient of what went into its activation.
func (n *net[T]) backwardLayer(i int, ws *workspace[T], grad *params[T], x []T, rows int) {
	var dx []T
	if i > 0 {
		dx = n.delta(ws, i-1, rows)
		x = ws.y[i-1][:rows*n.layers[i-1].out]
	}
	y := ws.y[i][:rows*n.layers[i].out]
	n.layers[i].backward(grad.w[i], grad.b[i], dx, n.delta(ws, i, rows), y, x, rows)
}

// lossGradient runs b forward and returns the loss, leaving its gradient in
// delta's place.
func (n *net[T]) lossGradient(ws *workspace[T], loss Loss, b batch[T]) float64 {
	ws.reserve(b.rows)
	out := n.forward(ws, b.x, b.rows)
	return evaluateLoss(loss, n.delta(ws, len(n.layers)-1, b.rows), out, b)
}
