package ops

import (
	"math"

	"github.com/lockstep-go/lockstep/gen/vm"
)

// expCoef are the constants of e^x; see the type of the same name in package
// kernels. Those of float32 are exact in float64.
type expCoef struct {
	log2e, magic    float64
	ln2Hi, ln2Lo    float64
	c               []float64
	lo, hi          float64
	k, kExp         float64
	tanhLo, tanhOne float64
}

var exp32 = expCoef{
	log2e: 0x1.715476p+0, magic: 0x1.8p+23,
	ln2Hi: 0x1.62e4p-1, ln2Lo: 0x1.7f7d1cp-20,
	c:  []float64{hex32(0x3efffffd), hex32(0x3e2aaa47), hex32(0x3d2aacad), hex32(0x3c091dfa), hex32(0x3ab51cd5)},
	lo: -104.5, hi: 89,
	k: 0x1p-32, kExp: 32,
	tanhLo: -16.96875, tanhOne: float64(float32(9.0109129)),
}

var exp64 = expCoef{
	log2e: 0x1.71547652b82fep+0, magic: 0x1.8p+52,
	ln2Hi: 0x1.62e42feep-1, ln2Lo: 0x1.a39ef35793c76p-33,
	c: []float64{
		0x1.000000000000bp-1, 0x1.5555555555561p-3, 0x1.555555555022ep-5, 0x1.111111110d645p-7, 0x1.6c16c1854e49ap-10,
		0x1.a01a01baddb93p-13, 0x1.a019975f6f227p-16, 0x1.71dddfd703229p-19, 0x1.28afa4b5b8adcp-22, 0x1.af8574ef6a81ep-26,
	},
	lo: -746, hi: 710,
	k: 0x1p-64, kExp: 64,
	tanhLo: -37.07, tanhOne: 19.06154746539849,
}

func hex32(bits uint32) float64 { return float64(math.Float32frombits(bits)) }

func coef(elem vm.Elem) *expCoef {
	if elem == vm.F32 {
		return &exp32
	}
	return &exp64
}

// reduced is x = n*ln 2 + r: n as the mantissa bits of m and as a number, and r
// in two parts, r0 before the low part of ln 2 was taken off.
type reduced struct {
	m, n, r0, r vm.Value
}

func reduce(b *vm.Body, x vm.Value) reduced {
	c := coef(b.Elem())
	magic := b.Const(c.magic)
	m := b.FMA(x, b.Const(c.log2e), magic)
	n := b.Sub(m, magic)
	r0 := b.FNMA(n, b.Const(c.ln2Hi), x)
	return reduced{m: m, n: n, r0: r0, r: b.FNMA(n, b.Const(c.ln2Lo), r0)}
}

// poly returns q(r), where e^r = 1 + r + r*r*q(r).
func poly(b *vm.Body, r vm.Value) vm.Value {
	c := coef(b.Elem()).c
	q := b.Const(c[len(c)-1])
	for i := len(c) - 2; i >= 0; i-- {
		q = b.FMA(q, r, b.Const(c[i]))
	}
	return q
}

// pow2 returns 2^(n+bias), where the low mantissa bits of m hold the integer n.
func pow2(b *vm.Body, m vm.Value, bias int) vm.Value {
	e := b.Elem()
	return b.IntAdd(b.Shl(m, e.MantissaBits()), b.Bits(uint64(e.ExponentBias()+bias)<<e.MantissaBits()))
}

func exp(b *vm.Body, x vm.Value) vm.Value {
	c := coef(b.Elem())
	x = b.Max(b.Const(c.lo), b.Min(b.Const(c.hi), x))
	d := reduce(b, x)
	rLo := b.FNMA(d.n, b.Const(c.ln2Lo), b.Sub(d.r0, d.r))
	s := b.Add(d.r, b.FMA(b.Mul(d.r, d.r), poly(b, d.r), rLo))
	magic := b.Const(c.magic)
	half := b.FMA(d.n, b.Const(0.5), magic)
	rest := b.Add(b.Sub(d.n, b.Sub(half, magic)), magic)
	return b.Mul(b.Mul(b.Add(s, b.Const(1)), pow2(b, half, 0)), pow2(b, rest, 0))
}

// Exp emits e^x and softmax's numerators.
func Exp(m vm.Machine, elem vm.Elem) {
	unary(m, elem, "Exp", "dst[i] = e^x[i]", exp)
	unary(m, elem, "ExpSub", "dst[i] = e^(x[i]-shift)", func(b *vm.Body, x vm.Value) vm.Value {
		return exp(b, b.Sub(x, b.Splat("shift")))
	}, scalars("shift")...)
}
