package vm

import "math"

// Elem is the element type of a kernel.
type Elem int

// The element types.
const (
	F32 Elem = iota
	F64
)

// Size returns the size of an element in bytes.
func (e Elem) Size() int {
	if e == F32 {
		return 4
	}
	return 8
}

// Go returns the name of the type in Go.
func (e Elem) Go() string {
	if e == F32 {
		return "float32"
	}
	return "float64"
}

// Suffix returns what the names of kernels over e end in.
func (e Elem) Suffix() string {
	if e == F32 {
		return "F32"
	}
	return "F64"
}

// Bits returns the representation of f, which must be a value of the type.
func (e Elem) Bits(f float64) uint64 {
	if e == F64 {
		return math.Float64bits(f)
	}
	if g := float32(f); float64(g) != f {
		panic("vm: constant is not a float32")
	}
	return uint64(math.Float32bits(float32(f)))
}

// SignBit returns the representation of -0.
func (e Elem) SignBit() uint64 { return 1 << (8*e.Size() - 1) }

// MantissaBits returns how many bits of the representation hold the mantissa.
func (e Elem) MantissaBits() int {
	if e == F32 {
		return 23
	}
	return 52
}

// ExponentBias returns the bias of the exponent field.
func (e Elem) ExponentBias() int {
	if e == F32 {
		return 127
	}
	return 1023
}
