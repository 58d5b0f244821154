package kernels

// blocking is how one product is cut up. It changes no bit.
type blocking struct {
	rows, cols int // of the blocks of C that are computed by themselves
	kc         int // length of a slice of k
	mc         int // rows of A whose slice stays in cache while all panels go by
	widest     int // preferred panel
	way        way
	packA      bool
	packB      bool
	dotsPack   bool // a transposed B is packed while the first rows of A are multiplied by it
}

// way is how a tile is computed.
type way uint8

const (
	byPanels   way = iota // slices of k, chunks of rows, panels of columns: walk
	byDots                // the kernel for few rows and a transposed B, unless there are too few columns
	bySweep               // a single row: B is read from one end to the other, unless there are too few columns
	byTurning             // the transpose is computed
	byRank                // k is so short that writing C is most of the work
	byPasses              // a long k is gone over in passes of such a short one
	byFlat                // k is short, and C has fewer columns than lanes
	byPortable            // no micro-kernels: the loops of gemm_portable.go
)

// needsSpace tells whether computing a tile takes a workspace.
func (bl *blocking) needsSpace(k int) bool {
	switch bl.way {
	case byTurning, byRank, byFlat, byPortable:
		return true
	}
	return bl.packA || bl.packB || k > bl.kc
}

// tile is a block of C: rows i0 .. i1-1, columns j0 .. j1-1.
type tile struct{ i0, i1, j0, j1 int }

// block computes one tile of C.
func block[T Float](bl *blocking, g *gemmCall[T], s *gemmSet[T], t tile, ws *workspace[T]) {
	way := bl.way
	if cols := t.j1 - t.j0; way == byDots && !s.dotsFor(cols).takes(g.transA, cols) || way == bySweep && cols < sweepColumns {
		way = byPanels
	}
	switch way {
	case byPanels:
		w := walk[T]{g: g, s: s, bl: bl, tile: t, ws: ws, ldc: g.ldc}
		w.run(g.c[t.i0*g.ldc+t.j0:])
		return
	case byPortable:
		g.blockGo(t, bl.kc, ws)
		g.epilogue(t)
		return
	}
	part := g.part(t)
	switch way {
	case byDots:
		part.dots(s)
	case bySweep:
		part.sweepRows(s)
	case byTurning:
		part.swapped(s, ws)
	case byRank:
		part.ranks(s, ws)
	case byPasses:
		part.passes(s)
	case byFlat:
		part.flats(s, ws)
	}
}

// walk is the way of one goroutine through one tile of C: for each slice of k, for
// each chunk of rows, for each panel of columns, calls of a micro-kernel.
type walk[T Float] struct {
	g  *gemmCall[T]
	s  *gemmSet[T]
	bl *blocking
	tile
	ws      *workspace[T]
	ldc     int  // row distance where the chains are kept
	p0, kk  int  // the slice of k
	last    bool // it is the last one
	mode    int
	onePass bool // all rows are one chunk, so a packed panel is used only once
}

// run is given the tile's part of C. (As a field of w, a slice that reaches
// assembly would take everything that w points to onto the heap.)
func (w *walk[T]) run(c []T) {
	g := w.g
	// A chain that is kept in memory between slices cannot be kept in a C
	// that is still needed.
	scratch := g.beta != 0 && g.k > w.bl.kc
	if scratch {
		w.ldc = w.j1 - w.j0
		c = w.ws.c.grow((w.i1 - w.i0) * w.ldc)
	}
	w.onePass = w.i1-w.i0 <= w.bl.mc
	if w.bl.packB {
		w.ws.b.grow(w.bl.kc * (w.j1 - w.j0 + w.s.panels[w.bl.widest].cols))
	}
	for more := true; more; w.p0 += w.kk {
		w.kk = min(w.bl.kc, g.k-w.p0)
		more = w.p0+w.kk < g.k
		w.last = !more
		w.mode = w.modeOf(more, scratch)
		tile := w.s.panels[w.bl.widest].rows
		for i, m := w.i0, 0; i < w.i1; i += m {
			m = portion(w.i1-i, w.bl.mc, tile)
			w.panels(i, i+m, c[(i-w.i0)*w.ldc:])
		}
	}
	if scratch {
		w.addBeta(c)
	}
}

// modeOf returns the mode for a slice of k.
func (w *walk[T]) modeOf(more, scratch bool) (mode int) {
	if w.p0 > 0 {
		mode = fromC
	}
	if more {
		return mode
	}
	mode |= w.g.scaling()
	if scratch {
		mode &^= withBeta
	}
	return mode
}

// panels runs one slice of k over the rows from i to end, which are c.
func (w *walk[T]) panels(i, end int, c []T) {
	g := w.g
	if g.packed != nil {
		w.packedPanels(i, end, c)
		return
	}
	a, rsa, csa := w.rowsOfA(i, end)
	var first []T
	var lda int
	if w.bl.dotsPack && i == w.i0 {
		first, lda = w.firstRows()
	}
	for j := w.j0; j < w.j1; {
		p := w.s.next(w.bl.widest, w.j1-j)
		n := min(p.cols, w.j1-j)
		var b *T
		rsb, mode, done := g.ldb, w.mode|prefetchC, 0
		switch {
		case w.kk == 0:
		case w.bl.packB:
			rsb = w.s.wholeVectors(p.cols)
			switch {
			case i > w.i0:
				b = &w.ws.b.mem[w.panelAt(j)]
			case w.joins(end-i, n):
				b, done = w.packDots(c[j-w.j0:], first, j, n, lda, rsb)
			case w.packs(p, end-i, n):
				done = p.rows
				b = w.packTile(c[j-w.j0:], a, j, rsa, csa)
			default:
				b = w.packedB(j, n, rsb)
			}
		default:
			b = &g.b[w.p0*g.ldb+j]
			if w.fetches(p) {
				mode |= prefetchB
			}
		}
		w.multiply(p, c[j-w.j0:], a, b, done, end-i, n, rsa, csa, rsb, mode)
		j += n
	}
	if w.last {
		g.epilogue(tile{i, end, w.j0, w.j1})
	}
}

// fetches tells whether a panel of B in place should be fetched ahead: not if it is in L1 for all tiles but the first few. Nor for a single
// tile, if B is not much larger than L2 and its rows are pages apart, where two ZMM FMAs a cycle are faster without it.
func (w *walk[T]) fetches(p *panel[T]) bool {
	g := w.g
	switch {
	case g.m < w.s.fetchRows || g.m >= fewRows && w.kk*p.cols <= caches.panel/sizeOf[T]():
		return false
	case w.s.whole && g.m <= p.rows && paged[T](g.ldb):
		return g.k*g.n > 5*caches.slice/sizeOf[T]()
	}
	return true
}

// multiply runs a panel over the rows from i to end of a chunk, in calls of limited length, whole tiles.
func (w *walk[T]) multiply(p *panel[T], c []T, a, b *T, i, end, n, rsa, csa, rsb, mode int) {
	most := w.s.callRows(p, w.kk)
	for m := 0; i < end; i += m {
		m = portion(end-i, min(most, atOnce[T](end-i, p.rows, rsa)), p.rows)
		p.run(&c[i*w.ldc], below(a, i, rsa), b, m, n, w.kk, w.ldc, rsa, csa, rsb, w.g.alpha, w.g.beta, mode)
	}
}

// portion returns how many of the rows that are left come next: at most so many, but not so that a part of
// a tile would remain for itself.
func portion(left, most, tile int) int {
	switch rest := left - most; {
	case rest <= 0:
		return left
	case rest >= tile:
		return most
	case most > tile:
		return most - tile
	}
	return (left + 1) / 2
}

// addBeta sets C = fma(beta, C, t) where the chains t are in scratch memory.
func (w *walk[T]) addBeta(c []T) {
	g, n := w.g, w.j1-w.j0
	axpy := tableFor[T]().axpy
	for i := w.i0; i < w.i1; i++ {
		sum, dst := c[(i-w.i0)*w.ldc:][:n], g.c[i*g.ldc+w.j0:][:n]
		eachStep(n, grain, func(lo, hi int) { axpy(sum[lo:hi], dst[lo:hi], g.beta) })
		copy(dst, sum)
	}
}

// epilogue adds the bias and applies the activation to a part of C whose chains
// are complete, while it is in cache.
func (g *gemmCall[T]) epilogue(t tile) {
	if g.bias != nil {
		c := g.c[t.i0*g.ldc+t.j0:]
		addBias(tableFor[T](), g.act, c, c, g.bias[t.j0:t.j1], t.i1-t.i0, g.ldc)
	}
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
	if g.bias != nil {
		p.bias = g.bias[t.j0:t.j1]
	}
	return p
}
