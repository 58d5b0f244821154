package kernels

// packGap is added to the row distance of a packed A, so that rows whose distance
// would be a power of two do not compete for the same cache lines.
const packGap = 16

// pageBytes is a distance at which rows share the same few lines of every first-level cache.
const pageBytes = 4 << 10

// buffer is memory that is kept from use to use.
type buffer[T Float] struct{ mem []T }

// grow returns n elements of any value.
func (b *buffer[T]) grow(n int) []T {
	if cap(b.mem) < n {
		b.mem = make([]T, n)
	}
	return b.mem[:n]
}

// wholeVectors returns the distance of a packed panel's rows: no vector of them lies across two cache lines.
func (s *gemmSet[T]) wholeVectors(cols int) int { return (cols + s.lanes - 1) &^ (s.lanes - 1) }

// workspace is the memory that computing one tile of C needs.
type workspace[T Float] struct {
	a, b, c buffer[T]
	wide    buffer[float64] // of the portable loops
}

// packedB returns n columns of the slice of op(B) from j on, packed with rows ld apart.
func (w *walk[T]) packedB(j, n, ld int) *T {
	g, p := w.g, w.ws.b.mem[w.panelAt(j):]
	if g.transB {
		w.s.turn(p, g.b[j*g.ldb+w.p0:], n, w.kk, ld, g.ldb)
	} else {
		w.s.move(p, g.b[w.p0*g.ldb+j:], w.kk, n, ld, g.ldb)
	}
	return &p[0]
}

// panelAt returns where the packed panel from column j on is.
func (w *walk[T]) panelAt(j int) int {
	if w.onePass {
		return 0
	}
	return (j - w.j0) * w.kk
}

// rowsOfA returns where rows i .. end-1 of the slice of op(A) are, and the
// distances of its rows and columns. A moved A keeps the order in which it is stored,
// but at a distance that spreads it over the cache.
func (w *walk[T]) rowsOfA(i, end int) (a *T, rsa, csa int) {
	g := w.g
	if w.kk == 0 {
		return nil, 1, 1
	}
	at, ld, rows, cols := i*g.lda+w.p0, g.lda, end-i, w.kk
	if g.transA {
		at, rows, cols = w.p0*g.lda+i, cols, rows
	}
	src := g.a[at:]
	if w.bl.packA {
		ld = cols + packGap
		moved := w.ws.a.grow(rows * ld)
		w.s.move(moved, src, rows, cols, ld, g.lda)
		src = moved
	}
	if g.transA {
		return &src[0], 1, ld
	}
	return &src[0], ld, 1
}
