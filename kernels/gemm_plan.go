package kernels

import "unsafe"

// caches are the sizes that the blocking aims at, in bytes.
const (
	l1Bytes = 32 << 10 // of a panel of B that should stay in L1
	l2Bytes = 1 << 20  // of what should stay in L2: a slice of B
)

// partWork is what handing out a block costs, in multiply-adds; packRows what packing
// a column of B costs, in rows of A that could be multiplied by it instead.
const (
	partWork = 1 << 14
	packRows = 6
)

const (
	fewRows    = 128  // up to which packing B is not worth it
	shortSlice = 128  // of k, where B is read in place and comes from beyond L2
	longSlice  = 1024 // of k, where B is packed
)

// breakEven returns the number of multiply-adds below which waking up a worker
// costs more than it brings: what takes about 20 microseconds.
func (s *gemmSet[T]) breakEven() int {
	if len(s.panels) == 0 {
		return 1 << 15
	}
	return s.budget
}

// plan decides how the product is cut up for so many goroutines.
func (s *gemmSet[T]) plan(g *gemmCall[T], width int) blocking {
	if len(s.panels) == 0 {
		return planPortable(g)
	}
	bl := blocking{widest: s.widest(g.m), kc: max(1, g.k), rows: g.m, cols: g.n}
	p := &s.panels[bl.widest]
	l1, l2 := l1Bytes/sizeOf[T](), l2Bytes/sizeOf[T]()
	few := g.m <= fewRows
	bl.packB = g.transB || !few
	bl.packA = g.transA && !few && g.k >= 32 && g.n >= 4*p.cols
	switch {
	case few && g.transB: // each panel is packed, used at once and forgotten
		bl.kc = evenly(g.k, l1/p.cols, 8)
	case !few: // a slice of B is packed, and used by all rows
		bl.kc = evenly(g.k, longSlice, 8)
		bl.cols = evenly(g.n, l2/bl.kc, p.cols)
	case g.k*g.n > l2: // B goes by once; short slices let it come in long rows
		bl.kc = evenly(g.k, shortSlice, 8)
	}
	bl.mc = max(p.rows, s.budget/(bl.kc*p.cols)/p.rows*p.rows)
	if width > 1 {
		share(&bl, g, s.panels[0].cols, width)
	}
	return bl
}

// share makes the blocks of C small enough that so many goroutines are busy for
// about the same time. It tries the ways to cut C into one to four blocks for each, and takes
// the one whose longest goroutine has the least to do, in units of one element's chain.
func share[T Float](bl *blocking, g *gemmCall[T], unit, width int) {
	overhead := partWork / max(1, g.k)
	perColumn := 0
	if bl.packB {
		perColumn = packRows
	}
	best, rows, cols := 0, bl.rows, bl.cols
	for across := 1; across <= min(4*width, (g.n+unit-1)/unit); across++ {
		c := min(bl.cols, evenly(g.n, (g.n+across-1)/across, unit))
		for rounds := 1; rounds <= 4; rounds++ {
			down := max(1, rounds*width/across)
			r := (g.m + down - 1) / down
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
