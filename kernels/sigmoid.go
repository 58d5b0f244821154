package kernels

// Sigmoid sets dst[i] = 1 / (1 + e^-x[i]).
//
// dst and x have the same length and may be the same slice. The error is below
// 0.9 ULP in float32 and below 1.5 ULP in float64 over the whole range,
// subnormal results included. Sigmoid(+Inf) = 1, Sigmoid(-Inf) = +0, NaN gives
// NaN. It panics if the lengths differ.
//
// Method: with t = -|x| and e^t = 2^n (1+s), the quotient of 1 or e^t by
// 1 + e^t, both scaled by 2^-n so that nothing overflows, and one Newton step
// on the compensated quotient.
func Sigmoid[T Float](dst, x []T) {
	checkLen("Sigmoid", "x", len(x), "len(dst)", len(dst))
	f := tableFor[T]().sigmoid
	each(len(dst), func(lo, hi int) { f(dst[lo:hi], x[lo:hi]) })
}

func sigmoidGo[T Float](dst, x []T) {
	k := expCoefFor[T]()
	for i, v := range x {
		dst[i] = k.sigmoid(v)
	}
}

func (k *expCoef[T]) sigmoid(x T) T {
	t := greater(k.lo, -abs(x))
	n, r, _ := k.reduce(t)
	r2 := T(r * r)
	q := k.poly(r)
	s := fma(r2, q, r)
	sLo := fma(r2, q, r-s)
	// e + eLo is K(1+s), the numerator for x < 0; scaled is K 2^-n, that for x >= 0;
	// K = 2^-kExp keeps both in range.
	e := fma(s, k.k, k.k)
	eLo := fma(sLo, k.k, fma(s, k.k, k.k-e))
	scaled := pow2(-n - k.kExp)
	d := scaled + e
	dLo := (e - (d - scaled)) + eLo
	num, numLo := scaled, T(0)
	if x < 0 {
		num, numLo = e, eLo
	}
	return quotient(num, numLo, d, dLo)
}

// quotient returns (n + nLo) / (d + dLo) by one Newton step from n * (1/d).
func quotient[T Float](n, nLo, d, dLo T) T {
	c := 1 / d
	y := T(n * c)
	return fma(fma(-y, dLo, fma(-y, d, n)+nLo), c, y)
}

func abs[T Float](x T) T {
	if is32[T]() {
		return T(abs32(float32(x)))
	}
	return T(abs64(float64(x)))
}

// SigmoidBackward sets dx[i] = dy[i] * y[i] * (1 - y[i]), where y is Sigmoid's
// output; y - y*y is rounded once.
//
// All have the same length; dx may be dy or y. NaN in gives NaN out. It panics
// if the lengths differ.
func SigmoidBackward[T Float](dx, dy, y []T) {
	checkLen("SigmoidBackward", "dy", len(dy), "len(dx)", len(dx))
	checkLen("SigmoidBackward", "y", len(y), "len(dx)", len(dx))
	f := tableFor[T]().sigmoidBackward
	each(len(dx), func(lo, hi int) { f(dx[lo:hi], dy[lo:hi], y[lo:hi]) })
}

func sigmoidBackward[T Float](dy, y T) T { return T(dy * fma(-y, y, y)) }

func sigmoidBackwardGo[T Float](dx, dy, y []T) {
	for i, v := range y {
		dx[i] = sigmoidBackward(dy[i], v)
	}
}
