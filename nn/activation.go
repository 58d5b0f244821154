package nn

import (
	"fmt"

	"github.com/lockstep-go/lockstep/kernels"
)

// Activation is the function that a layer applies to each of its units. The
// zero value is Linear, so an output layer does not get a nonlinearity by
// omission. In text and JSON it is its name in lower case.
type Activation int

// The activations. LeakyReLU's slope is a field of Layer.
const (
	Linear    Activation = iota // f(x) = x
	ReLU                        // f(x) = max(x, 0)
	LeakyReLU                   // f(x) = x for x >= 0, slope*x for x < 0
	Sigmoid                     // f(x) = 1 / (1 + e^-x)
	Tanh                        // f(x) = tanh x

	activationCount
)

// defaultSlope is LeakyReLU's slope when Layer.Slope is zero.
const defaultSlope = 0.01

// activation is how a net computes an Activation. The gradient is taken from
// the output, so a net keeps one matrix per layer and not two.
type activation[T kernels.Float] struct {
	name      string
	rectifier bool    // the ReLU family: He initialisation, and units can be dead
	peak      float64 // largest slope of a function that saturates, else 0

	kind     kernels.ActivationKind       // as the fused kernels name it
	forward  func(dst, x []T, slope T)    // dst may be x
	backward func(dx, dy, y []T, slope T) // y is forward's output; dx may be dy
}

// activations is the one place that knows them all.
func activations[T kernels.Float]() [activationCount]activation[T] {
	return [...]activation[T]{
		Linear:    {name: "linear", kind: kernels.ActIdentity},
		ReLU:      {name: "relu", kind: kernels.ActReLU, rectifier: true, forward: plain(kernels.ReLU[T]), backward: plainGrad(kernels.ReLUBackward[T])},
		LeakyReLU: {name: "leakyrelu", kind: kernels.ActLeakyReLU, rectifier: true, forward: kernels.LeakyReLU[T], backward: kernels.LeakyReLUBackward[T]},
		Sigmoid:   {name: "sigmoid", kind: kernels.ActSigmoid, peak: 0.25, forward: plain(kernels.Sigmoid[T]), backward: plainGrad(kernels.SigmoidBackward[T])},
		Tanh:      {name: "tanh", kind: kernels.ActTanh, peak: 1, forward: plain(kernels.Tanh[T]), backward: plainGrad(kernels.TanhBackward[T])},
	}
}

// plain adapts a kernel without a slope.
func plain[T kernels.Float](f func(dst, x []T)) func(dst, x []T, slope T) {
	return func(dst, x []T, _ T) { f(dst, x) }
}

// plainGrad adapts a gradient kernel without a slope.
func plainGrad[T kernels.Float](f func(dx, dy, y []T)) func(dx, dy, y []T, slope T) {
	return func(dx, dy, y []T, _ T) { f(dx, dy, y) }
}

// known reports whether a is one of the constants.
func (a Activation) known() bool { return a >= 0 && a < activationCount }

// rectifier reports whether a belongs to the ReLU family.
func (a Activation) rectifier() bool { return activations[float32]()[a].rectifier }

// String returns the name, such as "relu".
func (a Activation) String() string {
	if !a.known() {
		return fmt.Sprintf("Activation(%d)", int(a))
	}
	return activations[float32]()[a].name
}

// MarshalText implements encoding.TextMarshaler.
func (a Activation) MarshalText() ([]byte, error) {
	if !a.known() {
		return nil, fmt.Errorf("nn: unknown activation %d", int(a))
	}
	return []byte(a.String()), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (a *Activation) UnmarshalText(text []byte) error {
	for i := range activationCount {
		if i.String() == string(text) {
			*a = i
			return nil
		}
	}
	return fmt.Errorf("nn: unknown activation %q, want one of %v", text, Activations())
}

// Activations returns all activations.
func Activations() []Activation {
	all := make([]Activation, activationCount)
	for i := range all {
		all[i] = Activation(i)
	}
	return all
}
