package ops

import (
	"math"

	"github.com/lockstep-go/lockstep/gen/vm"
)

// Reduce emits the reductions, whose 32 lanes are part of the contract.
func Reduce(m vm.Machine, elem vm.Elem) {
	dot := vm.New(m, elem, "Dot", doc("Dot", elem, "lane[i%32] = fma(x[i], y[i], lane[i%32])"), slices("x", "y")...)
	dot.Reduce(0, func(b *vm.Body, lane vm.Value) vm.Value {
		return b.FMA(b.Load("x"), b.Load("y"), lane)
	}, (*vm.Body).Add, nil)

	sum := vm.New(m, elem, "Sum", doc("Sum", elem, "lane[i%32] += x[i]"), slices("x")...)
	sum.Reduce(0, func(b *vm.Body, lane vm.Value) vm.Value {
		return b.Add(lane, b.Load("x"))
	}, (*vm.Body).Add, nil)

	lowest := elem.Bits(math.Inf(-1))
	max := vm.New(m, elem, "Max", doc("Max", elem, "lane[i%32] = x[i] > lane[i%32] || x[i] is NaN ? x[i] : lane[i%32]"), slices("x")...)
	max.Reduce(lowest, func(b *vm.Body, lane vm.Value) vm.Value {
		return larger(b, lane, b.LoadOr("x", lowest))
	}, larger, func(b *vm.Body, x vm.Value) vm.Value { return b.Add(x, b.Const(0)) })
}

// larger returns the larger of x and y, NaN if either is.
func larger(b *vm.Body, x, y vm.Value) vm.Value {
	return b.Select(b.MaskOr(b.GT(y, x), b.IsNaN(y)), y, x)
}
