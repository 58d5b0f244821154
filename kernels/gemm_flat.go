package kernels

// The gradient of the weights of a last layer has a few columns, fewer than a vector has lanes. From a small batch,
// so that k is short, its time goes into storing these short rows. The kernel for it takes a C without gaps as
// one long row, all of whose vectors are whole.

// flatGroups is the number of rows from which that pays, in as many as there are lanes.
const flatGroups = 12

// useFlat tells whether to compute the product so: the more columns, the less lanes are idle otherwise, and
// if they fill half a vector, none.
func (g *gemmCall[T]) useFlat(s *gemmSet[T]) bool {
	return s.flat != nil && g.transA && !g.transB && g.n <= s.lanes*5/8 && 2*g.n != s.lanes && g.ldc == g.n &&
		g.m >= flatGroups*s.lanes && g.k > 0 && g.k <= flatDepth && g.alpha == 1 && g.beta == 0
}

// flatDepth is the most k that the kernel takes.
const flatDepth = 8

// flats computes a product for which useFlat holds.
func (g *gemmCall[T]) flats(s *gemmSet[T], ws *workspace[T]) {
	ws.b.grow((1 + flatDepth) * s.lanes * s.lanes)
	rows := s.budget / (g.n * rankCost(g.k))
	for i := 0; i < g.m; i += rows {
		g.flatCall(s, ws, i, min(rows, g.m-i))
	}
	g.epilogue(tile{0, g.m, 0, g.n})
}

// flatCall calls the kernel for m rows from i on. Not inlined: see panel.run.
//
//go:noinline
func (g *gemmCall[T]) flatCall(s *gemmSet[T], ws *workspace[T], i, m int) {
	s.flat(&g.c[i*g.n], &g.a[i], &g.b[0], &ws.b.mem[0], m, g.n, g.k, g.lda, g.ldb)
}
