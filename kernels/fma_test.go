package kernels

import (
	"math"
	"math/big"
	"testing"
)

// exactFMA32 rounds a*b + c once, by way of arbitrary precision.
func exactFMA32(a, b, c float32) float32 {
	x := new(big.Float).SetPrec(1000).SetFloat64(float64(a))
	x.Mul(x, new(big.Float).SetPrec(1000).SetFloat64(float64(b)))
	x.Add(x, new(big.Float).SetPrec(1000).SetFloat64(float64(c)))
	f, _ := x.Float32()
	return f
}

func TestFMA32(t *testing.T) {
	// The sum lies on a midpoint of the subnormal grid, which the usual test of
	// the low 29 bits does not see.
	if got, want := fma[float32](0x1.115d96p-76, 0x1.df79a4p-75, 0x1.cfaa6p-127), float32(0x1.cfaa64p-127); got != want {
		t.Errorf("subnormal midpoint: fma = %x, want %x", got, want)
	}
	state := uint64(1)
	next := func() uint32 {
		state = state*6364136223846793005 + 1442695040888963407
		return uint32(state >> 32)
	}
	families := map[string]func() (a, b, c float32){
		"any bits": func() (a, b, c float32) {
			return math.Float32frombits(next()), math.Float32frombits(next()), math.Float32frombits(next())
		},
		"near exponents": func() (a, b, c float32) {
			return 1 + float32(next()>>9)*0x1p-23, 1 + float32(next()>>9)*0x1p-23, -1 - float32(next()>>8)*0x1p-23
		},
		"few bits, so that ties abound": func() (a, b, c float32) {
			return float32(next()%4096 + 1), float32(next()%4096+1) * 0x1p-24, float32(next()>>8) * 0x1p-12
		},
		"midpoint and a little": func() (a, b, c float32) {
			return 1 + float32(next()%2)*0x1p-23, float32(next()|1) * 0x1p-60, float32(1<<23|next()>>9) * (1 + 0x1p-23)
		},
		"subnormal results": func() (a, b, c float32) {
			return (1 + float32(next()>>9)*0x1p-23) * 0x1p-75, (1 + float32(next()>>9)*0x1p-23) * 0x1p-74, math.Float32frombits(next() & 0x80ffffff)
		},
	}
	for name, family := range families {
		for range 50000 {
			a, b, c := family()
			if a-a != 0 || b-b != 0 || c-c != 0 || float64(a)*float64(b)+float64(c) == 0 {
				continue // infinities, NaN and zeros' signs are below
			}
			if got, want := fma(a, b, c), exactFMA32(a, b, c); got != want {
				t.Fatalf("%s: fma(%x, %x, %x) = %x, want %x", name, a, b, c, got, want)
			}
		}
	}
}

func TestFMA32Specials(t *testing.T) {
	inf, nan, negZero := float32(math.Inf(1)), float32(math.NaN()), float32(math.Copysign(0, -1))
	for _, tt := range []struct{ a, b, c, want float32 }{
		{inf, 1, 1, inf},
		{inf, 0, 1, nan},
		{inf, 1, -inf, nan},
		{nan, 1, 1, nan},
		{1, 1, nan, nan},
		{1, -1, 1, 0},
		{negZero, 1, negZero, negZero},
		{negZero, 1, 0, 0},
		{math.MaxFloat32, 2, -math.MaxFloat32, math.MaxFloat32},
		{math.MaxFloat32, 2, 0, inf},
		{math.SmallestNonzeroFloat32, 0.5, 0, 0},
		{math.SmallestNonzeroFloat32, -0.5, 0, negZero},
		{math.SmallestNonzeroFloat32, 0.75, 0, math.SmallestNonzeroFloat32},
	} {
		if got := fma(tt.a, tt.b, tt.c); !sameBits(got, tt.want) {
			t.Errorf("fma(%v, %v, %v) = %v, want %v", tt.a, tt.b, tt.c, got, tt.want)
		}
	}
}
