package ops

import "github.com/lockstep-go/lockstep/gen/vm"

func sigmoid(b *vm.Body, x vm.Value) vm.Value {
	c := coef(b.Elem())
	t := b.Max(b.Const(c.lo), b.Or(x, b.Bits(b.Elem().SignBit())))
	d := reduce(b, t)
	r2, q := b.Mul(d.r, d.r), poly(b, d.r)
	s := b.FMA(r2, q, d.r)
	sLo := b.FMA(r2, q, b.Sub(d.r, s))
	k := b.Const(c.k)
	e := b.FMA(s, k, k)
	eLo := b.FMA(sLo, k, b.FMA(s, k, b.Sub(k, e)))
	scaled := negPow2(b, d.m, -int(c.kExp))
	den := b.Add(scaled, e)
	denLo := b.Add(b.Sub(e, b.Sub(den, scaled)), eLo)
	zero := b.Const(0)
	negative := b.LT(x, zero)
	return quotient(b, b.Select(negative, e, scaled), b.Select(negative, eLo, zero), den, denLo)
}

// negPow2 returns 2^(bias-n), where the low mantissa bits of m hold the integer n.
func negPow2(b *vm.Body, m vm.Value, bias int) vm.Value {
	e := b.Elem()
	return b.IntSub(b.Bits(uint64(e.ExponentBias()+bias)<<e.MantissaBits()), b.Shl(m, e.MantissaBits()))
}

// quotient returns (n + nLo) / (d + dLo) by one Newton step from n * (1/d).
func quotient(b *vm.Body, n, nLo, d, dLo vm.Value) vm.Value {
	c := b.Div(b.Const(1), d)
	y := b.Mul(n, c)
	rest := b.Add(b.FNMA(y, d, n), nLo)
	return b.FMA(b.FNMA(y, dLo, rest), c, y)
}

// Sigmoid emits the logistic function and its gradient.
func Sigmoid(m vm.Machine, elem vm.Elem) {
	unary(m, elem, "Sigmoid", "dst[i] = 1 / (1 + e^-x[i])", sigmoid)
	binary(m, elem, "SigmoidBackward", "dx[i] = dy[i] * fma(-y[i], y[i], y[i])", [3]string{"dx", "dy", "y"}, sigmoidBackward)
}

func sigmoidBackward(b *vm.Body, dy, y vm.Value) vm.Value { return b.Mul(dy, b.FNMA(y, y, y)) }
