package nn

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// Spec describes a network: In inputs, then the layers in order. It is a plain
// value that survives JSON, and is stored in every model file.
type Spec struct {
	In     int     `json:"in"`
	Layers []Layer `json:"layers"`
}

// Layer is one dense layer, y = Act(x W + b) with Units outputs. The zero Act is
// Linear, the zero Init fits the activation, the zero Slope is 0.01.
type Layer struct {
	Units int        `json:"units"`
	Act   Activation `json:"act"`
	Init  Init       `json:"init,omitzero"`
	Slope float64    `json:"slope,omitempty"` // of LeakyReLU only
}

// MLP describes a multilayer perceptron from its sizes: the inputs, the hidden
// layers, which have activation act, and the outputs, which are linear, as
// the losses want them.
func MLP(act Activation, sizes ...int) Spec {
	if len(sizes) == 0 {
		return Spec{}
	}
	s := Spec{In: sizes[0]}
	for i, units := range sizes[1:] {
		l := Layer{Units: units, Act: act}
		if i == len(sizes)-2 {
			l.Act = Linear
		}
		s.Layers = append(s.Layers, l)
	}
	return s
}

// Out returns the number of outputs, 0 for a Spec without layers.
func (s Spec) Out() int {
	if len(s.Layers) == 0 {
		return 0
	}
	return s.Layers[len(s.Layers)-1].Units
}

// Params returns the number of weights and biases.
func (s Spec) Params() int {
	n, in := 0, s.In
	for _, l := range s.Layers {
		n += (in + 1) * l.Units
		in = l.Units
	}
	return n
}

// maxRows returns the largest batch of which the bytes of a layer's output, in
// float64, do not overflow int.
func (s Spec) maxRows() int {
	widest := 1
	for _, l := range s.Layers {
		widest = max(widest, l.Units)
	}
	return math.MaxInt / 8 / widest
}

// clone returns a copy that shares nothing with s.
func (s Spec) clone() Spec {
	return Spec{In: s.In, Layers: slices.Clone(s.Layers)}
}

func (l Layer) slope() float64 {
	switch {
	case l.Act != LeakyReLU:
		return 0
	case l.Slope == 0:
		return defaultSlope
	}
	return l.Slope
}

// Check returns an error unless a network can be made of s: at least one layer,
// sizes of at least 1, known activations and initialisations, and a number of
// parameters that fits in memory's address range.
func (s Spec) Check() error {
	if s.In < 1 {
		return fmt.Errorf("nn: spec has %d inputs, want at least 1", s.In)
	}
	if len(s.Layers) == 0 {
		return fmt.Errorf("nn: spec has no layers, want at least 1")
	}
	in, total := s.In, uint64(0)
	for i, l := range s.Layers {
		if err := l.check(); err != nil {
			return fmt.Errorf("nn: layer %d: %w", i, err)
		}
		// Bytes of a float64 copy, which GradCheck makes, must not overflow int.
		hi, size := bits.Mul64(uint64(in)+1, uint64(l.Units))
		total += size
		if hi != 0 || size > math.MaxInt/8 || total > math.MaxInt/8 {
			return fmt.Errorf("nn: layer %d: %d*%d weights overflow", i, in, l.Units)
		}
		in = l.Units
	}
	return nil
}

func (l Layer) check() error {
	if l.Units < 1 {
		return fmt.Errorf("%d units, want at least 1", l.Units)
	}
	if !l.Act.known() {
		return fmt.Errorf("unknown activation %d", int(l.Act))
	}
	if l.Act != LeakyReLU && l.Slope != 0 {
		return fmt.Errorf("slope %v, but %v has none", l.Slope, l.Act)
	}
	// The gradient is taken from the output's sign, which a negative slope would lose.
	if !(l.Slope >= 0 && l.Slope <= math.MaxFloat32) {
		return fmt.Errorf("slope %v, want a number of at least 0", l.Slope)
	}
	return l.Init.check()
}
