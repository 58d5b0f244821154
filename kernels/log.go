package kernels

import "math"

// log returns the natural logarithm of a float64 by basic operations only, so
// that it has the same bits on every architecture (math.Log has not).
//
// Method: x = 2^n m with m in [sqrt(1/2), sqrt(2)); with f = m-1 and s = f/(2+f),
// log m = 2 atanh(s) = 2s + s*R(s*s), where R is the Taylor series: s*s < 0.0295,
// so 11 terms leave a relative error below 2^-60. The total error is below 1 ULP.
// log(0) = -Inf, a negative x or NaN gives NaN, log(+Inf) = +Inf.
func log(x float64) float64 {
	switch {
	case x == 0:
		return math.Inf(-1)
	case !(x > 0) || x > math.MaxFloat64:
		return x + math.Sqrt(x)
	}
	m, n := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, n = m*2, n-1
	}
	f := m - 1
	s := f / (2 + f)
	z := float64(s * s)
	r := 0.0
	for _, c := range atanhSeries {
		r = float64(z * (r + c))
	}
	// log m = f - (h - s(h + r)) with h = f*f/2, which keeps f's full precision.
	h := float64(0.5 * float64(f*f))
	k := float64(n)
	return float64(k*exp64.ln2Hi) - ((h - (float64(s*(h+r)) + float64(k*exp64.ln2Lo))) - f)
}

// atanhSeries are the coefficients 2/k of 2 atanh, from k = 23 down to 3.
var atanhSeries = [...]float64{
	2.0 / 23, 2.0 / 21, 2.0 / 19, 2.0 / 17, 2.0 / 15, 2.0 / 13, 2.0 / 11, 2.0 / 9, 2.0 / 7, 2.0 / 5, 2.0 / 3,
}

// log1p returns log(1+x) for x >= 0: log of the rounded sum, corrected for what
// the rounding lost.
func log1p(x float64) float64 {
	w := 1 + x
	if w > math.MaxFloat64 || x == 0 {
		return log(w)
	}
	return log(w) + (x-(w-1))/w
}
