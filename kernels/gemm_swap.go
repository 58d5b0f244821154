package kernels

import "math"

// The transpose Cᵀ = op(B)ᵀ op(A)ᵀ has the same chains and so the same bits. It is computed instead of C
// where C has fewer columns than a vector has lanes, which would leave most of them idle: Cᵀ has as many
// columns as C has rows. And where B is stored transposed, and would have to be transposed on the way to the
// micro-kernel: for Cᵀ that is A, which is usually smaller than the weights, or neither.

// swapRows and swapCols bound a tile that is computed as its transpose, which has to stay in
// cache until it is turned round.
const swapRows, swapCols = 1024, 1024

// useSwap tells whether to compute the transpose: C must not be read, and the work must be
// worth turning round C and, unless it is stored transposed, A.
func (g *gemmCall[T]) useSwap(s *gemmSet[T]) bool {
	if g.beta != 0 || g.isTransposed {
		return false
	}
	if g.sparesB(s) {
		return true
	}
	n := min(g.n, maxCols)
	if g.transA {
		return s.turnTN.pays(g.m, n, g.k) && g.k >= s.turnDepth(g.m, g.n)
	}
	return s.turnNN.pays(g.m, n, g.k) && (s.linesFirst && n > 1 || g.m >= 4*s.lanes)
}

// sparesB tells whether to compute the transpose because a stored transposed B can stay as it is then. Lanes are rows of A, some of
// which may be idle, and A has to be transposed, unless it is stored so, and C turned round.
func (g *gemmCall[T]) sparesB(s *gemmSet[T]) bool {
	idle := s.wholeVectors(g.m) - g.m
	if !g.transB || g.m < max(turnRows, s.lanes) || idle > packRows/2 || g.n*g.k < 2*turnWork {
		return false
	}
	saved, cost, turned := packRows-idle, turnCost*g.m, g.n
	if !g.transA {
		turned += g.k
	}
	if g.m == s.lanes { // tiles of a single vector have too many loads
		saved, cost = 1, 2*cost
	}
	return cost*turned <= saved*g.n*g.k
}

// turnCost is what turning round an element of A or C costs, in multiply-adds.
const turnCost = 8

// turnRows is the number of rows from which that is better than the kernel for few rows.
const turnRows = 8

// turnWork is the number of elements of an operand that is read where it is from which turning round C costs less than the
// lanes that are idle else.
const turnWork = 1 << 12

// turnDepth returns the k from which it pays to turn round a C, if A is stored transposed: without panels of half vectors,
// which leave fewer lanes idle, from less if C is long; with them, if no lane is idle of one wider than half a vector,
// whose rows need few loads, later.
func (s *gemmSet[T]) turnDepth(m, n int) int {
	switch {
	case s.whole:
		return 16 + turnWork/2/m
	case n > s.lanes/2 && s.panels[s.fits[n]].cols == n:
		return 96
	}
	return 24
}

// turn says when a C that is so narrow may be better computed as its transpose.
type turn struct {
	rows  [maxCols + 1]int // by number of columns, the least rows: never if it is not
	depth int              // the least k, for more columns than one, which needs no turning
	work  int              // the same of m*k
}

const never = math.MaxInt

// pays tells whether it may be, for up to maxCols columns.
func (t *turn) pays(m, n, k int) bool {
	return m >= t.rows[n] && (k >= t.depth && m*k >= t.work || n == 1)
}

// setTurns fills in both. If A is stored transposed, too, C alone has to be turned round; else A
// has to be transposed, which costs little where a kernel with whole lines does it on the way into the FMAs.
func (s *gemmSet[T]) setTurns() {
	nn, tn := &s.turnNN, &s.turnTN
	nn.depth, tn.depth = 8, 24
	rows := 2 * s.lanes
	if s.linesFirst {
		nn.depth, nn.work = 2*s.lanes, turnWork
		rows = max(s.lanes, s.dotLines.rows)
	}
	for n := 1; n <= maxCols; n++ {
		lines := s.linesFirst && n < s.dotLines.rows && 4*n <= 3*s.wholeVectors(n)
		nn.rows[n], tn.rows[n] = never, never
		if lines || n <= s.lanes/4 {
			nn.rows[n] = rows
		}
		if lines || n <= s.lanes*3/4 {
			tn.rows[n] = 2 * s.lanes
		}
	}
	nn.rows[1], tn.rows[1] = s.lanes, s.lanes
}

// swapped computes the transpose in scratch memory and turns it round.
func (g *gemmCall[T]) swapped(s *gemmSet[T], ws *workspace[T]) {
	ld := g.m + packGap
	t := gemmCall[T]{
		isTransposed: true, transA: !g.transB, transB: !g.transA, m: g.n, n: g.m, k: g.k, alpha: g.alpha,
		a: g.b, lda: g.ldb, b: g.a, ldb: g.lda, c: ws.c.grow(g.n * ld), ldc: ld,
	}
	if t.isSmall(s) {
		t.small(s)
	} else {
		t.compute(s, 1)
	}
	// Of C's rows, as many at once as have a line each in half of L1.
	step := max(8, linesAt(g.ldc*sizeOf[T]())/2&^7)
	for i := 0; i < g.m; i += step {
		s.turn(g.c[i*g.ldc:], t.c[i:], g.n, min(step, g.m-i), g.ldc, ld)
	}
	g.epilogue(tile{0, g.m, 0, g.n})
}

// isColumn tells whether to compute a single column of C as a single row, which is stored the same: so
// the lanes are rows of A, and nothing is turned round.
func (g *gemmCall[T]) isColumn(s *gemmSet[T]) bool {
	return g.n == 1 && s.turnNN.pays(g.m, 1, g.k) && g.ldc == 1 && g.ldb == 1
}

// column computes the transpose of a product with a single column.
func (g *gemmCall[T]) column(s *gemmSet[T]) {
	row := gemmCall[T]{
		transB: !g.transA, m: 1, n: g.m, k: g.k, alpha: g.alpha, beta: g.beta,
		a: g.b, lda: max(1, g.k), b: g.a, ldb: g.lda, c: g.c, ldc: g.m,
	}
	row.multiply(s)
	g.epilogue(tile{0, g.m, 0, 1})
}
