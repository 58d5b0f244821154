package kernels

import "unsafe"

// smallBytes is the size of B up to which a product is small, which it is also only if it is
// within the budget of one micro-kernel call.
const smallBytes = 64 << 10

// nearC is the size of C up to which it is probably in L1.
const nearC = 8 << 10

// tinySide bounds the rows and columns of tiny's operands, whose sizes then cannot overflow: a power of two. k may be 1<<tinyMore
// times as long, if A and B are no larger for that.
const tinySide, tinyMore = 128, 3

// tiny returns the first panel of a product, of operands without gaps, that is so small that even
// filling in a gemmCall would count. What is not, with wrong sizes and what is too narrow among it, is for gemm.
func (s *gemmSet[T]) tiny(m, n, k int, t *turn) *panel[T] {
	if uint((m-1)|(n-1)|(k-1)>>tinyMore) >= tinySide || (m|n)*k > tinySide*tinySide || m*n*k > s.budget || t.pays(m, n, k) {
		return nil
	}
	return &s.panels[min(s.prefer[m], s.fits[n])]
}

// product computes a tiny product of which p is the first panel. Not inlined: see run.
//
//go:noinline
func (p *panel[T]) product(c, a, b *T, m, n, k, rsa, csa int) {
	if n >= rankCols && k < tinySlice { // elsewhere looking for the set would count
		if s := &tableFor[T]().gemm; isRank(m, n, k, s.rankAcross) {
			p = &s.rank
		}
	}
	switch {
	case n < p.cols:
		p.edge(c, a, b, m, n, k, n, rsa, csa, n, 1, 0, 0)
	case n == p.cols:
		p.full(c, a, b, m, n, k, n, rsa, csa, n, 1, 0, 0)
	default:
		p.productWide(c, a, b, m, n, k, rsa, csa)
	}
}

// productWide is product for more columns than p has.
func (p *panel[T]) productWide(c, a, b *T, m, n, k, rsa, csa int) {
	s := &tableFor[T]().gemm
	rowC, rowB := unsafe.Slice(c, n), unsafe.Slice(b, n)
	for j := 0; j < n; {
		p = s.next(s.widest(m), n-j)
		cols := min(p.cols, n-j)
		p.run(&rowC[j], a, &rowB[j], m, cols, k, n, rsa, csa, n, 1, 0, 0)
		j += cols
	}
}

// isTinyNT tells the same of a product with a transposed B and few rows. n may be 1<<tinyMore times as long as tinySide; k
// only twice, so that B's columns do not compete in L1.
func (s *gemmSet[T]) isTinyNT(m, n, k int) bool {
	return uint((m-1)|(n-1)>>tinyMore|(k-1)>>1) < tinySide && n*k <= tinySide*tinySide &&
		m <= s.dots.rows && n >= s.dots.unit && dotCost(m)*n*k <= s.budget
}

// tinyNT computes a product for which isTinyNT holds. Not inlined: see run.
//
//go:noinline
func tinyNT[T Float](c, a, b *T, m, n, k int) {
	s := &tableFor[T]().gemm
	d := s.dotsFor(n)
	for j, cols := 0, 0; j < n; j += cols {
		j, cols = nextColumns(j, n, n, d.unit, d.beside(m))
		d.run(below(c, j, 1), a, below(b, j, k), m, cols, k, n, k, 1, k, 1, 0, 0)
	}
}

// isSmall tells whether the product is best computed without any planning, in
// one pass. The last vector of a row of C takes the time of a whole one.
func (g *gemmCall[T]) isSmall(s *gemmSet[T]) bool {
	return len(s.panels) > 0 && g.k > 0 && !g.useSwap(s) && g.k*g.n <= smallBytes/sizeOf[T]() &&
		g.m*(g.n+s.lanes-1) <= s.budget/g.k && g.m*g.n <= largeC/sizeOf[T]()
}

// small computes the product without a plan.
func (g *gemmCall[T]) small(s *gemmSet[T]) {
	switch {
	case g.transB && g.useDots(s):
		g.dots(s)
	case g.useRank(s):
		g.smallRanks(s)
	case g.transB && g.useDotsPack(s):
		g.dotsPanels(s)
	case g.useFlat(s):
		ws := stockFor[T]().spaces.take()
		g.flats(s, ws)
		stockFor[T]().spaces.put(ws)
	case !g.transA && !g.transB && g.m > caches.ways:
		g.rowsAndPanels(s)
	default:
		g.panels(s)
	}
}

// smallRanks is ranks, with a workspace only if B has to be moved: taking one would count.
func (g *gemmCall[T]) smallRanks(s *gemmSet[T]) {
	if !g.movesB() {
		g.ranks(s, nil)
		return
	}
	ws := stockFor[T]().spaces.take()
	g.ranks(s, ws)
	stockFor[T]().spaces.put(ws)
}

// rowsAndPanels goes over the rows, few at once if A's compete in L1, and for them over the panels.
func (g *gemmCall[T]) rowsAndPanels(s *gemmSet[T]) {
	rows := atOnce[T](g.m, maxRows, g.lda)
	if rows == g.m {
		g.panels(s)
		return
	}
	for i := 0; i < g.m; i += rows {
		part := g.part(tile{i, min(i+rows, g.m), 0, g.n})
		part.panels(s)
	}
}

// distancesOfA returns the distances of op(A)'s rows and columns.
func (g *gemmCall[T]) distancesOfA() (rsa, csa int) {
	if g.transA {
		return 1, g.lda
	}
	return g.lda, 1
}

// scaling returns the mode for alpha and beta.
func (g *gemmCall[T]) scaling() (mode int) {
	if g.alpha != 1 {
		mode = withAlpha
	}
	if g.beta != 0 {
		mode |= withBeta
	}
	return mode
}

// panels goes over the panels of B, in place or, for a transposed B, by way of a
// workspace that holds one panel. What planning costs, more than 100 ns, would
// be most of the time of a product of 16*16*16.
func (g *gemmCall[T]) panels(s *gemmSet[T]) {
	rsa, csa := g.distancesOfA()
	mode := g.scaling()
	if g.m*g.n > nearC/sizeOf[T]() && g.k > tinySlice {
		mode |= prefetchC
	}
	var ws *workspace[T]
	widest := s.widest(g.m)
	if g.transB {
		ws = stockFor[T]().spaces.take()
		ws.b.grow(g.k * s.wholeVectors(s.panels[widest].cols))
	}
	for j := 0; j < g.n; {
		p := s.next(widest, g.n-j)
		n := min(p.cols, g.n-j)
		var b *T
		rsb := g.ldb
		if g.transB {
			b, rsb = &ws.b.mem[0], s.wholeVectors(p.cols)
			s.transpose(b, &g.b[j*g.ldb], n, g.k, rsb, g.ldb)
		} else {
			b = &g.b[j]
		}
		p.run(&g.c[j], &g.a[0], b, g.m, n, g.k, g.ldc, rsa, csa, rsb, g.alpha, g.beta, mode)
		j += n
	}
	if ws != nil {
		stockFor[T]().spaces.put(ws)
	}
	g.epilogue(tile{0, g.m, 0, g.n})
}
