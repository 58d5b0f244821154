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
	if len(s.panels) == 0 || g.beta != 0 {
		return false
	}
	lanes := s.panels[0].cols
	if g.transA {
		return g.n <= lanes*3/4 && g.m >= 2*lanes && g.k >= 24
	}
	return g.n <= lanes/4 && g.m >= 4*lanes && g.k >= 8
}

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
