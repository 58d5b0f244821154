package kernels

// useDots tells whether the product goes to the kernel for few rows and a transposed B. It
// keeps chains in C only, so C must not be needed, and does all of k in one call.
func (g *gemmCall[T]) useDots(s *gemmSet[T]) bool {
	return g.transB && !g.transA && g.m <= s.dotRows && !s.dotsCompete(g.ldb) && s.dotWorthy(g.k) && s.dotWorthy(g.n) &&
		g.alpha == 1 && g.beta == 0 && g.bias == nil && g.k <= s.budget/(dotSlowness*s.dotUnit*g.m)
}

// dotsCompete tells whether the columns of one block of B would push each other out of L1,
// with a few lines of A and C: then packing them is twice as fast.
func (s *gemmSet[T]) dotsCompete(ldb int) bool {
	return ldb*sizeOf[T]()%pageBytes == 0 && s.dotUnit+4 > caches.ways
}

// dotWorthy tells whether a size is whole units, at least four, or so many that the
// rest, which costs a call of another kernel, does not matter.
func (s *gemmSet[T]) dotWorthy(size int) bool {
	return size%s.dotUnit == 0 && size >= 4*s.dotUnit || size >= 16*s.dotUnit
}

// dots computes a product for which useDots holds: with the kernel as far as
// whole units go, then the rest of k, then the rest of n.
func (g *gemmCall[T]) dots(s *gemmSet[T]) {
	k, n := g.k-g.k%s.dotUnit, g.n-g.n%s.dotUnit
	step := max(1, s.budget/(dotSlowness*g.m*k*s.dotUnit)) * s.dotUnit
	for j := 0; j < n; j += step {
		g.dotColumns(s, j, min(step, n-j), k)
	}
	if k < g.k {
		rest := g.part(tile{0, g.m, 0, n})
		rest.a, rest.b, rest.k, rest.resume = g.a[k:], g.b[k:], g.k-k, true
		rest.panels(s)
	}
	if n < g.n {
		rest := g.part(tile{0, g.m, n, g.n})
		rest.panels(s)
	}
}

// dotSlowness is how much slower than other micro-kernels this one may be, which
// bounds the time of a call.
const dotSlowness = 8

// dotColumns calls the kernel for n columns from j on. Not inlined: see panel.run.
//
//go:noinline
func (g *gemmCall[T]) dotColumns(s *gemmSet[T], j, n, k int) {
	mode := 0
	if g.resume {
		mode = fromC
	}
	s.dots(&g.c[j], &g.a[0], &g.b[j*g.ldb], g.m, n, k, g.ldc, g.lda, 1, g.ldb, 1, 0, mode)
}

// part returns the product that is one tile of C.
func (g *gemmCall[T]) part(t tile) gemmCall[T] {
	p := *g
	p.m, p.n, p.c = t.i1-t.i0, t.j1-t.j0, g.c[t.i0*g.ldc+t.j0:]
	if g.transA {
		p.a = g.a[t.i0:]
	} else {
		p.a = g.a[t.i0*g.lda:]
	}
	if g.transB {
		p.b = g.b[t.j0*g.ldb:]
	} else {
		p.b = g.b[t.j0:]
	}
	return p
}
