package nn

import (
	"sync"

	"github.com/lockstep-go/lockstep/kernels"
)

// packedWeights are a copy of a network's weights in the order that is the fastest
// for products, made when it is first needed: by prediction, which uses the same weights
// again and again. Training changes them in every step and has no use for it.
type packedWeights[T kernels.Float] struct {
	once   sync.Once
	layers []*kernels.Packed[T]
}

// of returns the packed weights of n, which must not change any more.
func (p *packedWeights[T]) of(n *net[T]) []*kernels.Packed[T] {
	p.once.Do(func() {
		for i := range n.layers {
			l := &n.layers[i]
			p.layers = append(p.layers, kernels.Pack(l.w, l.in, l.out, false))
		}
	})
	return p.layers
}

// predict is forward, to the bit, with the packed weights w.
func (n *net[T]) predict(ws *workspace[T], w []*kernels.Packed[T], x []T, rows int) []T {
	for i := range n.layers {
		l := &n.layers[i]
		y := ws.y[i][:rows*l.out]
		kernels.LinearPacked(y, x, w[i], l.b, rows, l.fused)
		x = y
	}
	return x
}
