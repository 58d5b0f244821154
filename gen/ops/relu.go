package ops

import "github.com/lockstep-go/lockstep/gen/vm"

// ReLU emits the rectifiers. They compare and select: a machine's maximum
// treats NaN and -0 in its own way.
func ReLU(m vm.Machine, elem vm.Elem) {
	backward := [3]string{"dx", "dy", "x"}
	unary(m, elem, "ReLU", "dst[i] = x[i] <= 0 ? +0 : x[i]", relu)
	binary(m, elem, "ReLUBackward", "dx[i] = x[i] > 0 ? dy[i] : x[i] <= 0 ? +0 : x[i]", backward, reluBackward)
	unary(m, elem, "LeakyReLU", "dst[i] = x[i] < 0 ? slope*x[i] : x[i]", leakyReLU, scalars("slope")...)
	binary(m, elem, "LeakyReLUBackward", "dx[i] = x[i] > 0 ? dy[i] : x[i] <= 0 ? slope*dy[i] : x[i]", backward,
		leakyReLUBackward, scalars("slope")...)
}

func relu(b *vm.Body, x vm.Value) vm.Value {
	zero := b.Const(0)
	return b.Select(b.LE(x, zero), zero, x)
}

func reluBackward(b *vm.Body, dy, x vm.Value) vm.Value {
	zero := b.Const(0)
	return orNaN(b, b.Select(b.GT(x, zero), dy, zero), x)
}

func leakyReLU(b *vm.Body, x vm.Value) vm.Value {
	return b.Select(b.LT(x, b.Const(0)), b.Mul(b.Splat("slope"), x), x)
}

func leakyReLUBackward(b *vm.Body, dy, x vm.Value) vm.Value {
	return orNaN(b, b.Select(b.GT(x, b.Const(0)), dy, b.Mul(b.Splat("slope"), dy)), x)
}

// orNaN returns NaN where x is NaN, else v: the bits of a NaN or-ed into any
// number make a NaN.
func orNaN(b *vm.Body, v, x vm.Value) vm.Value {
	return b.Or(v, b.Select(b.IsNaN(x), x, b.Const(0)))
}
