package kernels

// runPacked computes a product with a packed B by at most width goroutines.
func (g *gemmCall[T]) runPacked(s *gemmSet[T], width int) {
	if b := g.packed; b.n <= b.width { // a single panel is a matrix like any other
		g.b, g.ldb, g.packed = b.mem, max(1, b.last), nil
		if g.isSmall(s) {
			g.small(s)
			return
		}
	} else if g.k > 0 && max(g.m*g.n, 8*s.lanes) <= s.budget/g.k {
		g.smallPacked(s)
		return
	}
	g.compute(s, width)
}

// smallPacked is small for a packed B: all that one call of a micro-kernel may do is
// computed without a plan.
func (g *gemmCall[T]) smallPacked(s *gemmSet[T]) {
	b, widest, mode := g.packed, s.widest(g.m), g.packedMode()
	for start := 0; start < g.n; start += b.width {
		end, ldb := start+b.width, b.width
		if end >= g.n {
			end, ldb = g.n, b.last
		}
		rows := b.mem[start*g.k:]
		for j := start; j < end; {
			p := s.next(widest, end-j)
			n := min(p.cols, end-j)
			p.run(&g.c[j], &g.a[0], &rows[j-start], g.m, n, g.k, g.ldc, g.lda, 1, ldb, 1, 0, mode)
			j += n
		}
	}
	g.epilogue(tile{0, g.m, 0, g.n})
}

// packedMode asks for prefetching of a B that is not in L1, except by one or two rows, which
// go as fast as memory, on a way so regular that the hardware knows it.
func (g *gemmCall[T]) packedMode() int {
	if g.m > 2 && g.k*g.n > smallBytes/sizeOf[T]() {
		return prefetchB
	}
	return 0
}

// planPacked is plan for a packed B: tiles that end where its panels end, and slices of
// which a panel's stays in L2 beside the rows of A.
func (s *gemmSet[T]) planPacked(g *gemmCall[T]) blocking {
	bl := blocking{rows: g.m, kc: evenly(g.k, longSlice, 8), widest: s.widest(g.m)}
	bl.cols = evenly(g.n, g.sliceBytes()/sizeOf[T]()/bl.kc, g.packed.width)
	s.cutRows(&bl, s.next(bl.widest, g.packed.width))
	return bl
}

// packedPanels is panels for a packed B.
func (w *walk[T]) packedPanels(i, end int, c []T) {
	g, mode := w.g, w.mode|w.g.packedMode()|prefetchC
	a, rsa, csa := w.rowsOfA(i, end)
	for j := w.j0; j < w.j1; {
		at, ldb, edge := g.packed.panel(j)
		left := min(edge, w.j1) - j
		p := w.s.next(w.bl.widest, left)
		n := min(p.cols, left)
		var b *T
		if w.kk > 0 {
			b = &g.packed.mem[at+w.p0*ldb]
		}
		w.multiply(p, c[j-w.j0:], a, b, 0, end-i, n, rsa, csa, ldb, mode)
		j += n
	}
	if w.last {
		g.epilogue(tile{i, end, w.j0, w.j1})
	}
}
