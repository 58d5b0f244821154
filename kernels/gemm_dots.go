package kernels

import (
	"math"
	"unsafe"
)

// useDots tells whether the product goes to the kernel for few rows and a transposed B. It
// keeps chains in C only, so C must not be needed.
func (g *gemmCall[T]) useDots(s *gemmSet[T]) bool {
	d := s.dotsFor(g.n)
	return g.transB && d.takes(g.transA, g.n) && g.k > 0 && g.alpha == 1 && g.beta == 0 && g.bias == nil &&
		(g.m <= d.rows || g.m <= d.most && g.k >= tinySlice)
}

// dots computes a product for which useDots holds.
func (g *gemmCall[T]) dots(s *gemmSet[T]) {
	d := g.dotKernel(s)
	if g.transA || !competes[T](g.ldb) {
		g.dotBlocks(s, d)
		return
	}
	ws := stockFor[T]().spaces.take()
	moved := *g
	moved.a, moved.lda = s.aside(ws, g.a, g.m, g.k, g.lda, g.b)
	moved.dotBlocks(s, d)
	stockFor[T]().spaces.put(ws)
}

// takes tells whether the kernel can do n columns.
func (d *dotKernel[T]) takes(transA bool, n int) bool {
	return n >= d.unit && (!transA || d.anyA)
}

// dotsFor returns the kernel for n columns that do not compete in L1.
func (s *gemmSet[T]) dotsFor(n int) *dotKernel[T] {
	if s.linesFirst && n >= s.dotLines.unit {
		return &s.dotLines
	}
	return &s.dots
}

// dotKernel returns the kernel for the product: with whole lines, if L1 has no room for the lines of enough columns.
func (g *gemmCall[T]) dotKernel(s *gemmSet[T]) *dotKernel[T] {
	enough := dotNarrow
	if g.m <= 2 {
		enough = dotWide
	}
	if s.dotLines.run != nil && g.n >= s.dotLines.unit && dotColumns[T](g.ldb, s.dots.unit) < enough {
		return &s.dotLines
	}
	return s.dotsFor(g.n)
}

// together returns how many columns at this distance the kernel is given in a call for so many rows: as many
// as have room in L1, or a third more, of whole lines as many as are not too many streams for a single row.
func (d *dotKernel[T]) together(ld, rows int) int {
	fit := dotColumns[T](ld, d.unit)
	if rows <= d.crowdRows { // chains enough count for more than fetching a line again
		fit = max(fit, linesAt(ld*sizeOf[T]())*4/3&^(d.unit-1))
	}
	switch {
	case d.lines:
		if rows == 1 && fit < lineBlocks*d.unit {
			return lineBlocks / 2 * d.unit
		}
	case fit < dotWide:
		return fit
	}
	return math.MaxInt
}

// lineBlocks is how many blocks of columns the kernel with whole lines has side by side for a single row: each column is
// a stream of its own.
const lineBlocks = 4

// The most columns that the kernel for few rows has side by side, and how many are enough for more
// than two rows.
const dotWide, dotNarrow = 32, 16

// dotColumns returns how many columns at this distance L1 holds a line each of, whole units: it matters if
// they are a power of two apart.
func dotColumns[T Float](ld, unit int) int {
	return max(linesAt(ld*sizeOf[T]()), unit) &^ (unit - 1)
}

// competes tells whether columns at this distance compete for places in L1, so that A should be out of their way.
func competes[T Float](ld int) bool { return linesAt(ld*sizeOf[T]()) < dotWide }

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

// dotBlocks goes over the columns and over the rows that go with them.
func (g *gemmCall[T]) dotBlocks(s *gemmSet[T], d *dotKernel[T]) {
	rows, cols, depth := g.m, min(d.together(g.ldb, g.m), g.n), g.k
	if rows > d.rows {
		rows = evenly(g.m, d.rows, 1)
		cols = min(cols, dotWide)
	}
	unit, beside, mode := d.unit, d.beside(rows), 0
	if g.skews(d) {
		cols, unit, beside, mode = g.n, 2*d.unit, 1, skewed
	}
	if cost := dotCost(rows); cost*depth*cols > s.budget {
		depth = evenly(g.k, s.budget/(cost*dotWide), lineBytes/sizeOf[T]())
		cols = min(cols, s.budget/(cost*depth))
	}
	if min(depth, (g.k-1)%depth+1) < skewUnits*d.unit {
		mode = 0
	}
	for j, n := 0, 0; j < g.n; j += n {
		j, n = nextColumns(j, g.n, cols, unit, beside)
		for i := 0; i < g.m; i += rows {
			for p := 0; p < g.k; p += depth {
				g.dotCall(d.run, i, j, p, min(rows, g.m-i), n, min(depth, g.k-p), mode)
			}
		}
	}
}

// skews tells whether pairs of blocks should be some lines apart: if B comes from beyond L1 and L1 has no room for
// the lines of both at the same k, or if B comes from beyond L2 and is most of the work.
func (g *gemmCall[T]) skews(d *dotKernel[T]) bool {
	size := g.n * g.k * sizeOf[T]()
	switch {
	case g.m > d.skewRows || g.n < 4*d.unit:
		return false
	case paged[T](g.ldb):
		return size > smallBytes
	}
	return size > caches.slice && (competes[T](g.ldb) || g.m <= d.skewAny)
}

// skewUnits is how long a k is, in units, from which it matters little that the blocks of a pair begin and end at different times.
const skewUnits = 16

// nextColumns returns where the next columns begin and how many they are: from j on and at most so
// many, whole units. What is left over goes with others that come out the same: with the last units, if there are so many
// side by side, else with some that are complete.
func nextColumns(j, n, most, unit, beside int) (from, count int) {
	left := n - j
	whole := min(most, left) &^ (unit - 1)
	switch {
	case left < unit:
		return n - unit, unit
	case left > most || left == whole || beside == 1:
		return j, whole
	case left < beside*unit:
		return j, left
	}
	return j, whole - (beside-1)*unit
}

// beside returns how many units the kernel has side by side for so many rows, if the last of them may share columns
// with the one before: no more than the generator finds registers for (gen/gemm/dotsgroups.go).
func (d *dotKernel[T]) beside(rows int) int {
	switch {
	case !d.lines || rows > 7:
		return 1
	case rows == 1:
		return lineBlocks
	case rows <= 4:
		return 3
	}
	return 2
}

// dotCost bounds the time for each element of B, in multiply-adds: transposing it takes
// as long as several.
func dotCost(rows int) int { return rows + 8 }

// dotCall calls the kernel for m rows from i on, n columns from j on, k elements from p on.
// Not inlined: see panel.run.
//
//go:noinline
func (g *gemmCall[T]) dotCall(kernel microKernel[T], i, j, p, m, n, k, mode int) {
	if p > 0 {
		mode |= fromC
	}
	rsa, csa := g.distancesOfA()
	kernel(&g.c[i*g.ldc+j], &g.a[i*rsa+p*csa], &g.b[j*g.ldb+p], m, n, k, g.ldc, rsa, csa, g.ldb, 1, 0, mode)
}
