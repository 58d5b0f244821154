package kernels

// Tanh sets dst[i] = tanh(x[i]).
//
// dst and x have the same length and may be the same slice. The error is below
// 0.9 ULP in float32 and below 1.5 ULP in float64 over the whole range, down to
// the smallest subnormal. A zero keeps its sign, Tanh(±Inf) = ±1, NaN gives
// NaN. It panics if the lengths differ.
//
// Method: with e^(-2|x|) = A (1+s), the quotient N / (2 - N) where
// N = (1-A) - A s, and one Newton step on the compensated quotient.
func Tanh[T Float](dst, x []T) {
	checkLen("Tanh", "x", len(x), "len(dst)", len(dst))
	f := tableFor[T]().tanh
	each(len(dst), func(lo, hi int) { f(dst[lo:hi], x[lo:hi]) })
}

func tanhGo[T Float](dst, x []T) {
	k := expCoefFor[T]()
	for i, v := range x {
		dst[i] = k.tanh(v)
	}
}

func (k *expCoef[T]) tanh(x T) T {
	ax := abs(x)
	t := greater(k.tanhLo, T(-2*ax))
	n, r, _ := k.reduce(t)
	r2 := T(r * r)
	q := k.poly(r)
	s := fma(r2, q, r)
	sLo := fma(r2, q, r-s)
	a := pow2(n)
	oneMinusA := 1 - a
	num := fma(-a, s, oneMinusA)
	numLo := fma(-a, sLo, fma(-a, s, oneMinusA-num))
	d := 2 - num
	dLo := ((2 - d) - num) - numLo
	y := quotient(num, numLo, d, dLo)
	if ax > k.tanhOne {
		y = 1
	}
	return withSign(y, x)
}

// withSign returns y, which is not negative, with the sign of x.
func withSign[T Float](y, x T) T {
	if is32[T]() {
		return T(withSign32(float32(y), float32(x)))
	}
	return T(withSign64(float64(y), float64(x)))
}

// TanhBackward sets dx[i] = dy[i] * (1 - y[i]*y[i]), where y is Tanh's output;
// 1 - y*y is rounded once.
//
// All have the same length; dx may be dy or y. NaN in gives NaN out. It panics
// if the lengths differ.
func TanhBackward[T Float](dx, dy, y []T) {
	checkLen("TanhBackward", "dy", len(dy), "len(dx)", len(dx))
	checkLen("TanhBackward", "y", len(y), "len(dx)", len(dx))
	f := tableFor[T]().tanhBackward
	each(len(dx), func(lo, hi int) { f(dx[lo:hi], dy[lo:hi], y[lo:hi]) })
}

func tanhBackward[T Float](dy, y T) T { return T(dy * fma(-y, y, 1)) }

func tanhBackwardGo[T Float](dx, dy, y []T) {
	for i, v := range y {
		dx[i] = tanhBackward(dy[i], v)
	}
}
