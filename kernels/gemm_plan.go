package kernels

import "unsafe"

// largeC is the size in bytes of a C that does not stay in cache beside the rest.
const largeC = 256 << 10

// partWork is what handing out a block costs, in multiply-adds; packRows what packing
// a column of B costs, in rows of A that could be multiplied by it instead.
const (
	partWork = 1 << 14
	packRows = 4
)

// idleWeight is how long the others together may wait for what one goroutine works longer.
const idleWeight = 4

// What was measured to be best, of rows and of lengths of a slice of k.
const (
	fewRows   = 48   // below which moving A is not worth it, and tiles of a B from beyond L2 should be tall
	longSlice = 1024 // of k, where a panel is read from L2 in any case, or where L2 holds as many of its rows
	pageSlice = 512  // the least where it holds fewer
	tinySlice = 32   // up to which writing C is most of the work
	manyRows  = 256  // from which packing costs next to nothing
	fewLines  = 16   // of L1 for the rows of a transposed A, up to which it is moved
)

// breakEven returns the number of multiply-adds below which waking up a worker
// costs more than it brings: what takes about 10 microseconds.
func (s *gemmSet[T]) breakEven() int {
	if len(s.panels) == 0 {
		return 1 << 15
	}
	return s.budget
}

// plan decides how the product is cut up for so many goroutines.
func (s *gemmSet[T]) plan(g *gemmCall[T], width int) blocking {
	var bl blocking
	rowUnit, unit := 1, 2 // of a tile's rows and columns
	switch {
	case len(s.panels) == 0:
		bl = blocking{way: byPortable, rows: portableSide, cols: portableSide, kc: portableDepth}
	case g.packed != nil:
		bl, unit = s.planPacked(g), s.lanes
	default:
		bl, unit = s.planInPlace(g), s.lanes
	}
	if width > 1 {
		if bl.way == byTurning && g.sparesB(s) { // whole vectors of what become columns
			rowUnit = 2 * s.lanes
		}
		share(&bl, g, rowUnit, unit, width)
	}
	return bl
}

// planInPlace is plan, for one goroutine, for operands as the caller stores them.
func (s *gemmSet[T]) planInPlace(g *gemmCall[T]) blocking {
	bl := blocking{widest: s.widest(g.m), kc: max(1, g.k), rows: g.m, cols: g.n}
	p := &s.panels[bl.widest]
	if g.useDots(s) {
		bl.way = byDots
	}
	switch {
	case g.useSwap(s):
		bl.way = byTurning
		bl.rows = min(g.m, evenly(g.m, swapRows, p.cols))
		bl.cols = min(g.n, evenly(g.n, min(swapCols, caches.slice/sizeOf[T]()/bl.rows), s.lanes))
	case g.useSweep(s):
		bl.way = bySweep
		bl.kc = evenly(g.k, longSlice, 8)
		bl.cols = evenly(g.n, caches.panel/sizeOf[T](), s.lanes)
	case g.useRank(s):
		bl.way = byRank
	case g.usePasses(s):
		bl.way = byPasses
	case g.useFlat(s):
		bl.way = byFlat
	case g.updates(s):
		bl.packB = true
		bl.widest = s.index(s.thin)
	case g.transB || g.m >= s.rowsToPack(g.ldb):
		bl.packB = true
		bl.dotsPack = bl.way != byDots && g.useDotsPack(s)
		bl.kc = evenly(g.k, caches.panel/sizeOf[T]()/p.cols, 8)
		switch {
		case bl.dotsPack:
			bl.kc = evenly(g.k, longSlice, 8)
		case g.m >= manyRows && g.transA:
			bl.kc = evenly(g.k, pageSlice, 8)
		case g.m >= manyRows:
			bl.kc = evenly(g.k, s.packDepth, 8)
		}
		bl.cols = evenly(g.n, g.sliceBytes()/sizeOf[T]()/bl.kc, p.cols)
	default:
		s.planUnpacked(g, &bl)
	}
	bl.packA = g.moves() && g.n >= 4*s.main
	s.cutRows(&bl, s.next(bl.widest, g.n))
	return bl
}

// planUnpacked plans for a B that is read where it is.
func (s *gemmSet[T]) planUnpacked(g *gemmCall[T], bl *blocking) {
	bl.kc = evenly(g.k, longSlice, 8)
	if g.k*g.n <= caches.whole/sizeOf[T]() {
		return // it is in L2
	}
	rsa, _ := g.distancesOfA()
	rows := atOnce[T](g.m, s.panels[bl.widest].rows, rsa) // of A in a call
	bl.widest = min(s.widest(rows), s.index(s.far))
	p := &s.panels[bl.widest]
	// Of a long slice, little stays in L2 from tile to tile. Each slice begins slowly, the more so the more lines a row of a panel has.
	if lines := max(1, p.cols*sizeOf[T]()/lineBytes); paged[T](g.ldb) || g.m > lines*p.rows {
		bl.kc = evenly(g.k, min(longSlice, max(pageSlice, rowsInL2(g.ldb*sizeOf[T]()))), 8)
	}
	if paged[T](g.ldb) && bl.widest == s.index(s.main) && rows > p.rows && g.m < fewRows {
		bl.widest = s.index(s.tall)
	}
}

// moves tells whether to move a transposed A to where its rows, one for each step along k, do not compete for a few lines of L1.
func (g *gemmCall[T]) moves() bool {
	return g.transA && g.m >= fewRows && g.k > caches.ways && linesAt(g.lda*sizeOf[T]()) <= fewLines
}

// sliceBytes returns how large a slice of B should be. All of A is read again for each one: if A is large, that is
// from memory and page by page, while a packed slice comes from L3 in one long run.
func (g *gemmCall[T]) sliceBytes() int {
	if g.m*g.k > caches.large/sizeOf[T]() {
		return caches.large
	}
	return caches.slice
}

// cutRows sets how many rows of A go with a slice, whole tiles.
func (s *gemmSet[T]) cutRows(bl *blocking, p *panel[T]) {
	bl.mc = max(s.callRows(p, bl.kc), caches.rows/sizeOf[T]()/(bl.kc*p.rows)*p.rows)
}

// callRows returns how many rows of A, whole tiles, a call is given at most for k steps with this panel.
func (s *gemmSet[T]) callRows(p *panel[T], k int) int {
	return max(1, s.budget/(max(1, k)*p.rows*s.wholeVectors(p.cols))) * p.rows
}

// rowsToPack returns the number of rows from which packing a B with rows at this distance pays.
func (s *gemmSet[T]) rowsToPack(ld int) int {
	if paged[T](ld) {
		return s.packPaged
	}
	return s.packRows
}

// paged tells whether rows at this distance are pages apart, so that they share a few lines of L1.
func paged[T Float](ld int) bool { return ld*sizeOf[T]()%pageBytes == 0 }

// updates tells whether writing a large C is most of the work: k is so small, as in the
// gradient of weights from a small batch, that wide panels of a packed B pay, whose results
// are written in long runs.
func (g *gemmCall[T]) updates(s *gemmSet[T]) bool {
	return !g.transB && g.k > 0 && g.k <= tinySlice && g.n >= s.thin && g.m*g.n > largeC/sizeOf[T]()
}

// share makes the blocks of C small enough that so many goroutines are busy for
// about the same time. It tries the ways to cut C into one to six blocks for each, and takes
// the one whose longest goroutine has the least to do, in units of one element's chain; of two that are about the
// same, the one in which the others wait less.
func share[T Float](bl *blocking, g *gemmCall[T], rowUnit, unit, width int) {
	overhead := partWork / max(1, g.k)
	perColumn := 0
	if bl.packB {
		perColumn = packRows
	}
	best, rows, cols := 0, bl.rows, bl.cols
	for across := 1; across <= min(4*width, (g.n+unit-1)/unit); across++ {
		each := (g.n + across - 1) / across
		c := min(bl.cols, (each+unit-1)/unit*unit)
		for rounds := 1; rounds <= 6; rounds++ {
			down := max(1, rounds*width/across)
			r := min(bl.rows, ((g.m+down-1)/down+rowUnit-1)/rowUnit*rowUnit)
			gr := newGrid(g.m, g.n, r, c)
			longest := (gr.len() + width - 1) / width * (c*(r+perColumn) + overhead)
			work := g.n*(g.m+perColumn*gr.down()) + overhead*gr.len()
			cost := longest + (longest*width-work)/(idleWeight*width)
			if best == 0 || cost < best {
				best, rows, cols = cost, r, c
			}
		}
	}
	bl.rows, bl.cols = rows, cols
}

// evenly returns the length of the parts when n is cut into as few parts of at
// most limit as possible, all of about the same length, a multiple of unit.
func evenly(n, limit, unit int) int {
	limit = max(unit, limit/unit*unit)
	parts := max(1, (n+limit-1)/limit)
	each := (n + parts - 1) / parts
	return max(unit, (each+unit-1)/unit*unit)
}

func sizeOf[T Float]() int {
	var zero T
	return int(unsafe.Sizeof(zero))
}
