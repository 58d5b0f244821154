package kernels

import "math"

const (
	sign32 = uint32(1) << 31
	sign64 = uint64(1) << 63
)

func abs32(x float32) float32 { return math.Float32frombits(math.Float32bits(x) &^ sign32) }

func abs64(x float64) float64 { return math.Float64frombits(math.Float64bits(x) &^ sign64) }

// withSign32 ORs the sign bit of x into y.
func withSign32(y, x float32) float32 {
	return math.Float32frombits(math.Float32bits(y) | math.Float32bits(x)&sign32)
}

// withSign64 ORs the sign bit of x into y.
func withSign64(y, x float64) float64 {
	return math.Float64frombits(math.Float64bits(y) | math.Float64bits(x)&sign64)
}
