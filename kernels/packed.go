package kernels

import (
	"fmt"
	"unsafe"
)

// Packed is a matrix that stays the same for many products, in the order in which the
// micro-kernels read it. It never changes, and any number of goroutines may
// use it. It takes the memory of the matrix, rounded up to cache lines.
//
// Rows that are stored in this order come in one after the other, without the
// strides that waste cache and address translation, and a matrix that was stored
// transposed needs no transposition in each product.
type Packed[T Float] struct {
	k, n  int
	width int // columns of each panel but the last, and the distance of their rows
	last  int // distance of the last panel's rows
	mem   []T // panel after panel, each k rows
}

// Pack returns a copy of the k*n matrix B for MatMulPacked and LinearPacked.
//
// b holds B itself, row-major without gaps, or, if transB, its transpose: n rows
// of k elements. A longer slice is allowed. What happens to b afterwards does not
// matter. It panics on negative sizes, an overflowing product and a slice that is
// too short.
func Pack[T Float](b []T, k, n int, transB bool) *Packed[T] {
	return pack(&tableFor[T]().gemm, b, k, n, transB)
}

// Dims returns the numbers of rows and columns, k and n.
func (p *Packed[T]) Dims() (k, n int) { return p.k, p.n }

// pack is Pack for a backend.
func pack[T Float](s *gemmSet[T], b []T, k, n int, trans bool) *Packed[T] {
	const fn = "Pack"
	checkSize(fn, "k", k)
	checkSize(fn, "n", n)
	ld := n
	if trans {
		ld = k
	}
	checkOperand(fn, "b", len(b), "ldb", max(1, ld), k, n, trans)
	p := &Packed[T]{k: k, n: n, width: s.packWidth(n)}
	if k == 0 || n == 0 {
		return p
	}
	full := (n - 1) / p.width * p.width
	p.last = min(p.width, rowDistance[T](n-full))
	p.mem = onLine[T](k * (full + p.last))
	for j := 0; j < n; j += p.width {
		at, ldp, end := p.panel(j)
		if trans {
			transposeGo(p.mem[at:], b[j*k:], end-j, k, ldp, k)
			continue
		}
		for i := range k {
			copy(p.mem[at+i*ldp:], b[i*n+j:i*n+end])
		}
	}
	return p
}

// packWidth returns the width of the panels: that of a micro-kernel for one row or two. The others read a range
// of the columns; that the rows are a power of two apart for them costs nothing, because a panel fills every line
// of every page. Without micro-kernels the matrix is one panel, which is to say, as it was.
func (s *gemmSet[T]) packWidth(n int) int {
	if len(s.panels) == 0 {
		return max(1, n)
	}
	return s.packCols
}

// panel returns where column j of row 0 is, the distance to the next row, and the
// column at which the next panel starts.
func (p *Packed[T]) panel(j int) (at, ld, end int) {
	start := j / p.width * p.width
	at = start*p.k + j - start
	if end = start + p.width; end < p.n {
		return at, p.width, end
	}
	return at, p.last, p.n
}

// rowDistance returns the distance for rows of so many columns: whole cache lines, or
// a part that divides one, so that no vector lies across two.
func rowDistance[T Float](cols int) int {
	line := lineBytes / sizeOf[T]()
	if cols >= line {
		return (cols + line - 1) / line * line
	}
	d := 1
	for d < cols {
		d *= 2
	}
	return d
}

// lineBytes is the length of a cache line, and of the longest vector.
const lineBytes = 64

// onLine returns n elements from the beginning of a cache line on.
func onLine[T Float](n int) []T {
	line := lineBytes / sizeOf[T]()
	mem := make([]T, n+line-1)
	skip := -int(uintptr(unsafe.Pointer(&mem[0]))) & (lineBytes - 1) / sizeOf[T]()
	return mem[skip:][:n:n]
}

// transposeGo sets dst[j*ldd+i] = src[i*lds+j] for i < rows and j < cols, in blocks
// small enough that the lines of both sides stay in cache until they are complete.
func transposeGo[T Float](dst, src []T, rows, cols, ldd, lds int) {
	const side = 16
	for j0 := 0; j0 < cols; j0 += side {
		for i := range rows {
			for j, v := range src[i*lds+j0 : i*lds+min(j0+side, cols)] {
				dst[(j0+j)*ldd+i] = v
			}
		}
	}
}

// MatMulPacked sets C = A B as MatMul does, with the same bits, for a B that was packed.
//
// A is m*k and C is m*n, row-major without gaps, with k and n those of b; longer slices
// are allowed. C must not overlap A. It panics on a negative m, overflowing
// products, slices that are too short and a nil b, before C is written.
func MatMulPacked[T Float](c, a []T, b *Packed[T], m int) {
	gemmPacked(&gemmCall[T]{fn: "MatMulPacked", packed: b, m: m, alpha: 1, a: a, c: c}, "b")
}

// LinearPacked computes a layer, y = act(x w + bias), as Linear does, with the same bits,
// for weights that were packed.
//
// x is m*k, bias is n and y is m*n, with k and n those of w; longer slices of x and
// y are allowed. y must not overlap the others. It panics on a negative m,
// overflowing products, slices that are too short, a nil w, a bias of another length,
// an unknown activation or a NaN slope, before y is written.
func LinearPacked[T Float](y, x []T, w *Packed[T], bias []T, m int, act Activation) {
	const fn = "LinearPacked"
	if w != nil {
		checkLen(fn, "bias", len(bias), "n", w.n)
	}
	act.check(fn)
	gemmPacked(&gemmCall[T]{fn: fn, packed: w, m: m, alpha: 1, a: x, c: y, bias: bias, act: act}, "w")
}

// gemmPacked fills in what g's packed operand says, and checks and computes the product.
func gemmPacked[T Float](g *gemmCall[T], name string) {
	b := g.packed
	if b == nil {
		panic(fmt.Sprintf("kernels: %s: %s is nil, want what Pack returned", g.fn, name))
	}
	g.k, g.n, g.lda, g.ldc = b.k, b.n, b.k, b.n
	if !fits(len(g.a), g.lda, g.m, g.k, false) || !fits(len(g.c), g.ldc, g.m, g.n, false) {
		checkSize(g.fn, "m", g.m)
		checkOperand(g.fn, "a", len(g.a), "lda", g.lda, g.m, g.k, false)
		checkOperand(g.fn, "c", len(g.c), "ldc", g.ldc, g.m, g.n, false)
	}
	if g.m == 0 || g.n == 0 {
		return
	}
	s := &tableFor[T]().gemm
	g.runPacked(s, g.width(s))
}
