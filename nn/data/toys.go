package data

import (
	"fmt"
	"math"

	"github.com/lockstep-go/lockstep/nn/internal/rng"
)

// XOR returns the exclusive or of two bits: four rows of two inputs, 0 or 1.
// The result is there as two classes and as one target, 0 or 1.
func XOR() *Set {
	return &Set{
		Name: "XOR", In: 2, X: []float32{0, 0, 0, 1, 1, 0, 1, 1},
		Classes: 2, Labels: []int32{0, 1, 1, 0},
		Outputs: 1, Y: []float32{0, 1, 1, 0},
	}
}

// Spirals returns n points on two interleaved spirals of one and a half turns
// around the origin, the classes in alternate rows.
//
// Points are uniform in the radius, which ends at 1; noise is the standard
// deviation of the normal disturbance of both coordinates. The result is there
// as two classes and as one target, 0 or 1. The rows depend on the arguments
// only, and row i on neither n nor the other rows. An error says that n or noise
// is out of range.
func Spirals(n int, seed uint64, noise float64) (*Set, error) {
	const turns = 1.5
	if n < 1 {
		return nil, fmt.Errorf("data: Spirals: expected n >= 1, found %d", n)
	}
	if !(noise >= 0) || math.IsInf(noise, 0) {
		return nil, fmt.Errorf("data: Spirals: expected a finite noise >= 0, found %v", noise)
	}
	s := &Set{Name: "spirals", In: 2, Classes: 2, Outputs: 1}
	r := rng.New(seed, rng.Spirals)
	for i := range n {
		class := i % 2
		radius := r.Float64()
		sin, cos := sincosTurn(float64(radius*turns) + float64(class)/2)
		x := float64(radius*cos) + float64(noise*r.Normal())
		y := float64(radius*sin) + float64(noise*r.Normal())
		s.X = append(s.X, float32(x), float32(y))
		s.Labels = append(s.Labels, int32(class))
		s.Y = append(s.Y, float32(class))
	}
	return s, nil
}
