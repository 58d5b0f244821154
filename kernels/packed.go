package kernels

// Packed is a matrix B, k*n, in the order in which the backend's products read
// it. It never changes after it was made, so goroutines may share it. It takes about as
// much memory as B, and is worth its making from a few products on: above all for
// weights that are stored transposed or multiplied by few rows at a time.
type Packed[T Float] struct {
	k, n  int
	width int  // of the panels; each has all k rows, width apart
	plain bool // one panel of all columns: the backend has no use for others
	data  []T
}

// Pack returns B, which is k*n, row-major, in packed form. It copies b, which may
// be longer. It panics on negative sizes, an overflowing product or a slice that is
// too short.
func Pack[T Float](b []T, k, n int) *Packed[T] { return pack("Pack", b, k, n, false) }

// PackT returns the transpose of a matrix that is n*k, row-major, in packed form:
// products with it are those of MatMulNT. All else is as in Pack.
func PackT[T Float](b []T, k, n int) *Packed[T] { return pack("PackT", b, k, n, true) }

func pack[T Float](fn string, b []T, k, n int, trans bool) *Packed[T] {
	checkSize(fn, "k", k)
	checkSize(fn, "n", n)
	ld := n
	if trans {
		ld = k
	}
	checkOperand(fn, "b", len(b), "ldb", ld, k, n, trans)
	s := &tableFor[T]().gemm
	p := &Packed[T]{k: k, n: n, width: max(1, n), plain: len(s.panels) == 0}
	if !p.plain {
		p.width = s.panels[s.mainFew].cols
	}
	p.data = make([]T, (n+p.width-1)/p.width*p.width*k)
	for j := 0; j < n && k > 0; j += p.width {
		p.fill(s, b, ld, j, trans)
	}
	return p
}

// fill packs the panel that starts at column j, some rows of it at a time: see
// grain.
func (p *Packed[T]) fill(s *gemmSet[T], b []T, ld, j int, trans bool) {
	n := min(p.width, p.n-j)
	eachStep(p.k, max(1, grain/p.width), func(lo, hi int) {
		dst := p.data[j*p.k+lo*p.width:]
		switch {
		case trans && !p.plain:
			s.transpose(&dst[0], &b[j*ld+lo], n, hi-lo, p.width, ld)
		case !p.plain:
			s.copy(&dst[0], &b[lo*ld+j], hi-lo, n, p.width, ld)
		case trans:
			for i := range n {
				for q := lo; q < hi; q++ {
					dst[(q-lo)*p.width+i] = b[(j+i)*ld+q]
				}
			}
		default:
			copy(dst, b[lo*ld:hi*ld])
		}
	})
}

// Size returns the numbers of B's rows and columns.
func (p *Packed[T]) Size() (k, n int) { return p.k, p.n }

// MatMulPacked sets C = A B, with the bits of MatMul.
//
// A is m*k and C is m*n, row-major without gaps; longer slices are allowed. C must not
// overlap A. It panics on a negative m, overflowing products and slices
// that are too short, before C is written.
func MatMulPacked[T Float](c, a []T, b *Packed[T], m int) {
	g := b.call("MatMulPacked", c, a, m)
	gemm(&g)
}

// LinearPacked computes a layer with packed weights, y = act(x w + bias), with the bits of Linear.
//
// x is m*k, bias is n and y is m*n, all row-major without gaps; longer slices of x and y are
// allowed. y must not overlap x. It panics as MatMulPacked does, and on a bias of
// another length, an unknown activation or a NaN slope, before y is written.
func LinearPacked[T Float](y, x []T, w *Packed[T], bias []T, m int, act Activation) {
	checkLen("LinearPacked", "bias", len(bias), "n", w.n)
	act.check("LinearPacked")
	g := w.call("LinearPacked", y, x, m)
	g.bias, g.act = bias, act
	gemm(&g)
}

func (p *Packed[T]) call(fn string, c, a []T, m int) gemmCall[T] {
	return gemmCall[T]{
		fn: fn, m: m, n: p.n, k: p.k, alpha: 1, a: a, lda: p.k, b: p.data, ldb: p.width, packed: !p.plain, c: c, ldc: p.n,
	}
}
