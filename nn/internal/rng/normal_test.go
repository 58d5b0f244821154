package rng

import (
	"math"
	"testing"
)

func TestLog(t *testing.T) {
	worst := 0.0
	check := func(x float64) {
		got, want := log(x), math.Log(x)
		if want == 0 {
			if got != 0 {
				t.Errorf("log(%v) = %v", x, got)
			}
			return
		}
		worst = max(worst, math.Abs(got-want)/math.Abs(want))
	}
	for e := -60; e <= 60; e++ {
		for i := range 200 {
			check(math.Ldexp(1+float64(i)/200, e))
		}
	}
	check(math.Nextafter(math.Sqrt2, 2))
	check(math.Sqrt2)
	if worst > 1e-15 {
		t.Errorf("relative error %.3g, want below 1e-15", worst)
	}
}

// The quantile is inverted by the error function, over the whole range that
// Normal draws from and through both seams of the approximation.
func TestQuantileInvertsCDF(t *testing.T) {
	cdf := func(z float64) float64 { return 0.5 * math.Erfc(-z/math.Sqrt2) }
	check := func(p float64) {
		z := quantile(p)
		// d(log Φ)/dz grows like |z| in the tail, so an error of 1 ULP in z is
		// z² ULP in p.
		tol := 1e-15 * (4 + z*z)
		if back := cdf(z); math.Abs(back-p) > tol*p {
			t.Errorf("Φ(quantile(%v)) = %v, relative error %.3g", p, back, (back-p)/p)
		}
	}
	for i := range 2000 {
		check((float64(i) + 0.5) / 4000)
	}
	for e := 2; e <= 53; e++ {
		check(math.Ldexp(1, -e))
	}
	for _, p := range []float64{0.075, 0.0749999, 0.0750001, math.Exp(-25), math.Exp(-25.0001), math.Exp(-24.9999)} {
		check(p)
	}
}

func TestQuantileIsSymmetric(t *testing.T) {
	for i := 1; i < 1<<12; i++ {
		p := float64(i) / (1 << 13)
		if a, b := quantile(p), quantile(1-p); a != -b {
			t.Fatalf("quantile(%v) = %v, quantile(1-that) = %v", p, a, b)
		}
	}
}

func TestNormalMoments(t *testing.T) {
	const n = 1_000_000
	r := New(11, 0)
	var m1, m2, m3, m4 float64
	counts := make([]int, 64)
	for range n {
		z := r.Normal()
		m1 += z
		m2 += z * z
		m3 += z * z * z
		m4 += z * z * z * z
		counts[int(64*0.5*math.Erfc(-z/math.Sqrt2))]++
	}
	// Standard errors of the first four raw moments: sqrt(1, 2, 15, 96)/sqrt(n).
	for _, c := range []struct {
		name            string
		got, want, sdev float64
	}{
		{"mean", m1 / n, 0, 1},
		{"second moment", m2 / n, 1, math.Sqrt(2)},
		{"third moment", m3 / n, 0, math.Sqrt(15)},
		{"fourth moment", m4 / n, 3, math.Sqrt(96)},
	} {
		if math.Abs(c.got-c.want) > 5*c.sdev/math.Sqrt(n) {
			t.Errorf("%s %v, want %v", c.name, c.got, c.want)
		}
	}
	chiSquare(t, "Normal", counts)
}

func TestNormalRange(t *testing.T) {
	lowest := quantile(1.0 / (1 << 53))
	if lowest < -8.3 || lowest > -8.1 {
		t.Errorf("smallest normal %v, want -8.2", lowest)
	}
	if highest := quantile(1 - 1.0/(1<<53)); highest != -lowest {
		t.Errorf("largest normal %v, want %v", highest, -lowest)
	}
}

func BenchmarkNormal(b *testing.B) {
	r := New(1, 1)
	for b.Loop() {
		r.Normal()
	}
}
