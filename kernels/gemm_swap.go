package kernels

// A product with fewer columns than a vector has lanes would leave most of them
// idle. Its transpose Cᵀ = op(B)ᵀ op(A)ᵀ has as many columns as C has rows, the same
// chains and so the same bits.

// swapRows bounds the rows of a tile that is computed as its transpose: it has to stay in
// cache until it is turned round.
const swapRows = 1024

// useSwap tells whether to compute the transpose: C must not be read, and the work must be
// worth turning round C and, unless it is stored transposed, A.
func (g *gemmCall[T]) useSwap(s *gemmSet[T]) bool {
	if g.beta != 0 {
		return false
	}
	if g.transA {
		return s.narrow(g.m, g.n, narrowTN) && g.k >= s.turnDepth(g.n)
	}
	return s.narrow(g.m, g.n, narrowNN) && g.m >= 4*s.lanes && g.k >= 8
}

// turnDepth returns the k from which it pays to turn round a C of n columns, if A is stored transposed: if they
// leave no lane idle of a panel wider than half a vector, whose rows need few loads, later.
func (s *gemmSet[T]) turnDepth(n int) int {
	if n > s.lanes/2 && s.panels[s.fits[n]].cols == n {
		return 96
	}
	return 24
}

// narrow tells whether C, with columns for at most so many quarters of a vector, may be better
// computed as its transpose.
func (s *gemmSet[T]) narrow(m, n, quarters int) bool {
	return n <= s.lanes*quarters/4 && (m >= 2*s.lanes || n == 1 && m >= s.lanes)
}

// How narrow C must be: if A is stored transposed, C alone has to be turned round.
const (
	narrowNN = 1
	narrowTN = 3
)

// swapped computes the transpose in scratch memory and turns it round.
func (g *gemmCall[T]) swapped(s *gemmSet[T], ws *workspace[T]) {
	ld := g.m + packGap
	t := gemmCall[T]{
		transA: !g.transB, transB: !g.transA, m: g.n, n: g.m, k: g.k, alpha: g.alpha,
		a: g.b, lda: g.ldb, b: g.a, ldb: g.lda, c: ws.c.grow(g.n * ld), ldc: ld,
	}
	if t.isSmall(s) {
		t.small(s)
	} else {
		t.compute(s, 1)
	}
	s.transpose(&g.c[0], &t.c[0], g.n, g.m, g.ldc, ld)
}

// isColumn tells whether to compute a single column of C as a single row, which is stored the same: so
// the lanes are rows of A, and nothing is turned round.
func (g *gemmCall[T]) isColumn(s *gemmSet[T]) bool {
	return g.n == 1 && s.narrow(g.m, 1, narrowNN) && g.ldc == 1 && g.ldb == 1
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
