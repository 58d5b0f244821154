package kernels

// With a k of a few elements, as the gradient of weights from a small batch has, a product is a sum
// of a few outer products, and most of the work is writing C. The kernel for it goes along the rows of C,
// two at a time, with their elements of A in registers: C is written in the order of its addresses, while
// a micro-kernel would jump from row to row within its panel.

// rankRows and rankCols are the numbers of rows and columns of C from which that pays.
const (
	rankRows = 4
	rankCols = 32
)

// rankCost bounds the time for each element of C, in multiply-adds: writing it may take as long as
// several.
func rankCost(k int) int { return max(4, k) }

// isRank tells whether to use the kernel for a short k, which is at most so long, for a product of these sizes.
func isRank(m, n, k, most int) bool {
	return n >= rankCols && m >= rankRows && uint(k-1) < uint(most)
}

// useRank tells whether to compute the product so. A longer k pays if no vector of C lies across
// two lines, for a transposed B only if C's rows are pages apart; several passes keep the chains in C.
func (g *gemmCall[T]) useRank(s *gemmSet[T]) bool {
	if g.transB && min(g.m, g.n) < moveRows { // it has to be transposed first
		return false
	}
	if isRank(g.m, g.n, g.k, s.rankAcross) {
		return true
	}
	return isRank(g.m, g.n, g.k, s.rankMost) && g.ldc*sizeOf[T]()%lineBytes == 0 && g.alpha == 1 && g.beta == 0 &&
		(!g.transB || paged[T](g.ldc))
}

// ranks computes a product for which useRank holds: blocks of columns for which the rows of B stay in L1, and
// blocks of rows within what a call may take or, if there are several passes, of which C stays there, too.
func (g *gemmCall[T]) ranks(s *gemmSet[T], ws *workspace[T]) {
	kc := evenly(g.k, s.rankDepth, 1)
	cols := evenly(g.n, caches.panel/sizeOf[T]()/kc, s.lanes)
	rows := max(1, s.budget/(cols*rankCost(kc)))
	if kc < g.k {
		rows = min(rows, max(rankRows, nearC/sizeOf[T]()/cols))
	}
	for j := 0; j < g.n; j += cols {
		n := min(cols, g.n-j)
		b, rsb := g.rowsOfB(s, ws, j, n)
		for i := 0; i < g.m; i += rows {
			g.rankPasses(s, b, rsb, kc, tile{i, min(i+rows, g.m), j, j + n})
		}
	}
}

// rowsOfB returns n columns of op(B) from j on as rows, and their distance.
func (g *gemmCall[T]) rowsOfB(s *gemmSet[T], ws *workspace[T], j, n int) ([]T, int) {
	if !g.movesB() {
		return g.b[j:], g.ldb
	}
	rsb := s.wholeVectors(n) + packGap
	b := ws.b.grow(g.k * rsb)
	if g.transB {
		s.turn(b, g.b[j*g.ldb:], n, g.k, rsb, g.ldb)
	} else {
		s.move(b, g.b[j:], g.k, n, rsb, g.ldb)
	}
	return b, rsb
}

// moveRows is the number of rows for which copying B costs little, or transposing it.
const moveRows = 48

// movesB tells whether B is better copied first: if it is stored transposed, if its rows are pages apart and so many that they leave
// little room in their lines of L1, or if their vectors lie across two lines, which costs every row of C.
func (g *gemmCall[T]) movesB() bool {
	return g.transB || paged[T](g.ldb) && g.k >= caches.ways/2 || g.m >= moveRows && g.k > 1 && g.ldb*sizeOf[T]()%lineBytes != 0
}

// passDepth is the k of a pass over few rows of C: what these rows take from B stays in L1.
const passDepth = 4

// usePasses tells whether to go over a long k in such passes: for few rows and a B from beyond L2, where narrow panels of B would push each
// other out of L1, while a pass reads some whole rows.
func (g *gemmCall[T]) usePasses(s *gemmSet[T]) bool {
	return g.m <= s.passesFor(g.ldb*sizeOf[T]()) && g.n >= sweepColumns && !g.transB && g.alpha == 1 && g.beta == 0 &&
		g.k*g.n > caches.whole/sizeOf[T]()
}

// passesFor returns the number of rows up to which that is better if B's rows are this distance apart, in bytes: one or two, which panels
// read in the shortest runs, at any distance. Of the CPUs measured, half a page mattered to the one with 12 ways of L1, not to that
// with 8; and a larger L1 has room for more rows of C.
func (s *gemmSet[T]) passesFor(distance int) int {
	switch {
	case distance%pageBytes == 0:
		return s.passRows * caches.ways / 8
	case distance == pageBytes/2 && caches.ways > 8:
		return s.passRows
	}
	return min(s.passRows, 2)
}

// passes computes a product for which usePasses holds.
func (g *gemmCall[T]) passes(s *gemmSet[T]) {
	cols := evenly(g.n, caches.panel/sizeOf[T]()/passDepth, s.lanes)
	for j := 0; j < g.n; j += cols {
		g.rankPasses(s, g.b[j:], g.ldb, passDepth, tile{0, g.m, j, min(j+cols, g.n)})
	}
}

// rankPasses computes a tile of C from the columns of B, kc rows of these at a time.
func (g *gemmCall[T]) rankPasses(s *gemmSet[T], b []T, rsb, kc int, t tile) {
	rsa, csa := g.distancesOfA()
	mode := g.scaling()
	for p := 0; p < g.k; p += kc {
		s.rank.run(&g.c[t.i0*g.ldc+t.j0], &g.a[t.i0*rsa+p*csa], &b[p*rsb], t.i1-t.i0, t.j1-t.j0, min(kc, g.k-p),
			g.ldc, rsa, csa, rsb, g.alpha, g.beta, mode)
		mode |= fromC
	}
	g.epilogue(t)
}
