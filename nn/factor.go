package nn

import (
	"math"

	"github.com/lockstep-go/lockstep/kernels"
)

// GradientFactors predicts, for a network of this description with its initial
// weights, by what factor the gradient shrinks or grows on its way back from
// each layer to the one before. Entry l is for the way from layer l+1 to
// layer l:
//
//	sqrt(n)·sd(W)·rms f'
//
// where n is the number of layer l+1's units, W its weights and f' the
// derivative of layer l's activation. For that the inputs of every unit are
// taken as normal with the variance that the weights give them, starting from
// meanSquare, the mean of the squared inputs of the network. Factors of 1 keep the
// gradient, others let it vanish or explode with the depth.
//
// It is the theory of the ratio of LayerProbe.Delta of layer l to that of layer
// l+1. The weights' gradients have the same ratio where layers' outputs keep
// their size. A Spec that does not
// pass Check gives nil.
//
// Source: X. Glorot, Y. Bengio, AISTATS 2010; B. Poole et al., "Exponential
// Expressivity in Deep Neural Networks Through Transient Chaos", NeurIPS 2016.
func (s Spec) GradientFactors(meanSquare float64) []float64 {
	if s.Check() != nil {
		return nil
	}
	gauss := newGaussian()
	known := activations[float64]()
	factors := make([]float64, len(s.Layers)-1)
	in, square := s.In, meanSquare
	for i := range factors {
		l, next := s.Layers[i], s.Layers[i+1]
		sd := l.deviation(in)
		var slope float64
		square, slope = gauss.through(known[l.Act], l.slope(), float64(in)*sd*sd*square)
		factors[i] = math.Sqrt(float64(next.Units)) * next.deviation(l.Units) * slope
		in = l.Units
	}
	return factors
}

// gaussian integrates over the standard normal distribution by the midpoint
// rule from -8 to 8, symmetric about 0, where rectifiers have their kink.
type gaussian struct {
	at, weight []float64
}

func newGaussian() gaussian {
	const half, perUnit = 8, 64
	n := 2 * half * perUnit
	g := gaussian{at: make([]float64, n), weight: make([]float64, n)}
	for i := range n {
		g.at[i] = (float64(i)+0.5)/perUnit - half
		g.weight[i] = -g.at[i] * g.at[i] / 2
	}
	kernels.Exp(g.weight, g.weight)
	kernels.Scale(g.weight, g.weight, 1/(perUnit*math.Sqrt(2*math.Pi)))
	return g
}

// through returns the mean square of f(z) and the root mean square of f'(z)
// for normal z with the given variance.
func (g gaussian) through(f activation[float64], slope, variance float64) (square, rmsSlope float64) {
	y := make([]float64, len(g.at))
	kernels.Scale(y, g.at, math.Sqrt(variance))
	d := make([]float64, len(y))
	for i := range d {
		d[i] = 1
	}
	if f.forward != nil {
		f.forward(y, y, slope)
		f.backward(d, d, y, slope)
	}
	for i, w := range g.weight {
		square += w * y[i] * y[i]
		rmsSlope += w * d[i] * d[i]
	}
	return square, math.Sqrt(rmsSlope)
}
