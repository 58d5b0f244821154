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

// What was measured to be best, of rows and of lengths of a slice of k.
const (
	fewRows    = 48   // below which moving A is not worth it
	shortSlice = 128  // of k, where a panel of it is to stay in L1
	longSlice  = 1024 // of k, where a panel is read from L2 in any case
	tinySlice  = 32   // up to which writing C is most of the work
	manyRows   = 256  // from which packing costs next to nothing
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
	unit := 2 // of columns
	switch {
	case len(s.panels) == 0:
		bl = blocking{portable: true, rows: portableSide, cols: portableSide, kc: portableDepth}
	case g.packed != nil:
		bl, unit = s.planPacked(g), s.lanes
	default:
		bl, unit = s.planInPlace(g), s.lanes
	}
	if width > 1 {
		share(&bl, g, unit, width)
	}
	return bl
}

// planInPlace is plan, for one goroutine, for operands as the caller stores them.
func (s *gemmSet[T]) planInPlace(g *gemmCall[T]) blocking {
	bl := blocking{widest: s.widest(g.m), kc: max(1, g.k), rows: g.m, cols: g.n}
	p := &s.panels[bl.widest]
	bl.dots = g.useDots(s)
	inL2 := g.k*g.n <= caches.whole/sizeOf[T]()
	switch {
	case g.useSwap(s):
		bl.swap = true
		bl.rows = evenly(g.m, swapRows, p.cols)
	case g.updates(s):
		bl.packB = true
		bl.widest, p = s.thin, &s.panels[s.thin]
	case g.transB || g.m >= s.rowsToPack(g.ldb):
		bl.packB = true
		bl.dotsPack = !bl.dots && g.useDotsPack(s)
		bl.kc = evenly(g.k, caches.panel/sizeOf[T]()/p.cols, 8)
		if g.m >= manyRows || bl.dotsPack {
			bl.kc = evenly(g.k, s.packDepth, 8)
		}
		bl.cols = evenly(g.n, caches.slice/sizeOf[T]()/bl.kc, p.cols)
	case inL2 && g.m >= manyRows && g.transA && p.cols <= lineBytes/sizeOf[T](): // read too often for a place in L1
		bl.packB = true
		bl.kc = evenly(g.k, shortSlice, 8)
	default:
		bl.kc = evenly(g.k, longSlice, 8)
		if !inL2 {
			bl.widest = min(bl.widest, s.far)
		}
	}
	bl.packA = g.transA && g.m >= fewRows && g.k > tinySlice && g.n >= 4*p.cols
	p = s.next(bl.widest, g.n)
	rows := s.budget / (max(1, bl.kc) * s.wholeVectors(p.cols))
	bl.mc = max(p.rows, rows/p.rows*p.rows)
	return bl
}

// rowsToPack returns the number of rows from which packing a B with rows at this distance pays.
func (s *gemmSet[T]) rowsToPack(ld int) int {
	if ld*sizeOf[T]()%pageBytes == 0 {
		return s.packPaged
	}
	return s.packRows
}

// updates tells whether writing a large C is most of the work: k is so small, as in the
// gradient of weights from a small batch, that wide panels of a packed B pay, whose results
// are written in long runs.
func (g *gemmCall[T]) updates(s *gemmSet[T]) bool {
	return !g.transB && g.k > 0 && g.k <= tinySlice && g.n >= s.panels[s.thin].cols && g.m*g.n > largeC/sizeOf[T]()
}

// share makes the blocks of C small enough that so many goroutines are busy for
// about the same time. It tries the ways to cut C into one to six blocks for each, and takes
// the one whose longest goroutine has the least to do, in units of one element's chain.
func share[T Float](bl *blocking, g *gemmCall[T], unit, width int) {
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
			r := min(bl.rows, (g.m+down-1)/down)
			gr := newGrid(g.m, g.n, r, c)
			cost := (gr.len() + width - 1) / width * (c*(r+perColumn) + overhead)
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
