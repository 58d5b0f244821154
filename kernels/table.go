package kernels

import "unsafe"

// Float is the element type of every kernel.
type Float interface {
	float32 | float64
}

// table holds every kernel of one backend for one element type. Each entry is
// a total function over its slices: lengths are checked by the exported
// function, tails are the kernel's own. An entry need not be preemptible, so
// the caller bounds the length of one call (see drive.go).
//
// Adding a kernel means adding a field here, filling it in portable, and
// giving it a row in the test table; the tests walk these fields by reflection
// and name the one that was forgotten.
type table[T Float] struct {
	relu              func(dst, x []T)
	reluBackward      func(dx, dy, x []T)
	leakyReLU         func(dst, x []T, slope T)
	leakyReLUBackward func(dx, dy, x []T, slope T)
	exp               func(dst, x []T)
	expSub            func(dst, x []T, shift T)
	sigmoid           func(dst, x []T)
	sigmoidBackward   func(dx, dy, y []T)
	tanh              func(dst, x []T)
	tanhBackward      func(dx, dy, y []T)

	add   func(dst, x, y []T)
	sub   func(dst, x, y []T)
	mul   func(dst, x, y []T)
	scale func(dst, x []T, alpha T)
	div   func(dst, x []T, divisor T)
	axpy  func(y, x []T, alpha T)

	dot func(x, y []T) T
	sum func(x []T) T
	max func(x []T) T

	columnSums func(dst, x []T, rows, stride int)

	bias          func(dst, x, bias []T, rows, stride int)
	biasReLU      func(dst, x, bias []T, rows, stride int)
	biasLeakyReLU func(dst, x, bias []T, rows, stride int, slope T)
	biasSigmoid   func(dst, x, bias []T, rows, stride int)
	biasTanh      func(dst, x, bias []T, rows, stride int)

	reluBackwardSums      func(dx, sums, dy, y []T, rows, stride int)
	leakyReLUBackwardSums func(dx, sums, dy, y []T, rows, stride int, slope T)
	sigmoidBackwardSums   func(dx, sums, dy, y []T, rows, stride int)
	tanhBackwardSums      func(dx, sums, dy, y []T, rows, stride int)

	sgdMomentum func(p, v, g []T, lr, mu T)
	adam        func(p, m, v, g []T, c adamStep[T])

	gemm gemmSet[T]
}

// portable is the executable specification: what every other backend must
// equal bit for bit.
func portable[T Float]() table[T] {
	return table[T]{
		relu:              reluGo[T],
		reluBackward:      reluBackwardGo[T],
		leakyReLU:         leakyReLUGo[T],
		leakyReLUBackward: leakyReLUBackwardGo[T],
		exp:               expGo[T],
		expSub:            expSubGo[T],
		sigmoid:           sigmoidGo[T],
		sigmoidBackward:   sigmoidBackwardGo[T],
		tanh:              tanhGo[T],
		tanhBackward:      tanhBackwardGo[T],
		add:               addGo[T],
		sub:               subGo[T],
		mul:               mulGo[T],
		scale:             scaleGo[T],
		div:               divGo[T],
		axpy:              axpyGo[T],
		dot:               dotGo[T],
		sum:               sumGo[T],
		max:               maxGo[T],
		columnSums:        columnSumsGo[T],
		bias:              biasGo[T],
		biasReLU:          biasReLUGo[T],
		biasLeakyReLU:     biasLeakyReLUGo[T],
		biasSigmoid:       biasSigmoidGo[T],
		biasTanh:          biasTanhGo[T],

		reluBackwardSums:      reluBackwardSumsGo[T],
		leakyReLUBackwardSums: leakyReLUBackwardSumsGo[T],
		sigmoidBackwardSums:   sigmoidBackwardSumsGo[T],
		tanhBackwardSums:      tanhBackwardSumsGo[T],

		sgdMomentum: sgdMomentumGo[T],
		adam:        adamGo[T],
	}
}

// tableFor returns the chosen backend's table for T. The size test is constant
// in each instantiation, so the call costs one load.
func tableFor[T Float]() *table[T] {
	if is32[T]() {
		return (*table[T])(unsafe.Pointer(&active.f32))
	}
	return (*table[T])(unsafe.Pointer(&active.f64))
}

func is32[T Float]() bool {
	var zero T
	return unsafe.Sizeof(zero) == 4
}
