package ops

import "github.com/lockstep-go/lockstep/gen/vm"

// Arith emits the arithmetic on vectors.
func Arith(m vm.Machine, elem vm.Elem) {
	names := [3]string{"dst", "x", "y"}
	binary(m, elem, "Add", "dst[i] = x[i] + y[i]", names, (*vm.Body).Add)
	binary(m, elem, "Sub", "dst[i] = x[i] - y[i]", names, (*vm.Body).Sub)
	binary(m, elem, "Mul", "dst[i] = x[i] * y[i]", names, (*vm.Body).Mul)
	unary(m, elem, "Scale", "dst[i] = alpha * x[i]", func(b *vm.Body, x vm.Value) vm.Value {
		return b.Mul(b.Splat("alpha"), x)
	}, scalars("alpha")...)
	unary(m, elem, "Div", "dst[i] = x[i] / divisor", func(b *vm.Body, x vm.Value) vm.Value {
		return b.Div(x, b.Splat("divisor"))
	}, scalars("divisor")...)
	k := vm.New(m, elem, "AXPY", doc("AXPY", elem, "y[i] = fma(alpha, x[i], y[i])"), append(slices("y", "x"), scalars("alpha")...)...)
	k.Map(func(b *vm.Body) {
		b.Store("y", b.FMA(b.Splat("alpha"), b.Load("x"), b.Load("y")))
	})
}
