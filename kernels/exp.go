package kernels

import "math"

// Exp sets dst[i] = e^x[i].
//
// dst and x have the same length and may be the same slice. The error is below
// 0.9 ULP in float32 and below 1.5 ULP in float64, subnormal results included.
// Exp(+Inf) = +Inf, Exp(-Inf) = +0, NaN gives NaN. It panics if the lengths
// differ.
//
// Method: x = n*ln 2 + r with |r| <= ln(2)/2 in two steps (Cody and Waite), a
// minimax polynomial for e^r - 1, and two exact scalings by powers of two.
func Exp[T Float](dst, x []T) {
	checkLen("Exp", "x", len(x), "len(dst)", len(dst))
	f := tableFor[T]().exp
	each(len(dst), func(lo, hi int) { f(dst[lo:hi], x[lo:hi]) })
}

// expCoef are the constants of e^x and of what is built on it. The generator
// has the same ones; the tests that compare bits hold them together.
type expCoef[T Float] struct {
	log2e, magic T   // magic is 1.5 * 2^(mantissa bits): adding it rounds to an integer
	ln2Hi, ln2Lo T   // ln 2 in two parts; n*ln2Hi is exact
	c            []T // e^r = 1 + r + r*r*(c[0] + c[1]*r + ...)
	lo, hi       T   // beyond them e^x is 0 or +Inf
	k, kExp      T   // k = 2^-kExp scales sigmoid's numerator and denominator clear of overflow
	tanhLo       T   // -2|x| is cut off here
	tanhOne      T   // beyond it |tanh x| rounds to 1
}

var exp32 = expCoef[float32]{
	log2e: 0x1.715476p+0, magic: 0x1.8p+23,
	ln2Hi: 0x1.62e4p-1, ln2Lo: 0x1.7f7d1cp-20,
	c: []float32{
		math.Float32frombits(0x3efffffd), math.Float32frombits(0x3e2aaa47), math.Float32frombits(0x3d2aacad),
		math.Float32frombits(0x3c091dfa), math.Float32frombits(0x3ab51cd5),
	},
	lo: -104.5, hi: 89,
	k: 0x1p-32, kExp: 32,
	tanhLo: -16.96875, tanhOne: 9.0109129,
}

var exp64 = expCoef[float64]{
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

func expCoefFor[T Float]() *expCoef[T] {
	if is32[T]() {
		return any(&exp32).(*expCoef[T])
	}
	return any(&exp64).(*expCoef[T])
}

// reduce returns n and r with x = n*ln 2 + r, and what r lost by rounding.
func (k *expCoef[T]) reduce(x T) (n, r, rLo T) {
	n = fma(x, k.log2e, k.magic) - k.magic
	r0 := fma(-n, k.ln2Hi, x)
	r = fma(-n, k.ln2Lo, r0)
	rLo = fma(-n, k.ln2Lo, r0-r)
	return n, r, rLo
}

// poly returns the polynomial c in r by Horner's rule, the order for which the
// coefficients were fitted.
func (k *expCoef[T]) poly(r T) T {
	last := len(k.c) - 1
	q := k.c[last]
	for i := last - 1; i >= 0; i-- {
		q = fma(q, r, k.c[i])
	}
	return q
}

// exp is e^x by the method that Exp's comment gives.
func (k *expCoef[T]) exp(x T) T {
	x = less(k.hi, x)
	x = greater(k.lo, x)
	n, r, rLo := k.reduce(x)
	s := r + fma(T(r*r), k.poly(r), rLo)
	// 2^n is out of range at both ends, its halves are not.
	half := fma(n, 0.5, k.magic) - k.magic
	return T(T((1+s)*pow2(half)) * pow2(n-half))
}

// greater returns a where a > b, else b: NaN in b is passed on.
func greater[T Float](a, b T) T {
	if a > b {
		return a
	}
	return b
}

// less returns a where a < b, else b: NaN in b is passed on.
func less[T Float](a, b T) T {
	if a < b {
		return a
	}
	return b
}

// pow2 returns 2^n for an integer n in the exponent range of normal numbers.
// NaN gives an arbitrary number; the caller multiplies a NaN by it.
func pow2[T Float](n T) T {
	if is32[T]() {
		m := math.Float32bits(float32(n) + exp32.magic)
		return T(math.Float32frombits(m<<23 + 127<<23))
	}
	m := math.Float64bits(float64(n) + exp64.magic)
	return T(math.Float64frombits(m<<52 + 1023<<52))
}

func expGo[T Float](dst, x []T) {
	k := expCoefFor[T]()
	for i, v := range x {
		dst[i] = k.exp(v)
	}
}

// expSubGo: dst = e^(x - shift), the numerators of softmax.
func expSubGo[T Float](dst, x []T, shift T) {
	k := expCoefFor[T]()
	for i, v := range x {
		dst[i] = k.exp(v - shift)
	}
}
