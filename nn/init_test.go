package nn

import (
	"math"
	"slices"
	"testing"
)

// The weights' mean and deviation are those of the formula, within five
// standard errors, and uniform weights keep their bound.
func TestInitDistributions(t *testing.T) {
	const in, units = 200, 300
	cases := []struct {
		name  string
		layer Layer
		sd    float64
		bound float64
	}{
		{"He", Layer{Act: ReLU}, math.Sqrt(2.0 / in), 9},
		{"He, leaky", Layer{Act: LeakyReLU, Slope: 0.5}, math.Sqrt(2 / 1.25 / in), 9},
		{"He over sigmoid", Layer{Act: Sigmoid, Init: He()}, math.Sqrt(2.0 / in), 9},
		{"Xavier, sigmoid", Layer{Act: Sigmoid}, math.Sqrt(2.0 / (in + units)), math.Sqrt(6.0 / (in + units))},
		{"Xavier, tanh", Layer{Act: Tanh}, math.Sqrt(2.0 / (in + units)), math.Sqrt(6.0 / (in + units))},
		{"Xavier, linear", Layer{}, math.Sqrt(2.0 / (in + units)), math.Sqrt(6.0 / (in + units))},
		{"Xavier over ReLU", Layer{Act: ReLU, Init: Xavier()}, math.Sqrt(2.0 / (in + units)), math.Sqrt(6.0 / (in + units))},
		{"4 Xavier", Layer{Act: Sigmoid, Init: XavierGain(4)}, 4 * math.Sqrt(2.0/(in+units)), 4 * math.Sqrt(6.0/(in+units))},
		{"Normal", Layer{Act: ReLU, Init: Normal(0.01)}, 0.01, 0.1},
		{"Uniform", Layer{Act: ReLU, Init: Uniform(1)}, 1 / math.Sqrt(3), 1},
		{"torch", Layer{Act: ReLU, Init: TorchDefault()}, 1 / math.Sqrt(3*in), 1 / math.Sqrt(in)},
	}
	for _, c := range cases {
		c.layer.Units = units
		m := mustNew(t, Spec{In: in, Layers: []Layer{c.layer}}, 3)
		var sum, squares, largest float64
		for _, w := range m.Weights(0) {
			v := float64(w)
			sum += v
			squares += v * v
			largest = max(largest, math.Abs(v))
		}
		const n = in * units
		if mean := sum / n; math.Abs(mean) > 5*c.sd/math.Sqrt(n) {
			t.Errorf("%s: mean %v", c.name, mean)
		}
		if sd := math.Sqrt(squares / n); math.Abs(sd-c.sd) > 5*c.sd/math.Sqrt(2*n) {
			t.Errorf("%s: deviation %v, want %v", c.name, sd, c.sd)
		}
		if sd := c.layer.deviation(in); math.Abs(sd-c.sd) > 1e-12*c.sd {
			t.Errorf("%s: deviation stated as %v, want %v", c.name, sd, c.sd)
		}
		if largest > c.bound*(1+1e-7) {
			t.Errorf("%s: a weight of %v, want at most %v", c.name, largest, c.bound)
		}
		if slices.ContainsFunc(m.Biases(0), func(b float32) bool { return b != 0 }) {
			t.Errorf("%s: biases are not 0", c.name)
		}
	}
}

func TestInitStreams(t *testing.T) {
	spec := MLP(ReLU, 6, 6, 6, 6)
	a := mustNew(t, spec, 1)
	if !slices.Equal(a.net.params.all, mustNew(t, spec, 1).net.params.all) {
		t.Error("the same seed gave other weights")
	}
	if slices.Equal(a.Weights(0), mustNew(t, spec, 2).Weights(0)) {
		t.Error("another seed gave the same weights")
	}
	if slices.Equal(a.Weights(0), a.Weights(1)) {
		t.Error("two layers have the same weights")
	}
	if longer := mustNew(t, MLP(ReLU, 6, 6, 6, 6, 6), 1); !slices.Equal(a.Weights(1), longer.Weights(1)) {
		t.Error("a further layer changed the weights of one before it")
	}
}
