package kernels

// A transposed B has to be transposed for any number of rows. Where these are many, the kernel
// for few rows does it: while it multiplies the first rows of A by a panel of B, it stores the
// panel for the micro-kernels, which take the other rows. So packing costs little more than the stores.

// dotsPackWork is the number of multiply-adds from which that pays.
const dotsPackWork = 1 << 14

// useDotsPack tells whether to pack B so, if there are too many rows for useDots.
func (g *gemmCall[T]) useDotsPack(s *gemmSet[T]) bool {
	d := s.dotsFor(g.n)
	return d.pack != nil && g.transB && !g.transA && g.k > 0 && g.m > d.packRows && g.n >= d.unit && g.alpha == 1 && g.beta == 0 &&
		g.bias == nil && g.m*g.n > dotsPackWork/g.k
}

// dotsPanels computes a small product so: all of B is packed, then it is one that is stored plainly.
func (g *gemmCall[T]) dotsPanels(s *gemmSet[T]) {
	ws := stockFor[T]().spaces.take()
	ld := s.wholeVectors(g.n) + packGap
	w := walk[T]{g: g, s: s, tile: tile{0, g.m, 0, g.n}, ws: ws, ldc: g.ldc, kk: g.k, onePass: true}
	below := *g
	below.transB, below.b, below.ldb = false, ws.b.grow(g.k*ld), ld
	a, lda := w.firstRows()
	_, done := w.packDots(g.c, a, 0, g.n, lda, ld)
	below.m, below.a, below.c = g.m-done, g.a[done*g.lda:], g.c[done*g.ldc:]
	below.panels(s)
	stockFor[T]().spaces.put(ws)
}

// joins tells whether the first of so many rows go with the packing of n columns. Columns that are
// left over are computed with some that are complete, which a chain that goes on does not allow.
func (w *walk[T]) joins(rows, n int) bool {
	d := w.s.dotsFor(n)
	return w.bl.dotsPack && rows >= d.packRows && n >= d.unit && (w.mode == 0 || n%d.unit == 0)
}

// firstRows returns the slice of the rows of A that go with the packing of all panels, and their distance: out of
// the way of B's columns, if these compete in L1. They do in the same way in every panel, which
// begins whole pages further on.
func (w *walk[T]) firstRows() (a []T, lda int) {
	g := w.g
	a = g.a[w.i0*g.lda+w.p0:]
	if !competes[T](g.ldb) {
		return a, g.lda
	}
	rows := min(w.i1-w.i0, w.s.dotsFor(w.j1-w.j0).packRows)
	return w.s.aside(w.ws, a, rows, w.kk, g.lda, g.b[w.j0*g.ldb+w.p0:])
}

// packDots returns n columns of the slice of op(B) from j on, packed with rows ld apart,
// and multiplies them by the first rows of the tile, a, of which c has the results: how many, it returns too.
func (w *walk[T]) packDots(c, a []T, j, n, lda, ld int) (*T, int) {
	g := w.g
	packed := w.ws.b.mem[w.panelAt(j):]
	b := g.b[j*g.ldb+w.p0:]
	d := w.s.dotsFor(n)
	most := d.together(g.ldb, d.packRows)
	for q, cols := 0, 0; q < n; q += cols {
		q, cols = nextColumns(q, n, most, d.unit, 1)
		w.dotsPackCall(d, c[q:], a, b[q*g.ldb:], packed[q:], cols, lda, ld)
	}
	return &packed[0], d.packRows
}

// dotsPackCall calls the kernel. Not inlined: see panel.run.
//
//go:noinline
func (w *walk[T]) dotsPackCall(d *dotKernel[T], c, a, b, packed []T, n, lda, ldp int) {
	d.pack(&c[0], &a[0], &b[0], &packed[0], n, w.kk, w.ldc, lda, w.g.ldb, ldp, w.mode)
}
