package rng

import "math"

// Normal returns a standard normal number: the quantile of one uniform number
// from the 2^52 odd multiples of 2^-53, so it is symmetric and lies within
// ±8.3. It uses 64 bits of the stream each time.
//
// math/rand's NormFloat64 is not used because it calls math.Exp and math.Log,
// whose last bit differs between architectures.
func (r *Rand) Normal() float64 {
	odd := r.Uint64()>>12<<1 | 1
	return quantile(float64(odd) * (1.0 / (1 << 53)))
}

// quantile returns z with Φ(z) = p for 0 < p < 1, relative error about 1e-16.
//
// Source: M. Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37, 1988.
func quantile(p float64) float64 {
	q := p - 0.5
	if math.Abs(q) <= 0.425 {
		r := 0.180625 - float64(q*q)
		return float64(q*horner(r, &centralNum)) / horner(r, &centralDen)
	}
	tail := p
	if q > 0 {
		tail = 1 - p
	}
	r := math.Sqrt(-log(tail))
	var z float64
	if r <= 5 {
		z = horner(r-1.6, &middleNum) / horner(r-1.6, &middleDen)
	} else {
		z = horner(r-5, &farNum) / horner(r-5, &farDen)
	}
	if q < 0 {
		return -z
	}
	return z
}

// log returns the natural logarithm of a positive normal x to about 2 ULP.
//
// x = m·2^e with m in [√½, √2); log m = 2·artanh(s) with s = (m-1)/(m+1),
// |s| < 0.172, by its power series, whose terms fall below 2^-56 after s^21.
func log(x float64) float64 {
	const (
		fractionBits = 52
		bias         = 1023
		ln2          = 0.693147180559945309417232121458176568
	)
	b := math.Float64bits(x)
	e := int(b>>fractionBits) - bias
	m := math.Float64frombits(b&(1<<fractionBits-1) | bias<<fractionBits)
	if m > math.Sqrt2 {
		m /= 2
		e++
	}
	s := (m - 1) / (m + 1)
	s2 := float64(s * s)
	series := 0.0
	for k := 21; k >= 3; k -= 2 {
		series = float64((series + 1/float64(k)) * s2)
	}
	logM := 2 * (s + float64(s*series))
	return float64(float64(e)*ln2) + logM
}

// horner evaluates a polynomial of degree 7, highest coefficient first, two
// roundings per step.
func horner(x float64, c *[8]float64) float64 {
	v := c[0]
	for _, a := range c[1:] {
		v = float64(v*x) + a
	}
	return v
}

// Coefficients of AS 241, highest power first.
var (
	centralNum = [8]float64{
		2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4, 4.5921953931549871457e+4,
		1.3731693765509461125e+4, 1.9715909503065514427e+3, 1.3314166789178437745e+2, 3.3871328727963666080e+0,
	}
	centralDen = [8]float64{
		5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4, 2.1213794301586595867e+4,
		5.3941960214247511077e+3, 6.8718700749205790830e+2, 4.2313330701600911252e+1, 1,
	}
	middleNum = [8]float64{
		7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e+0,
		3.64784832476320460504e+0, 5.76949722146069140550e+0, 4.63033784615654529590e+0, 1.42343711074968357734e+0,
	}
	middleDen = [8]float64{
		1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
		6.89767334985100004550e-1, 1.67638483018380384940e+0, 2.05319162663775882187e+0, 1,
	}
	farNum = [8]float64{
		2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
		2.96560571828504891230e-1, 1.78482653991729133580e+0, 5.46378491116411436990e+0, 6.65790464350110377720e+0,
	}
	farDen = [8]float64{
		2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
		1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1,
	}
)
