package kernels

import "math"

// fma returns a*b + c rounded once, on any machine.
//
// In float32 it needs no fused instruction: the product is exact in float64, and
// the sum rounds once to 53 bits. Rounding that again to float32 is wrong only
// where the 53-bit sum lies on a midpoint of the float32 grid while the exact sum
// does not. For normal results such a midpoint shows as the low 29 bits 1
// followed by zeros; for subnormal results the grid is coarser and the pattern
// another, so they always take the careful path.
func fma[T Float](a, b, c T) T {
	if !is32[T]() {
		return T(math.FMA(float64(a), float64(b), float64(c)))
	}
	p := float64(a) * float64(b)
	s := p + float64(c)
	u := math.Float64bits(s)
	if u<<1 >= minNormal32<<1 && u&(1<<29-1) != 1<<28 {
		return T(s)
	}
	return T(fmaToOdd(p, float64(c), s))
}

// minNormal32 is the float64 bit pattern of 2^-126, the smallest normal float32.
const minNormal32 = uint64(1023-126) << 52

// fmaToOdd rounds p + c to float32 by way of the float64 s = fl(p + c), moved
// to the odd neighbour in the direction of its rounding error (Boldo and
// Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms
// using rounding to odd", 2008). An odd s is never a float32 midpoint by
// accident, so the second rounding sees which side the exact sum is on.
func fmaToOdd(p, c, s float64) float32 {
	u := math.Float64bits(s)
	if s == 0 || u&1 == 1 || u&(0x7ff<<52) == 0x7ff<<52 {
		return float32(s)
	}
	// TwoSum: e is the exact error of s.
	q := s - p
	e := (p - (s - q)) + (c - q)
	if e != 0 {
		if (e > 0) == (s > 0) {
			u++
		} else {
			u--
		}
	}
	return float32(math.Float64frombits(u))
}
