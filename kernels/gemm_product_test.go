package kernels

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lockstep-go/lockstep/kernels/internal/guard"
)

// chain is the contract: what every element of a product is. It only reads, and the race detector would take most of its time.
//
//go:norace
func chain[T Float](g *gemmCall[T], c []T, i, j int) T {
	var t T
	for p := range g.k {
		t = fma(at(g.a, g.lda, g.transA, i, p), at(g.b, g.ldb, g.transB, p, j), t)
	}
	if g.alpha != 1 {
		t *= g.alpha
	}
	if g.beta != 0 {
		t = fma(g.beta, c[i*g.ldc+j], t)
	}
	return t
}

func at[T Float](x []T, ld int, trans bool, i, j int) T {
	if trans {
		i, j = j, i
	}
	return x[i*ld+j]
}

// product is a call with operands between guard pages: those of an even seed
// end at one, those of an odd one begin at one.
func product[T Float](tb testing.TB, seed uint64, transA, transB bool, m, n, k, gap int) *gemmCall[T] {
	g := &gemmCall[T]{fn: "test", transA: transA, transB: transB, m: m, n: n, k: k, alpha: 1}
	rng := rand.New(rand.NewPCG(seed, 7))
	operand := func(rows, cols int, trans bool, between T) ([]T, int) {
		if trans {
			rows, cols = cols, rows
		}
		ld := max(1, cols+gap)
		size := 0
		if rows > 0 && cols > 0 {
			size = (rows-1)*ld + cols
		}
		x := guard.Before[T](tb, size)
		if seed%2 == 1 {
			x = guard.After[T](tb, size)
		}
		fill(x, cols, ld, rng.IntN(len(samples)), between)
		return x, ld
	}
	nan := T(math.NaN())
	g.a, g.lda = operand(m, k, transA, nan)
	g.b, g.ldb = operand(k, n, transB, nan)
	g.c, g.ldc = operand(m, n, false, 1e30)
	return g
}

// samples are normally distributed. Drawing each operand anew would take half the time of the tests.
var samples = func() (x [1<<14 + 1]float64) {
	rng := rand.New(rand.NewPCG(3, 7))
	for i := range x {
		x[i] = rng.NormFloat64()
	}
	return x
}()

// fill sets the rows of x to samples, from one of them on, and what lies between the rows to a value that
// shows if it is used or written.
//
//go:norace
func fill[T Float](x []T, cols, ld, from int, between T) {
	for i := range x {
		if i%ld >= cols {
			x[i] = between
			continue
		}
		x[i] = T(samples[from])
		if from++; from == len(samples) {
			from = 0
		}
	}
}

// verify computes g on a backend and compares every element of C, and what lies
// between its rows, with the chain.
func verify[T Float](t *testing.T, g *gemmCall[T], s *gemmSet[T], width int) {
	t.Helper()
	before := append([]T(nil), g.c...)
	if g.m > 0 && g.n > 0 {
		if width == 1 && g.isSmall(s) {
			g.small(s)
		} else {
			g.compute(s, width)
		}
	}
	for i := range g.c {
		row, col := i/g.ldc, i%g.ldc
		want := before[i]
		if col < g.n {
			want = chain(g, before, row, col)
		}
		if !sameBits(g.c[i], want) {
			t.Fatalf("%v,%v %dx%dx%d ld %d,%d,%d alpha %v beta %v width %d: C[%d,%d] = %v, want %v", g.transA, g.transB,
				g.m, g.n, g.k, g.lda, g.ldb, g.ldc, g.alpha, g.beta, width, row, col, g.c[i], want)
		}
	}
}

// setCaches lets a test run as on a machine with caches of these sizes.
func setCaches(t *testing.T, l1, l2 int) {
	before := caches
	caches = cachesFor(l1, l2)
	t.Cleanup(func() { caches = before })
}

// eachSet runs a test for both element types of every backend that the CPU has, with the panels that are chosen on it
// and with those that are chosen on others.
func eachSet(t *testing.T, f32 func(*testing.T, *gemmSet[float32]), f64 func(*testing.T, *gemmSet[float64])) {
	for i := range backends {
		if b := &backends[i]; b.supported {
			eachChoice(t, b.name+"/float32", &b.f32.gemm, f32)
			eachChoice(t, b.name+"/float64", &b.f64.gemm, f64)
		}
	}
}

// eachChoice runs a test for a set and, if that differs, for the one with the panels of a CPU with other vectors.
func eachChoice[T Float](t *testing.T, name string, s *gemmSet[T], test func(*testing.T, *gemmSet[T])) {
	t.Run(name, func(t *testing.T) { test(t, s) })
	if len(s.panels) == 0 {
		return
	}
	other := *s
	other.whole = !s.whole
	other = other.ready()
	if other.fits != s.fits {
		t.Run(name+"/other", func(t *testing.T) { test(t, &other) })
	}
}

// eachOrder runs a test with and without whole lines first, which is the CPU's choice.
func eachOrder[T Float](s *gemmSet[T], test func(*gemmSet[T])) {
	test(s)
	if s.dotLines.run != nil {
		other := *s
		other.linesFirst = !s.linesFirst
		other.setTurns()
		test(&other)
	}
}
