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

// isRank tells whether the kernel for a short k fits a product of these sizes.
func (s *gemmSet[T]) isRank(m, n, k int) bool {
	return n >= rankCols && m >= rankRows && uint(k-1) < uint(s.rankDepth)
}

// useRank tells whether to compute the product so: a transposed B must be worth to be packed.
func (g *gemmCall[T]) useRank(s *gemmSet[T]) bool {
	return s.isRank(g.m, g.n, g.k) && g.packed == nil && !g.transB
}

// ranks computes a product for which useRank holds: blocks of columns for which the rows of B stay in L1.
func (g *gemmCall[T]) ranks(s *gemmSet[T], ws *workspace[T]) {
	cols := evenly(g.n, caches.panel/sizeOf[T]()/g.k, s.lanes)
	rows := max(1, s.budget/(cols*rankCost(g.k)))
	mode := 0
	if g.alpha != 1 {
		mode |= withAlpha
	}
	if g.beta != 0 {
		mode |= withBeta
	}
	rsa, csa := g.lda, 1
	if g.transA {
		rsa, csa = 1, g.lda
	}
	for j := 0; j < g.n; j += cols {
		n := min(cols, g.n-j)
		b, rsb := g.b[j:], g.ldb
		if ws != nil && s.compete(g.ldb, g.k) {
			rsb = n + packGap
			b = ws.b.grow(g.k * rsb)
			s.move(b, g.b[j:], g.k, n, rsb, g.ldb)
		}
		for i := 0; i < g.m; i += rows {
			m := min(rows, g.m-i)
			s.rank.run(&g.c[i*g.ldc+j], &g.a[i*rsa], &b[0], m, n, g.k, g.ldc, rsa, csa, rsb, g.alpha, g.beta, mode)
			g.epilogue(tile{i, i + m, j, j + n})
		}
	}
}

// compete tells whether so many rows at this distance leave no room for others in the lines of L1 that they share.
func (s *gemmSet[T]) compete(ld, rows int) bool {
	return ld*sizeOf[T]()%pageBytes == 0 && rows >= caches.ways/2
}
