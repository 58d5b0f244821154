package data

import "math"

// sincosTurn returns sine and cosine of an angle given in turns, to about 2 ULP
// near the axes and 1e-16 elsewhere, with the same bits on every architecture
// (math.Sin and math.Cos differ).
//
// The angle is reduced to within an eighth of a turn of a quarter, where the
// Taylor series to the powers 15 and 16 are exact to float64.
func sincosTurn(turn float64) (sin, cos float64) {
	turn -= math.Floor(turn)
	quarter := math.Floor(float64(turn*4) + 0.5)
	x := float64((turn - float64(quarter/4)) * (2 * math.Pi))
	x2 := float64(x * x)

	sin, cos = 1, 1
	for k := 7; k >= 1; k-- {
		sin = 1 - float64(sin*x2)/float64(2*k*(2*k+1))
	}
	for k := 8; k >= 1; k-- {
		cos = 1 - float64(cos*x2)/float64(2*k*(2*k-1))
	}
	sin = float64(sin * x)

	switch quarter {
	case 1:
		return cos, -sin
	case 2:
		return -sin, -cos
	case 3:
		return -cos, sin
	}
	return sin, cos // quarters 0 and 4
}
