package kernels

import (
	"fmt"
	"math"
	"unsafe"
)

// AdamConfig are the hyper-parameters of Adam and AdamW.
type AdamConfig struct {
	LR          float64 // step size
	Beta1       float64 // decay of the first moment, usually 0.9
	Beta2       float64 // decay of the second moment, usually 0.999
	Eps         float64 // keeps the quotient finite, usually 1e-8
	WeightDecay float64 // AdamW's decoupled decay, 0 for Adam
}

// adamStep are the constants of one step, in the order in which the assembly
// reads them.
type adamStep[T Float] struct {
	beta1, rest1 T // rest is 1 - beta
	beta2, rest2 T
	decay        T // 1 - LR*WeightDecay
	correct2     T // 1 / (1 - beta2^step)
	eps          T
	negLR        T // -LR / (1 - beta1^step)
}

// array is c as the assembly takes it.
func (c *adamStep[T]) array() *[8]T { return (*[8]T)(unsafe.Pointer(c)) }

// Adam makes step number step (1 for the first) of Adam with bias correction
// and decoupled weight decay, in one pass:
//
//	m = beta1*m + (1-beta1)*g
//	v = beta2*v + ((1-beta2)*g)*g
//	p = (1 - lr*decay) * p
//	p = p - lr/(1-beta1^step) * m / (sqrt(v / (1-beta2^step)) + eps)
//
// where each "a*b + c" is rounded once and the step's constants are computed in
// float64 and rounded to T. p are the parameters, m and v their moments, g the
// gradients.
//
// All have the same length and must not overlap. NaN gives NaN. It panics if
// the lengths differ, step is below 1, a hyper-parameter is NaN, or a beta is
// outside [0, 1).
//
// Source: D. Kingma, J. Ba, "Adam", ICLR 2015; I. Loshchilov, F. Hutter,
// "Decoupled Weight Decay Regularization", ICLR 2019.
func Adam[T Float](p, m, v, g []T, cfg AdamConfig, step int) {
	checkLen("Adam", "m", len(m), "len(p)", len(p))
	checkLen("Adam", "v", len(v), "len(p)", len(p))
	checkLen("Adam", "g", len(g), "len(p)", len(p))
	cfg.check(step)
	c := adamConstants[T](cfg, step)
	f := tableFor[T]().adam
	each(len(p), func(lo, hi int) { f(p[lo:hi], m[lo:hi], v[lo:hi], g[lo:hi], c) })
}

func (cfg AdamConfig) check(step int) {
	if step < 1 {
		panic(fmt.Sprintf("kernels: Adam: step = %d, want at least 1", step))
	}
	checkNumber("Adam", "LR", cfg.LR)
	checkNumber("Adam", "Eps", cfg.Eps)
	checkNumber("Adam", "WeightDecay", cfg.WeightDecay)
	checkBeta("Beta1", cfg.Beta1)
	checkBeta("Beta2", cfg.Beta2)
}

func checkBeta(name string, b float64) {
	if !(b >= 0 && b < 1) {
		panic(fmt.Sprintf("kernels: Adam: %s = %v, want at least 0 and below 1", name, b))
	}
}

func adamConstants[T Float](cfg AdamConfig, step int) adamStep[T] {
	return adamStep[T]{
		beta1: T(cfg.Beta1), rest1: T(1 - cfg.Beta1),
		beta2: T(cfg.Beta2), rest2: T(1 - cfg.Beta2),
		decay:    T(1 - float64(cfg.LR*cfg.WeightDecay)),
		correct2: T(1 / (1 - power(cfg.Beta2, step))),
		eps:      T(cfg.Eps),
		negLR:    T(-cfg.LR / (1 - power(cfg.Beta1, step))),
	}
}

// power returns b^n for n >= 1 by repeated squaring, with the same bits on every
// architecture (math.Pow has not).
func power(b float64, n int) float64 {
	r := 1.0
	for ; n > 0; n /= 2 {
		if n%2 == 1 {
			r = float64(r * b)
		}
		b = float64(b * b)
	}
	return r
}

func adamGo[T Float](p, m, v, g []T, c adamStep[T]) {
	for i, d := range g {
		m[i] = fma(c.beta1, m[i], T(c.rest1*d))
		v[i] = fma(c.beta2, v[i], T(T(c.rest2*d)*d))
		root := T(math.Sqrt(float64(T(v[i] * c.correct2))))
		p[i] = fma(c.negLR, T(m[i]/(root+c.eps)), T(p[i]*c.decay))
	}
}
