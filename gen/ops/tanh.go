package ops

import "github.com/lockstep-go/lockstep/gen/vm"

func tanh(b *vm.Body, x vm.Value) vm.Value {
	c := coef(b.Elem())
	sign := b.Bits(b.Elem().SignBit())
	ax := b.And(x, b.Bits(b.Elem().SignBit()-1))
	d := reduce(b, b.Max(b.Const(c.tanhLo), b.Mul(ax, b.Const(-2))))
	r2, q := b.Mul(d.r, d.r), poly(b, d.r)
	s := b.FMA(r2, q, d.r)
	sLo := b.FMA(r2, q, b.Sub(d.r, s))
	a, one, two := pow2(b, d.m, 0), b.Const(1), b.Const(2)
	rest := b.Sub(one, a)
	num := b.FNMA(a, s, rest)
	numLo := b.FNMA(a, sLo, b.FNMA(a, s, b.Sub(rest, num)))
	den := b.Sub(two, num)
	denLo := b.Sub(b.Sub(b.Sub(two, den), num), numLo)
	y := quotient(b, num, numLo, den, denLo)
	y = b.Select(b.GT(ax, b.Const(c.tanhOne)), one, y)
	return b.Or(y, b.And(x, sign))
}

// Tanh emits the hyperbolic tangent and its gradient.
func Tanh(m vm.Machine, elem vm.Elem) {
	unary(m, elem, "Tanh", "dst[i] = tanh(x[i])", tanh)
	binary(m, elem, "TanhBackward", "dx[i] = dy[i] * fma(-y[i], y[i], 1)", [3]string{"dx", "dy", "y"}, tanhBackward)
}

func tanhBackward(b *vm.Body, dy, y vm.Value) vm.Value { return b.Mul(dy, b.FNMA(y, y, b.Const(1))) }
