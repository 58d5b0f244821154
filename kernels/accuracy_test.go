package kernels

import (
	"flag"
	"math"
	"math/big"
	"testing"
)

// Each function, its bound in ULP, and its exact value in float64 (whose own
// error, below 1 ULP of float64, is invisible in float32).
var accuracy32 = []struct {
	name  string
	f     func(dst, x []float32)
	exact func(x float64) float64
	bound float64
}{
	{"Exp", Exp[float32], math.Exp, 0.9},
	{"Sigmoid", Sigmoid[float32], func(x float64) float64 {
		if x < 0 {
			return math.Exp(x) / (1 + math.Exp(x))
		}
		return 1 / (1 + math.Exp(-x))
	}, 0.9},
	{"Tanh", Tanh[float32], math.Tanh, 0.9},
}

var stride = flag.Uint64("stride", 0, "measure every so many-th float32; 1 for all (make exhaustive)")

// TestAccuracy32 measures every stride-th of all float32 values on the backend
// in use; those of the others are equal by TestBackendsEqualPortable.
func TestAccuracy32(t *testing.T) {
	step := *stride
	switch {
	case step > 0:
	case testing.Short() || Backend() == "portable":
		step = 65537
	default:
		step = 509
	}
	for _, fn := range accuracy32 {
		t.Run(fn.name, func(t *testing.T) {
			t.Parallel()
			worst, at := worstOf(fn.f, fn.exact, step)
			t.Logf("%.4f ULP at %g, of every %d-th float32", worst, at, step)
			if !(worst <= fn.bound) {
				t.Errorf("off by %.4f ULP at %g, want at most %v", worst, at, fn.bound)
			}
		})
	}
}

// worstOf returns the largest error of f over the finite numbers among every
// step-th float32, and where it is.
func worstOf(f func(dst, x []float32), exact func(x float64) float64, step uint64) (worst float64, at float32) {
	x, y := make([]float32, 0, grain), make([]float32, grain)
	measure := func() {
		f(y[:len(x)], x)
		for i, v := range x {
			if e := ulps32(y[i], exact(float64(v))); !(e <= worst) {
				worst, at = e, v
			}
		}
		x = x[:0]
	}
	for u := uint64(0); u < 1<<32; u += step {
		if v := math.Float32frombits(uint32(u)); v-v == 0 {
			x = append(x, v)
		}
		if len(x) == cap(x) {
			measure()
		}
	}
	measure()
	return worst, at
}

// ulps32 returns the distance of y from exact in units of float32's last place there.
func ulps32(y float32, exact float64) float64 {
	if y == float32(exact) {
		return math.Min(math.Abs(float64(y)-exact)/ulp(exact, 24, -149), 0.5)
	}
	return math.Abs(float64(y)-exact) / ulp(exact, 24, -149)
}

// ulp returns the unit in the last place of precision bits at x, no smaller
// than 2^lowest.
func ulp(x float64, precision, lowest int) float64 {
	_, e := math.Frexp(x)
	return math.Ldexp(1, max(e-precision, lowest))
}

// bigExp returns e^x to some 180 bits.
func bigExp(x float64) *big.Float {
	const squarings = 20
	r := newBig(x)
	r.SetMantExp(r, -squarings)
	sum, term := newBig(1), newBig(1)
	for i := 1; i < 30; i++ {
		term.Mul(term, r)
		term.Quo(term, newBig(float64(i)))
		sum.Add(sum, term)
	}
	for range squarings {
		sum.Mul(sum, sum)
	}
	return sum
}

func newBig(x float64) *big.Float { return new(big.Float).SetPrec(220).SetFloat64(x) }

func bigSigmoid(x float64) *big.Float {
	e := bigExp(-math.Abs(x))
	den := newBig(1)
	den.Add(den, e)
	if x < 0 {
		return e.Quo(e, den)
	}
	return den.Quo(newBig(1), den)
}

func bigTanh(x float64) *big.Float {
	e := bigExp(-2 * math.Abs(x))
	num, den := newBig(1), newBig(1)
	num.Sub(num, e)
	den.Add(den, e)
	num.Quo(num, den)
	if x < 0 {
		num.Neg(num)
	}
	return num
}

func TestAccuracy64(t *testing.T) {
	n := 6000
	if testing.Short() {
		n = 500
	}
	for _, fn := range []struct {
		name   string
		f      func(dst, x []float64)
		exact  func(x float64) *big.Float
		lo, hi float64
	}{
		{"Exp", Exp[float64], bigExp, -744, 709},
		{"Sigmoid", Sigmoid[float64], bigSigmoid, -744, 60},
		{"Tanh", Tanh[float64], bigTanh, -22, 22},
	} {
		state := uint64(1)
		worst, at := 0.0, 0.0
		for i := range n {
			state = state*6364136223846793005 + 1442695040888963407
			x := fn.lo + (fn.hi-fn.lo)*float64(state>>11)*0x1p-53
			if i%2 == 0 {
				x *= math.Ldexp(1, -int(state%20)) // small arguments too
			}
			y := []float64{x}
			fn.f(y, y)
			exact := fn.exact(x)
			approx, _ := exact.Float64()
			diff := newBig(y[0])
			diff.Sub(diff, exact)
			diff.Quo(diff, newBig(ulp(approx, 53, -1074)))
			if e, _ := diff.Float64(); math.Abs(e) > worst {
				worst, at = math.Abs(e), x
			}
		}
		t.Logf("%s: %.4f ULP at %g", fn.name, worst, at)
		if worst > 1.5 {
			t.Errorf("%s is off by %.4f ULP at %g, want at most 1.5", fn.name, worst, at)
		}
	}
}

func TestLog(t *testing.T) {
	state := uint64(1)
	for range 200000 {
		state = state*6364136223846793005 + 1442695040888963407
		x := math.Float64frombits(state>>1&(0x7fd<<52|1<<52-1) + 1<<52) // normal: math.Log is wrong below
		if state%2 == 0 {
			x = 0.5 + float64(state>>11)*0x1p-53*1.5
		}
		if want := math.Log(x); math.Abs(log(x)-want) > 2*ulp(want, 53, -1074) {
			t.Fatalf("log(%v) = %v, want %v", x, log(x), want)
		}
		if x > 4 {
			continue
		}
		if want := math.Log1p(x); math.Abs(log1p(x)-want) > 2*ulp(want, 53, -1074) {
			t.Fatalf("log1p(%v) = %v, want %v", x, log1p(x), want)
		}
	}
	for _, tt := range [][2]float64{{0, math.Inf(-1)}, {1, 0}, {math.Inf(1), math.Inf(1)}, {-1, math.NaN()}, {math.NaN(), math.NaN()}} {
		if got := log(tt[0]); !sameBits(got, tt[1]) {
			t.Errorf("log(%v) = %v, want %v", tt[0], got, tt[1])
		}
	}
}
