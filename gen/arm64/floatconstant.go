package arm64

import (
	"fmt"
	"math"
)

// fmovVector sets all lanes to an 8-bit floating-point constant; bit 29 selects
// float64.
var fmovVector = form{name: "fmov", base: 0x0f00f400, size: func(a Arrangement) (uint32, bool) {
	bits, ok := floatSize(a)
	return bits&(1<<30) | bits>>22&1<<29, ok
}}

// WFMOV sets every lane of d (views S2, S4, D2) to x, one of +-(16..31)/16 times
// a power of two from 2^-3 to 2^4: 1, 0.5, 2, -1 and others, but not 0.
func (c *Context) WFMOV(d Vector, x float64) {
	imm, err := floatImm8(x)
	if err != nil {
		c.wordError(fmovVector, err, []Vector{d})
		return
	}
	bits := imm>>5<<16 | imm&31<<5
	c.sameImm(fmovVector, bits, fmt.Sprintf("#%.18e", x), d)
}

// floatImm8 is the 8-bit form of x: sign, three bits of exponent, four of
// fraction.
func floatImm8(x float64) (uint32, error) {
	bits := math.Float64bits(x)
	exp := int(bits>>52&0x7ff) - 1023
	if exp < -3 || exp > 4 || bits&(1<<48-1) != 0 {
		return 0, fmt.Errorf("%v is no 8-bit floating-point constant", x)
	}
	// The exponent's upper bit is stored inverted, so 2^1 begins at 0.
	return uint32(bits>>63<<7) | uint32(exp-1)&7<<4 | uint32(bits>>48&15), nil
}
