package nn

import (
	"fmt"
	"math"

	"github.com/lockstep-go/lockstep/kernels"
)

// Optimizer is how a step follows the gradient: SGD, Adam or AdamW.
//
// LR is the learning rate, used when Config.Schedule is nil. WeightDecay pulls
// weights towards 0; biases do not decay.
type Optimizer interface {
	check() error
	rate() float64
	start(p params[float32]) update
}

// update makes step number step (counted from 0) from p by the gradient g.
type update func(p, g params[float32], lr float64, step int)

// SGD is gradient descent, with momentum where that is not 0:
//
//	g = g + WeightDecay*p
//	v = Momentum*v + g
//	p = p - LR*v
type SGD struct {
	LR          float64
	Momentum    float64 // from 0 to below 1
	WeightDecay float64 // at least 0
}

// Adam scales each weight's step by running moments of its gradient, as
// kernels.Adam defines; WeightDecay is added to the gradient, as L2
// regularisation. A zero Beta1, Beta2 or Eps stands for its usual value: 0.9,
// 0.999, 1e-8.
type Adam struct {
	LR          float64
	Beta1       float64 // from 0 to below 1
	Beta2       float64 // from 0 to below 1
	Eps         float64
	WeightDecay float64 // at least 0
}

// AdamW is Adam with WeightDecay decoupled from the gradient: each step also
// multiplies the weights by 1 - LR*WeightDecay.
type AdamW Adam

func (o SGD) rate() float64   { return o.LR }
func (o Adam) rate() float64  { return o.LR }
func (o AdamW) rate() float64 { return o.LR }

func (o SGD) check() error {
	if err := checkFraction("SGD", "Momentum", o.Momentum); err != nil {
		return err
	}
	return checkAmount("SGD", "WeightDecay", o.WeightDecay)
}

func (o Adam) check() error  { return o.checkAs("Adam") }
func (o AdamW) check() error { return Adam(o).checkAs("AdamW") }

func (o Adam) checkAs(name string) error {
	if err := checkFraction(name, "Beta1", o.Beta1); err != nil {
		return err
	}
	if err := checkFraction(name, "Beta2", o.Beta2); err != nil {
		return err
	}
	if err := checkAmount(name, "Eps", o.Eps); err != nil {
		return err
	}
	return checkAmount(name, "WeightDecay", o.WeightDecay)
}

func checkFraction(name, field string, v float64) error {
	if !(v >= 0 && v < 1) {
		return fmt.Errorf("nn: %s: %s is %v, want at least 0 and below 1", name, field, v)
	}
	return nil
}

func checkAmount(name, field string, v float64) error {
	if !(v >= 0 && v <= math.MaxFloat32) {
		return fmt.Errorf("nn: %s: %s is %v, want a finite number of at least 0", name, field, v)
	}
	return nil
}

// regularise adds decay times the weights to their gradient.
func regularise(p, g params[float32], decay float64) {
	if decay != 0 {
		kernels.AXPY(g.all[:g.weights], p.all[:p.weights], float32(decay))
	}
}

func (o SGD) start(p params[float32]) update {
	if o.Momentum == 0 {
		return func(p, g params[float32], lr float64, _ int) {
			regularise(p, g, o.WeightDecay)
			kernels.AXPY(p.all, g.all, -float32(lr))
		}
	}
	v := make([]float32, len(p.all))
	return func(p, g params[float32], lr float64, _ int) {
		regularise(p, g, o.WeightDecay)
		kernels.SGDMomentum(p.all, v, g.all, float32(lr), float32(o.Momentum))
	}
}

func (o Adam) start(p params[float32]) update {
	step := AdamW{Beta1: o.Beta1, Beta2: o.Beta2, Eps: o.Eps}.start(p)
	return func(p, g params[float32], lr float64, n int) {
		regularise(p, g, o.WeightDecay)
		step(p, g, lr, n)
	}
}

func (o AdamW) start(p params[float32]) update {
	cfg := kernels.AdamConfig{Beta1: orElse(o.Beta1, 0.9), Beta2: orElse(o.Beta2, 0.999), Eps: orElse(o.Eps, 1e-8)}
	m, v := make([]float32, len(p.all)), make([]float32, len(p.all))
	part := func(p, g params[float32], lo, hi, n int) {
		if lo < hi {
			kernels.Adam(p.all[lo:hi], m[lo:hi], v[lo:hi], g.all[lo:hi], cfg, n)
		}
	}
	return func(p, g params[float32], lr float64, step int) {
		cfg.LR, cfg.WeightDecay = lr, 0
		decaying := 0
		if o.WeightDecay != 0 {
			cfg.WeightDecay, decaying = o.WeightDecay, p.weights
			part(p, g, 0, decaying, step+1)
			cfg.WeightDecay = 0
		}
		part(p, g, decaying, len(p.all), step+1)
	}
}

func orElse(v, usual float64) float64 {
	if v == 0 {
		return usual
	}
	return v
}
