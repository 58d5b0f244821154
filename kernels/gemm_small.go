package kernels

// smallBytes is the size of B up to which a product is small, which it is also only if it is
// within the budget of one micro-kernel call.
const smallBytes = 64 << 10

// tinySide is the most rows and columns of tiny's operands: their sizes cannot overflow.
const tinySide = 256

// tiny computes C = op(A) B, all without gaps, if it is so small that even filling in a gemmCall
// would count, and tells whether it did. What it declines, with wrong sizes among it, is for gemm.
func tiny[T Float](c, a, b []T, m, n, k int, transA bool) bool {
	s := &tableFor[T]().gemm
	if len(s.panels) == 0 || uint(m-1) >= tinySide || uint(n-1) >= tinySide || uint(k-1) >= tinySide ||
		k*n > smallBytes/sizeOf[T]() || m*n > s.budget/k || n <= s.panels[0].cols*3/4 && m >= 2*s.panels[0].cols ||
		len(a) < m*k || len(b) < k*n || len(c) < m*n {
		return false
	}
	rsa, csa := k, 1
	if transA {
		rsa, csa = 1, m
	}
	widest := s.widest(m, n, k)
	for j := 0; j < n; {
		p := s.next(widest, n-j)
		cols := min(p.cols, n-j)
		kernel := p.full
		if cols < p.cols {
			kernel = p.edge
		}
		kernel(&c[j], &a[0], &b[j], m, cols, k, n, rsa, csa, n, 1, 0, 0)
		j += cols
	}
	return true
}

// isSmall tells whether the product is best computed without any planning, in
// one pass. The last vector of a row of C takes the time of a whole one.
func (g *gemmCall[T]) isSmall(s *gemmSet[T]) bool {
	return len(s.panels) > 0 && g.k > 0 && !g.useDotsPack(s) && !g.useSwap(s) && g.k*g.n <= smallBytes/sizeOf[T]() &&
		g.m*(g.n+s.panels[0].cols-1) <= s.budget/g.k && g.m*g.n <= largeC/sizeOf[T]()
}

// small computes the product without a plan.
func (g *gemmCall[T]) small(s *gemmSet[T]) {
	if g.useDots(s) {
		g.dots(s)
		return
	}
	g.panels(s)
}

// panels goes over the panels of B, in place or, for a transposed B, by way of a
// workspace that holds one panel. What planning costs, more than 100 ns, would
// be most of the time of a product of 16*16*16.
func (g *gemmCall[T]) panels(s *gemmSet[T]) {
	rsa, csa := g.lda, 1
	if g.transA {
		rsa, csa = 1, g.lda
	}
	mode := 0
	if g.alpha != 1 {
		mode |= withAlpha
	}
	if g.beta != 0 {
		mode |= withBeta
	}
	var ws *workspace[T]
	widest := s.widest(g.m, g.n, g.k)
	if g.transB {
		ws = stockFor[T]().spaces.take()
		ws.b.grow(g.k * s.panels[widest].cols)
	}
	for j := 0; j < g.n; {
		p := s.next(widest, g.n-j)
		n := min(p.cols, g.n-j)
		var b *T
		rsb := g.ldb
		if g.transB {
			b, rsb = &ws.b.mem[0], p.cols
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
