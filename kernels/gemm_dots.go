package kernels

import (
	"math"
	"math/bits"
	"unsafe"
)

// useDots tells whether the product goes to the kernel for few rows and a transposed B. It
// keeps chains in C only, so C must not be needed.
func (g *gemmCall[T]) useDots(s *gemmSet[T]) bool {
	return g.transB && !g.transA && g.n >= s.dotUnit && g.k > 0 && g.alpha == 1 && g.beta == 0 && g.bias == nil &&
		(g.m <= s.dotTile || g.m <= s.dotRows && g.k >= tinySlice)
}

// dots computes a product for which useDots holds.
func (g *gemmCall[T]) dots(s *gemmSet[T]) {
	fit := s.dotColumns(g.ldb)
	if fit == math.MaxInt {
		g.dotBlocks(s, fit)
		return
	}
	ws := stockFor[T]().spaces.take()
	moved := *g
	moved.a, moved.lda = s.aside(ws, g.a, g.m, g.k, g.lda, g.b)
	moved.dotBlocks(s, fit)
	stockFor[T]().spaces.put(ws)
}

// dotColumns returns how many columns at this distance may go in one call: all of them unless they
// are a power of two apart and L1 holds a line each of fewer than the kernel has side by side.
func (s *gemmSet[T]) dotColumns(ld int) int {
	apart := bits.TrailingZeros(uint(ld * sizeOf[T]()))
	fit := caches.ways << max(0, bits.TrailingZeros(pageBytes)-apart)
	if fit >= dotWide {
		return math.MaxInt
	}
	return max(fit, s.dotUnit)
}

// dotWide is the most columns that the kernel for few rows has side by side.
const dotWide = 32

// aside returns a copy of A whose lines never compete with those of a B at b whose columns
// are a power of two apart: its rows start a quarter of a page further on in L1, and then each
// a line further than a multiple of B's.
func (s *gemmSet[T]) aside(ws *workspace[T], a []T, m, k, lda int, b []T) ([]T, int) {
	line, page := lineBytes/sizeOf[T](), pageBytes/sizeOf[T]()
	ld := (k+line-1)/line*line + line
	mem := ws.a.grow(m*ld + page)
	ahead := uintptr(unsafe.Pointer(&b[0])) + pageBytes/4 - uintptr(unsafe.Pointer(&mem[0]))
	moved := mem[int(ahead%pageBytes)/sizeOf[T]():]
	s.move(moved, a, m, k, ld, lda)
	return moved, ld
}

// dotBlocks goes over the columns, at most fit of them in a call, and over the rows that go
// with them. The last columns may be some that are complete: they come out the same.
func (g *gemmCall[T]) dotBlocks(s *gemmSet[T], fit int) {
	rows, cols, depth := g.m, min(fit, g.n), g.k
	if rows > s.dotTile {
		rows = evenly(g.m, s.dotTile, 1)
		cols = min(cols, dotWide)
	}
	if cost := dotCost(rows); cost*depth*cols > s.budget {
		depth = evenly(g.k, s.budget/(cost*dotWide), lineBytes/sizeOf[T]())
		cols = min(cols, s.budget/(cost*depth))
	}
	for j := 0; j < g.n; {
		n := min(cols, g.n-j) &^ (s.dotUnit - 1)
		if n == 0 {
			j, n = g.n-s.dotUnit, s.dotUnit
		}
		for i := 0; i < g.m; i += rows {
			for p := 0; p < g.k; p += depth {
				g.dotCall(s, i, j, p, min(rows, g.m-i), n, min(depth, g.k-p))
			}
		}
		j += n
	}
}

// dotCost bounds the time for each element of B, in multiply-adds: transposing it takes
// as long as several.
func dotCost(rows int) int { return rows + 8 }

// dotCall calls the kernel for m rows from i on, n columns from j on, k elements from p on.
// Not inlined: see panel.run.
//
//go:noinline
func (g *gemmCall[T]) dotCall(s *gemmSet[T], i, j, p, m, n, k int) {
	mode := 0
	if p > 0 {
		mode = fromC
	}
	s.dots(&g.c[i*g.ldc+j], &g.a[i*g.lda+p], &g.b[j*g.ldb+p], m, n, k, g.ldc, g.lda, 1, g.ldb, 1, 0, mode)
}
