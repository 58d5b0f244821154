package kernels

// A single row of A uses each element of B once. If B comes from beyond L2, how fast it comes decides, and
// that is fastest in the order in which it lies in memory: row by row over all columns, where a
// micro-kernel would jump from row to row within its panel. The row of C stays in L1 meanwhile.

// sweepColumns is the number of columns from which rows are long enough.
const sweepColumns = 512

// useSweep tells whether to go over B row by row. The chains are kept in C, so C must not be needed.
func (g *gemmCall[T]) useSweep(s *gemmSet[T]) bool {
	return s.sweep != nil && g.m == 1 && !g.transB && g.n >= sweepColumns && g.k*g.n > 2*caches.whole/sizeOf[T]() &&
		g.alpha == 1 && g.beta == 0
}

// sweepRows computes a product for which useSweep holds.
func (g *gemmCall[T]) sweepRows(s *gemmSet[T]) {
	_, csa := g.distancesOfA()
	clear(g.c[:g.n])
	step := max(1, moveBytes/sizeOf[T]()/g.n)
	for p := 0; p < g.k; p += step {
		g.sweepCall(s, p, csa, min(step, g.k-p))
	}
	g.epilogue(tile{0, 1, 0, g.n})
}

// sweepCall calls the kernel for k rows from p on. Not inlined: see panel.run.
//
//go:noinline
func (g *gemmCall[T]) sweepCall(s *gemmSet[T], p, csa, k int) {
	s.sweep(&g.c[0], &g.a[p*csa], &g.b[p*g.ldb], g.n, k, csa, g.ldb)
}
