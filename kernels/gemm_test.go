package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func TestGemmShapes(t *testing.T) { eachSet(t, gemmShapes[float32], gemmShapes[float64]) }

// gemmShapes covers every tile height and every number of columns of a panel, for all
// four orders of storage.
func gemmShapes[T Float](t *testing.T, s *gemmSet[T]) {
	ks := []int{0, 1, 2, 4, 5, 8, 17}
	seed := uint64(0)
	for m := range 32 {
		for _, n := range []int{0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 15, 16, 17, 18, 20, 21, 24, 31, 32, 33, 40, 47, 48, 50, 56, 63, 64, 65, 72, 86, 91, 100, 104, 118, 120, 127, 128, 130} {
			seed++
			trans := int(seed)
			g := product[T](t, seed, trans&1 != 0, trans&2 != 0, m, n, ks[int(seed)%len(ks)], trans%3)
			verify(t, g, s, 1)
		}
	}
}

func TestGemmBlocks(t *testing.T) { eachSet(t, gemmBlocks[float32], gemmBlocks[float64]) }

// gemmBlocks crosses the ends of slices, chunks and tiles, where packing, rows that compete in L1 and the
// partition set in.
func gemmBlocks[T Float](t *testing.T, s *gemmSet[T]) {
	shapes := [][3]int{{65, 33, 700}, {70, 256, 64}, {3, 70, 1200}, {200, 40, 259}, {64, 1024, 9}, {97, 520, 130}, {1, 300, 300}, {1, 250, 1100}, {300, 1, 70}, {130, 257, 65}, {20, 16, 1024}, {30, 10, 1024}, {50, 26, 1024}}
	if testing.Short() {
		shapes = shapes[:4]
	}
	for i, shape := range shapes {
		for trans := range 4 {
			for j, width := range []int{1, 2, 5} {
				g := product[T](t, uint64(i+trans+j), trans&1 != 0, trans&2 != 0, shape[0], shape[1], shape[2], []int{0, 5}[(i+trans)%2])
				if (i+trans+j)%3 == 1 {
					g.alpha, g.beta = -0.7, 1.3
				}
				verify(t, g, s, width)
			}
		}
	}
}

func TestGemmMoves(t *testing.T) { eachSet(t, gemmMoves[float32], gemmMoves[float64]) }

// gemmMoves: a transposed A with rows that compete in L1.
func gemmMoves[T Float](t *testing.T, s *gemmSet[T]) {
	for i, shape := range [][3]int{{97, 520, 130}, {260, 270, 600}, {50, 300, 1100}} {
		g := product[T](t, uint64(i), true, i == 1, shape[0], shape[1], shape[2], 1024-shape[0])
		if !g.moves() {
			t.Fatalf("%v: A is not moved", shape)
		}
		verify(t, g, s, 1+i)
	}
}

func TestGemmScaling(t *testing.T) { eachSet(t, gemmScaling[float32], gemmScaling[float64]) }

func gemmScaling[T Float](t *testing.T, s *gemmSet[T]) {
	for i, alpha := range []T{1, 0, -2.5} {
		for j, beta := range []T{0, 1, 0.3, -1} {
			for _, k := range []int{0, 3, 1300} {
				for _, n := range []int{5, 9, 10, 19, 20, 21} {
					g := product[T](t, uint64(i+j), i%2 == 0, j%2 == 0, 9, n, k, 1)
					g.alpha, g.beta = alpha, beta
					verify(t, g, s, 1)
				}
			}
		}
	}
}

func TestGemmSpecials(t *testing.T) { eachSet(t, gemmSpecials[float32], gemmSpecials[float64]) }

// gemmSpecials: NaN in a C that is not read goes nowhere, in A and B only where it
// belongs; subnormal sums and signed zeros are as the chain has them.
func gemmSpecials[T Float](t *testing.T, s *gemmSet[T]) {
	nan, inf := T(math.NaN()), T(math.Inf(1))
	small := T(math.SmallestNonzeroFloat32)
	if !is32[T]() {
		tiny := math.SmallestNonzeroFloat64
		small = T(tiny)
	}
	values := []T{nan, inf, -inf, 0, T(math.Copysign(0, -1)), small, -small * 3, 1, 0.5}
	rng := rand.New(rand.NewPCG(1, 2))
	for _, alpha := range []T{1, 0, -1} {
		for _, beta := range []T{0, 1} {
			for _, k := range []int{0, 1, 40} {
				g := product[T](t, 3, false, false, 17, 37, k, 0)
				g.alpha, g.beta = alpha, beta
				for i := range g.c {
					g.c[i] = values[rng.IntN(len(values))]
				}
				for _, x := range [][]T{g.a, g.b} {
					for i := range x {
						if rng.IntN(12) == 0 {
							x[i] = values[rng.IntN(len(values))]
						} else {
							x[i] *= small * 8
						}
					}
				}
				verify(t, g, s, 1)
			}
		}
	}
}

func TestGemmAccuracy(t *testing.T) { eachSet(t, gemmAccuracy[float32], gemmAccuracy[float64]) }

// gemmAccuracy compares with sums in float64 for float32, and for both with the
// textbook bound k*u*sum|a*b|.
func gemmAccuracy[T Float](t *testing.T, s *gemmSet[T]) {
	g := product[T](t, 9, false, true, 30, 40, 300, 0)
	g.compute(s, 1)
	u := math.Ldexp(1, -24)
	if !is32[T]() {
		u = math.Ldexp(1, -53)
	}
	for i := range g.m {
		for j := range g.n {
			sum, bound := 0.0, 0.0
			for p := range g.k {
				ab := float64(float64(at(g.a, g.lda, false, i, p)) * float64(at(g.b, g.ldb, true, p, j)))
				sum += ab
				bound += math.Abs(ab)
			}
			if diff := math.Abs(float64(g.c[i*g.ldc+j]) - sum); diff > 2*float64(g.k)*u*bound {
				t.Fatalf("C[%d,%d] is off by %g, bound %g", i, j, diff, float64(g.k)*u*bound)
			}
		}
	}
}

// TestGemmAPI checks that each exported form means what it says, through the public entry.
func TestGemmAPI(t *testing.T) {
	const m, n, k = 5, 7, 3
	for name, call := range map[string]func(g *gemmCall[float64]){
		"MatMul":   func(g *gemmCall[float64]) { MatMul(g.c, g.a, g.b, m, n, k) },
		"MatMulNT": func(g *gemmCall[float64]) { MatMulNT(g.c, g.a, g.b, m, n, k) },
		"MatMulTN": func(g *gemmCall[float64]) { MatMulTN(g.c, g.a, g.b, m, n, k) },
		"Gemm": func(g *gemmCall[float64]) {
			Gemm(true, true, m, n, k, 2, g.a, g.lda, g.b, g.ldb, 3, g.c, g.ldc)
		},
	} {
		ta, tb := name == "MatMulTN" || name == "Gemm", name == "MatMulNT" || name == "Gemm"
		g := product[float64](t, 4, ta, tb, m, n, k, 0)
		if name == "Gemm" {
			g.alpha, g.beta = 2, 3
		}
		before := append([]float64(nil), g.c...)
		call(g)
		for i := range m {
			for j := range n {
				if got, want := g.c[i*n+j], chain(g, before, i, j); got != want {
					t.Errorf("%s: C[%d,%d] = %v, want %v", name, i, j, got, want)
				}
			}
		}
	}
}

// TestTiny checks the shortest way through the public entries, at its borders, on
// operands between guard pages.
func TestTiny(t *testing.T) {
	t.Run("float32", tinyProducts[float32])
	t.Run("float64", tinyProducts[float64])
}

func tinyProducts[T Float](t *testing.T) {
	for i, shape := range [][3]int{
		{1, 1, 1}, {4, 4, 4}, {1, 64, 64}, {1, 37, 91}, {3, 9, 13}, {8, 7, 100}, {17, 33, 5}, {32, 12, 3}, {31, 12, 30}, {64, 7, 9}, {256, 16, 2}, {257, 9, 9}, {3, 257, 2}, {2, 3, 257}, {255, 130, 129},
		{8, 15, 1024}, {1, 3, 1025}, {1, 63, 260}, {16, 10, 512}, {100, 1, 162}, {2, 1024, 16}, {1, 1025, 3}, {8, 64, 256}, {3, 40, 257},
	} {
		m, n, k := shape[0], shape[1], shape[2]
		for form, call := range []func(c, a, b []T, m, n, k int){MatMul[T], MatMulTN[T], MatMulNT[T]} {
			g := product[T](t, uint64(i), form == 1, form == 2, m, n, k, 0)
			call(g.c, g.a, g.b, m, n, k)
			for e := range g.c {
				if want := chain(g, nil, e/n, e%n); !sameBits(g.c[e], want) {
					t.Fatalf("%v, form %d: C[%d,%d] = %v, want %v", shape, form, e/n, e%n, g.c[e], want)
				}
			}
		}
	}
}

func TestGemmPanics(t *testing.T) {
	x := make([]float32, 12)
	for _, tt := range []struct {
		want string
		call func()
	}{
		{"kernels: MatMul: m = -1, want at least 0", func() { MatMul(x, x, x, -1, 1, 1) }},
		{"kernels: MatMul: len(a) = 12, want at least 4*3+3 = 15", func() { MatMul(make([]float32, 25), x, x, 5, 2, 3) }},
		{"kernels: MatMulNT: len(b) = 12, want at least 4*3+3 = 15", func() { MatMulNT(x, x, x, 1, 5, 3) }},
		{"kernels: MatMulTN: len(c) = 12, want at least 3*4+4 = 16", func() { MatMulTN(x, x, x, 4, 4, 1) }},
		{"kernels: Gemm: lda = 2, want at least the row length 3", func() { Gemm(false, false, 2, 2, 3, 1, x, 2, x, 2, 0, x, 2) }},
		{fmt.Sprintf("kernels: MatMul: size of a = %d*4+4 overflows int", math.MaxInt/2-1), func() { MatMul(x, x, x, math.MaxInt/2, 1, 4) }},
		{fmt.Sprintf("kernels: MatMul: size of a = 15*%d+%[1]d overflows int", math.MaxInt/8+1), func() { MatMul(x, x, x, 16, 1, math.MaxInt/8+1) }},
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); got != tt.want {
					t.Errorf("panic %q, want %q", got, tt.want)
				}
			}()
			tt.call()
		}()
	}
	for i, v := range x {
		if v != 0 {
			t.Fatalf("x[%d] was written before the panic", i)
		}
	}
}

// TestPreferredPanels: a set that was not made ready would work, with its
// narrowest panel only.
func TestPreferredPanels(t *testing.T) {
	for i := range backends {
		b := &backends[i]
		preferred(t, b.name, &b.f32.gemm)
		preferred(t, b.name, &b.f64.gemm)
	}
}

func preferred[T Float](t *testing.T, name string, s *gemmSet[T]) {
	if len(s.panels) == 0 {
		return
	}
	if one, many := s.widest(1), s.widest(1000); one != len(s.panels)-1 || s.panels[many].cols != s.main || many == 0 {
		t.Errorf("%s, %T: panel %d of %d for one row, %d for many; want the last, and main = %d, not the narrowest",
			name, T(0), one, len(s.panels), many, s.main)
	}
	for n := 1; n <= 2*maxCols; n++ {
		p := s.next(len(s.panels)-1, n)
		if min(n, p.cols) <= p.cols-s.lanes || p.least < 1 {
			t.Errorf("%s, %T: for %d columns the panel of %d to %d", name, T(0), n, p.least, p.cols)
		}
		lonely(t, name, s, n)
	}
}

// lonely fails if a single vector is left to the last of the panels for many rows; of panels of two vectors, a whole one.
func lonely[T Float](t *testing.T, name string, s *gemmSet[T], n int) {
	last := 0
	for left := n; left > 0; left -= last {
		last = s.next(s.index(s.main), left).cols
	}
	if n > s.lanes && last <= s.lanes && (s.main > 2*s.lanes || n%s.lanes == 0) {
		t.Errorf("%s, %T: %d columns end with a panel of %d", name, T(0), n, last)
	}
}

// TestCaches: whatever a CPU reports, a panel holds some rows and fits what it is for.
func TestCaches(t *testing.T) {
	for _, tt := range []struct {
		l1, l2 int
		want   cacheSizes
	}{
		{48 << 10, 2 << 20, cacheSizes{36 << 10, 512 << 10, 1 << 20, 6 << 20, 1792 << 10, 12}},
		{32 << 10, 1 << 20, cacheSizes{24 << 10, 256 << 10, 512 << 10, 3 << 20, 896 << 10, 8}},
		{-1, -1, cacheSizes{36 << 10, 512 << 10, 1 << 20, 6 << 20, 1792 << 10, 12}},
		{1, 1 << 30, cacheSizes{12 << 10, 1 << 20, 2 << 20, 12 << 20, 3584 << 10, 4}},
	} {
		if got := cachesFor(tt.l1, tt.l2); got != tt.want {
			t.Errorf("cachesFor(%d, %d) = %+v, want %+v", tt.l1, tt.l2, got, tt.want)
		}
	}
}
