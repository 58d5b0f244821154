package kernels

import "math"

// microKernel multiplies a panel of B by rows of A into a panel of C: for i < m
// and j < n, with t the chain over p < k of fma(a[i*rsa+p*csa], b[p*rsb+j], t),
//
//	c[i*ldc+j] = t, changed as mode says
//
// The chain starts from +0, or from c[i*ldc+j] with fromC. With withAlpha, t*alpha
// follows the last p, and then, with withBeta, fma(beta, c[i*ldc+j], t), for
// which c is read; withBeta never comes with fromC. k may be 0; m and n are at least 1.
//
// All distances are in elements and of any size: A is read by broadcasting single
// elements, so both orders of storage, packed or not, are the same to it. Rows of
// B and C are contiguous. Nothing but the elements named here may be touched,
// not even for reading.
//
// With prefetchB, rows of B are not in L1 and should be fetched ahead, with prefetchC
// C is not.
//
// The kernel cuts m into tiles of its own height. One call may not take longer
// than about 20 microseconds: gemmSet.budget.
type microKernel[T Float] func(c, a, b *T, m, n, k, ldc, rsa, csa, rsb int, alpha, beta T, mode int)

// The bits of a micro-kernel's mode.
const (
	fromC = 1 << iota
	withAlpha
	withBeta
	prefetchB
	prefetchC
	_      // the kernels' own
	skewed // of a dotKernel: blocks of columns side by side should be some lines apart
)

// panel is one width of micro-kernel.
type panel[T Float] struct {
	least int // the fewest columns that it is chosen for
	cols  int // NR: the most columns
	rows  int // MR: the rows of its tallest tile
	full  microKernel[T]
	edge  microKernel[T] // where the last vector is partial
}

// dotKernel is a micro-kernel for few rows and a transposed B, or nothing.
type dotKernel[T Float] struct {
	rows, unit int  // the most rows in a call; of columns, n is a multiple of unit,
	lines      bool // or, with whole lines, any number of unit and more that are fewer than go side by side: beside
	most       int  // the most rows that it is best for, in several calls
	skewRows   int  // the most rows for which it knows skewed
	skewAny    int  // and those for which that is best at any distance of the columns
	crowdRows  int  // the most rows for which a third more columns than L1 has room for are better
	anyA       bool // A may be stored transposed

	// run has the distance of B's columns, which are contiguous, as the rows of A are but for anyA, as rsb;
	// mode has nothing but fromC and skewed, which is for k of skewUnits whole units or more.
	run microKernel[T]

	// pack is run for packRows rows that also stores the n columns of B as k rows, ldp
	// apart: what the micro-kernels want for further rows. nil if there is none.
	pack     func(c, a, b, packed *T, n, k, ldc, rsa, rsb, ldp, mode int)
	packRows int
}

// gemmSet is what a backend contributes to matrix multiplication. A backend
// without panels runs the portable loops.
type gemmSet[T Float] struct {
	// panels are ordered from narrow to wide. Each takes numbers of columns for which
	// only its last vector is partial.
	panels []panel[T]
	lanes  int // of a whole vector

	// whole is set if the panels of several half vectors are left out, because half a vector takes the time of a whole one.
	whole bool

	// The columns of panels that are best for many rows, the same for a few dozen rows and a B in place of
	// which little stays in L2, where k is small and writing C is most of the work; and the widest for a B that is in
	// place and not in L2.
	main, tall, thin, far int

	// packCols is the number of columns of the panels that Pack makes.
	packCols int

	// fetchRows is the number of rows from which a B that is in place is best fetched ahead (prefetchB).
	fetchRows int

	// packRows is the number of rows from which packing B pays, packPaged the same where B's rows are
	// pages apart, so that narrow panels of them push each other out of the caches.
	packRows, packPaged int

	// packDepth is the longest slice of k for which B is packed.
	packDepth int

	// pack is the main panel's kernel for a single tile, all of its rows and columns, that also stores B's
	// k rows one after the other: what the kernel itself wants for further rows. nil if there is none.
	pack func(c, a, b, packed *T, k, ldc, rsa, csa, rsb int, alpha, beta T, mode int)

	// copy sets dst[i*ldd+j] = src[i*lds+j] for i < rows, j < cols.
	copy func(dst, src *T, rows, cols, ldd, lds int)

	// transpose sets dst[j*ldd+i] = src[i*lds+j] for i < rows, j < cols.
	transpose func(dst, src *T, rows, cols, ldd, lds int)

	// dots is for few rows and a transposed B. dotLines is the same for
	// columns of B that compete in L1, and with linesFirst for any, if they are enough.
	dots, dotLines dotKernel[T]
	linesFirst     bool

	// rank is a micro-kernel for any number of columns and a k from 1 to rankDepth, whose mode never has fromC
	// beside alpha or beta. It is best where writing C is most of the work: for a k of up to rankMost, maybe in several
	// passes, if the rows of C are whole lines, else of up to rankAcross, at most rankDepth. All are 0 if there is none.
	rank                            panel[T]
	rankDepth, rankMost, rankAcross int

	// passRows is the number of rows up to which rank is better for a long k, too, in an L1 of 8 ways and if B's rows are pages apart: see passesFor.
	passRows int

	// flat sets a C of m*n elements without gaps, n less than lanes, to the product of an A stored transposed, csa
	// between its columns, and a B with rows rsb apart, for a k from 1 to flatDepth. space has room for n
	// vectors, and k times as many. nil if there is none.
	flat func(c, a, b, space *T, m, n, k, csa, rsb int)

	// sweep adds the product of k elements of A, csa apart, and k rows of B, rsb apart, to a
	// row c of n elements: c[j] = fma(a[p*csa], b[p*rsb+j], c[j]) for p = 0 .. k-1. It goes over B
	// from one end to the other, and has c in L1. nil if there is none.
	sweep func(c, a, b *T, n, k, csa, rsb int)

	// budget is the number of multiply-adds that take at most about 20
	// microseconds in one call.
	budget int

	turnNN, turnTN turn // for an A that is stored plainly or transposed

	// prefer is, by number of rows, the widest panel whose tile holds them all, so
	// that as many chains as possible run side by side; or else the widest whose two
	// tiles do.
	prefer [tinySide + 1]uint8

	// fits is, by number of columns, the widest panel that takes so few of them.
	fits [maxCols + 1]uint8

	// ends is, by panel up to main, the one to take in its place where it would leave a single vector for itself, a panel of too many
	// loads: one that leaves two, or in place of two vectors one of three, if the last one is whole.
	ends [maxPanels]uint8
}

// index returns the index of the panel of so many columns.
func (s *gemmSet[T]) index(cols int) int { return int(s.fits[cols]) }

// maxRows is more than any panel's rows, maxCols as many as the widest's columns, maxPanels more than a backend has.
const (
	maxRows   = 16
	maxCols   = 256
	maxPanels = 32
)

// widest returns the index of the panel to prefer for m rows.
func (s *gemmSet[T]) widest(m int) int { return int(s.prefer[min(m, tinySide)]) }

// ready fills in what follows from the rest.
func (s gemmSet[T]) ready() gemmSet[T] {
	s.setTurns()
	for left := range s.fits {
		for i, p := range s.panels {
			if left >= p.least {
				s.fits[left] = uint8(i)
			}
		}
		for s.whole && s.halves(s.fits[left]) {
			s.fits[left]++
		}
	}
	for i, p := range s.panels {
		s.ends[i] = uint8(i)
		if end := s.endOf(p.cols); p.cols <= s.main && s.panels[s.index(end)].cols == end {
			s.ends[i] = uint8(s.index(end))
		}
	}
	for m := range s.prefer {
		s.prefer[m] = uint8(s.index(s.main))
		for _, tiles := range []int{2, 1} {
			for i, p := range s.panels {
				if m <= tiles*p.rows && i > 0 && (tiles == 1 || p.cols > s.main) {
					s.prefer[m] = uint8(i)
				}
			}
		}
	}
	return s
}

// endOf returns how many columns a panel should have in place of so many: see ends.
func (s *gemmSet[T]) endOf(cols int) int {
	if cols == 2*s.lanes {
		return 3 * s.lanes
	}
	return max(1, cols-s.lanes)
}

// halves tells whether a panel is one of several half vectors and no whole one.
func (s *gemmSet[T]) halves(panel uint8) bool {
	cols := s.panels[panel].cols
	return cols > s.lanes/2 && cols < 2*s.lanes && cols%s.lanes != 0
}

// next returns the widest panel, from the preferred one down, that takes so few columns
// as are left, or the one that should come before the last vector.
func (s *gemmSet[T]) next(widest, left int) *panel[T] {
	i := min(widest, int(s.fits[min(left, maxCols)]))
	p := &s.panels[i]
	over := left - p.cols
	if over > 0 && over <= s.lanes && (over == s.lanes || p.cols != 2*s.lanes) {
		return &s.panels[s.ends[i]]
	}
	return p
}

// anyWidth returns a panel of any number of columns.
func anyWidth[T Float](kernel microKernel[T]) panel[T] {
	return panel[T]{cols: math.MaxInt, full: kernel, edge: kernel}
}

// atOnce returns how many of m rows to give a kernel with tiles of so many in a call, if the rows of A are this distance
// apart: a tile of more rows than have a line each in L1 would fetch these lines again and again.
func atOnce[T Float](m, tile, rsa int) int {
	if min(m, tile) <= caches.ways || min(m, tile) <= linesAt(rsa*sizeOf[T]()) {
		return m
	}
	return evenly(m, linesAt(rsa*sizeOf[T]()), 1)
}

// run calls the kernel for n columns. It must not be inlined: its prologue is the
// safe point at which the runtime can stop a goroutine that otherwise stays in
// assembly.
//
//go:noinline
func (p *panel[T]) run(c, a, b *T, m, n, k, ldc, rsa, csa, rsb int, alpha, beta T, mode int) {
	if n == p.cols {
		p.full(c, a, b, m, n, k, ldc, rsa, csa, rsb, alpha, beta, mode)
	} else {
		p.edge(c, a, b, m, n, k, ldc, rsa, csa, rsb, alpha, beta, mode)
	}
}
