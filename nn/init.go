package nn

import (
	"fmt"
	"math"

	"github.com/lockstep-go/lockstep/nn/internal/rng"
)

// Init is how a layer's weights are drawn. The zero value chooses by the
// activation: He for the ReLU family, Xavier for all others. Biases always
// start at 0.
type Init struct {
	Kind  InitKind `json:"kind,omitempty"`
	Scale float64  `json:"scale,omitempty"` // gain, standard deviation or bound, as the kind says
}

// InitKind names a family of distributions.
type InitKind string

// The kinds of Init. The functions of the same names make them.
const (
	InitAuto         InitKind = ""        // by the activation
	InitHe           InitKind = "he"      // see He
	InitXavier       InitKind = "xavier"  // see XavierGain; Scale is the gain, 0 for 1
	InitNormal       InitKind = "normal"  // see Normal; Scale is the standard deviation
	InitUniform      InitKind = "uniform" // see Uniform; Scale is the bound
	InitTorchDefault InitKind = "torch"   // see TorchDefault
)

// He draws from the normal distribution with variance 2 / ((1+slope²)·inputs),
// which keeps the gradient's size through layers of the ReLU family.
//
// Source: K. He, X. Zhang, S. Ren, J. Sun, "Delving Deep into Rectifiers",
// ICCV 2015.
func He() Init { return Init{Kind: InitHe} }

// Xavier draws uniformly with variance 2 / (inputs + units).
//
// Source: X. Glorot, Y. Bengio, "Understanding the Difficulty of Training Deep
// Feedforward Neural Networks", AISTATS 2010.
func Xavier() Init { return Init{Kind: InitXavier} }

// XavierGain is Xavier with the weights multiplied by gain. Gain 4 keeps the
// gradient's size through sigmoid layers.
func XavierGain(gain float64) Init { return Init{Kind: InitXavier, Scale: gain} }

// Normal draws from the normal distribution with mean 0 and standard
// deviation sd.
func Normal(sd float64) Init { return Init{Kind: InitNormal, Scale: sd} }

// Uniform draws uniformly from -a to a.
func Uniform(a float64) Init { return Init{Kind: InitUniform, Scale: a} }

// TorchDefault draws uniformly between ∓1/sqrt(inputs), the weights of a new
// torch.nn.Linear.
func TorchDefault() Init { return Init{Kind: InitTorchDefault} }

func (i Init) check() error {
	switch i.Kind {
	case InitAuto, InitHe, InitTorchDefault:
		if i.Scale != 0 {
			return fmt.Errorf("init %q takes no scale, found %v", i.Kind, i.Scale)
		}
	case InitXavier:
		if !(i.Scale >= 0 && i.Scale <= math.MaxFloat32) {
			return fmt.Errorf("init %q has gain %v, want a positive number", i.Kind, i.Scale)
		}
	case InitNormal, InitUniform:
		if !(i.Scale > 0 && i.Scale <= math.MaxFloat32) {
			return fmt.Errorf("init %q has scale %v, want a positive number", i.Kind, i.Scale)
		}
	default:
		return fmt.Errorf("unknown init %q", i.Kind)
	}
	return nil
}

// resolve returns whether the weights of layer l with in inputs are normal, and
// their standard deviation if so, or else their bound.
func (l Layer) resolve(in int) (normal bool, scale float64) {
	kind := l.Init.Kind
	if kind == InitAuto {
		kind = InitXavier
		if l.Act.rectifier() {
			kind = InitHe
		}
	}
	switch kind {
	case InitHe:
		s := l.slope()
		return true, math.Sqrt(2 / float64((1+float64(s*s))*float64(in)))
	case InitXavier:
		gain := l.Init.Scale
		if gain == 0 {
			gain = 1
		}
		return false, float64(gain * math.Sqrt(6/float64(in+l.Units)))
	case InitTorchDefault:
		return false, 1 / math.Sqrt(float64(in))
	}
	return kind == InitNormal, l.Init.Scale
}

// draw fills w with layer l's initial weights. Every layer has a stream of its
// own, so adding one leaves the numbers of those before it as they were.
func (l Layer) draw(w []float32, in int, seed uint64, index int) {
	normal, scale := l.resolve(in)
	r := rng.New(seed, rng.Init+uint64(index))
	for i := range w {
		if normal {
			w[i] = float32(float64(scale * r.Normal()))
			continue
		}
		w[i] = float32(float64(scale * (2*r.Float64() - 1)))
	}
}

// deviation returns the standard deviation of layer l's initial weights.
func (l Layer) deviation(in int) float64 {
	normal, scale := l.resolve(in)
	if normal {
		return scale
	}
	return scale / math.Sqrt(3)
}
