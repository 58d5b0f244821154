package kernels

import (
	"fmt"
	"math"
	"math/bits"
)

// MatMul sets C = A B.
//
// A is m*k, B is k*n and C is m*n, all row-major without gaps; longer slices
// are allowed. C must not overlap A or B. Each element is the chain
//
//	t = +0; for p = 0 .. k-1: t = fma(a[i,p], b[p,j], t)
//
// so its bits depend on its row of A and its column of B only. It panics on
// negative sizes, overflowing products and slices that are too short, before C
// is written.
func MatMul[T Float](c, a, b []T, m, n, k int) {
	s := &tableFor[T]().gemm
	if p := s.tiny(m, n, k, &s.turnNN); p != nil && m*k <= len(a) && k*n <= len(b) && m*n <= len(c) {
		p.product(&c[0], &a[0], &b[0], m, n, k, k, 1)
		return
	}
	gemm(&gemmCall[T]{fn: "MatMul", m: m, n: n, k: k, alpha: 1, a: a, lda: k, b: b, ldb: n, c: c, ldc: n})
}

// MatMulNT sets C = A Bᵀ, with B n*k; all else is as in MatMul.
func MatMulNT[T Float](c, a, b []T, m, n, k int) {
	s := &tableFor[T]().gemm
	if n == 1 || k == 1 { // a vector is stored as its transpose is
		if p := s.tiny(m, n, k, &s.turnNN); p != nil && m*k <= len(a) && k*n <= len(b) && m*n <= len(c) {
			p.product(&c[0], &a[0], &b[0], m, n, k, k, 1)
			return
		}
	}
	if s.isTinyNT(m, n, k) && m*k <= len(a) && n*k <= len(b) && m*n <= len(c) {
		tinyNT(&c[0], &a[0], &b[0], m, n, k)
		return
	}
	gemm(&gemmCall[T]{fn: "MatMulNT", transB: true, m: m, n: n, k: k, alpha: 1, a: a, lda: k, b: b, ldb: k, c: c, ldc: n})
}

// MatMulTN sets C = Aᵀ B, with A k*m; all else is as in MatMul.
func MatMulTN[T Float](c, a, b []T, m, n, k int) {
	s := &tableFor[T]().gemm
	if p := s.tiny(m, n, k, &s.turnTN); p != nil && m*k <= len(a) && k*n <= len(b) && m*n <= len(c) {
		p.product(&c[0], &a[0], &b[0], m, n, k, 1, m)
		return
	}
	gemm(&gemmCall[T]{fn: "MatMulTN", transA: true, m: m, n: n, k: k, alpha: 1, a: a, lda: m, b: b, ldb: n, c: c, ldc: n})
}

// Gemm sets C = alpha op(A) op(B) + beta C, BLAS's gemm in row-major order.
//
// op(A) is m*k: A itself, or the transpose of the k*m matrix A if transA; op(B)
// is k*n: B itself, or the transpose of the n*k matrix B if transB. lda, ldb
// and ldc are the distances between the starts of rows, in elements. C must not overlap A or B.
//
// Each element is the chain t of MatMul, then t*alpha, rounded (omitted if alpha is
// 1), then fma(beta, c, t) (omitted if beta is 0, so that C is not read and may hold
// NaN). With k = 0 or alpha = 0 the chain is still computed: NaN in A or B
// reaches C. It panics on negative sizes, leading dimensions below the row
// length, overflowing products and slices that are too short, before C is written.
func Gemm[T Float](transA, transB bool, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
	gemm(&gemmCall[T]{
		fn: "Gemm", transA: transA, transB: transB, m: m, n: n, k: k,
		alpha: alpha, a: a, lda: lda, b: b, ldb: ldb, beta: beta, c: c, ldc: ldc,
	})
}

// gemmCall is one product's operands.
type gemmCall[T Float] struct {
	fn             string
	transA, transB bool
	m, n, k        int
	alpha          T
	a              []T
	lda            int
	b              []T
	ldb            int
	packed         *Packed[T] // instead of b, or nil
	beta           T
	c              []T
	ldc            int
	bias           []T        // added to every row, or nil
	act            Activation // follows the bias
	isTransposed   bool       // it is the transpose of another product
}

// check panics unless the sizes make sense and the slices hold them. In the usual
// case it takes three comparisons an operand; words come later.
func (g *gemmCall[T]) check() {
	sizes := g.m | g.n | g.k
	if sizes >= 0 &&
		fits(len(g.a), g.lda, g.m, g.k, g.transA) && fits(len(g.b), g.ldb, g.k, g.n, g.transB) &&
		fits(len(g.c), g.ldc, g.m, g.n, false) {
		return
	}
	checkSize(g.fn, "m", g.m)
	checkSize(g.fn, "n", g.n)
	checkSize(g.fn, "k", g.k)
	checkOperand(g.fn, "a", len(g.a), "lda", g.lda, g.m, g.k, g.transA)
	checkOperand(g.fn, "b", len(g.b), "ldb", g.ldb, g.k, g.n, g.transB)
	checkOperand(g.fn, "c", len(g.c), "ldc", g.ldc, g.m, g.n, false)
}

// fits tells whether a matrix that is not empty surely fits: where it returns false,
// checkOperand has the last word.
func fits(length, ld, rows, cols int, trans bool) bool {
	if trans {
		rows, cols = cols, rows
	}
	hi, lo := bits.Mul(uint(rows-1), uint(ld))
	return rows > 0 && ld >= cols && cols > 0 && hi == 0 && lo <= math.MaxInt/2 && int(lo) <= length-cols
}

// checkOperand panics unless a slice of the given length holds a rows*cols
// matrix (cols*rows if it is stored transposed) with the given row distance.
func checkOperand(fn, name string, length int, ldName string, ld, rows, cols int, trans bool) {
	if trans {
		rows, cols = cols, rows
	}
	if ld < max(1, cols) && rows > 0 && cols > 0 {
		panic(fmt.Sprintf("kernels: %s: %s = %d, want at least the row length %d", fn, ldName, ld, cols))
	}
	if rows == 0 || cols == 0 {
		return
	}
	before, ok := mulInt(rows-1, ld)
	if !ok || before+cols < before {
		panic(fmt.Sprintf("kernels: %s: size of %s = %d*%d+%d overflows int", fn, name, rows-1, ld, cols))
	}
	if length < before+cols {
		panic(fmt.Sprintf("kernels: %s: len(%s) = %d, want at least %d*%d+%d = %d", fn, name, length, rows-1, ld, cols, before+cols))
	}
}

// gemm checks the operands and computes the product, by one goroutine or by
// several, which makes no difference to the result.
func gemm[T Float](g *gemmCall[T]) {
	g.check()
	if g.m == 0 || g.n == 0 {
		return
	}
	s := &tableFor[T]().gemm
	if g.transB && (g.n == 1 || g.k == 1 && g.ldb == 1) {
		g.transB, g.ldb = false, g.n
	}
	if g.isColumn(s) {
		g.column(s)
		return
	}
	g.multiply(s)
}

// multiply computes the product, of operands that were checked.
func (g *gemmCall[T]) multiply(s *gemmSet[T]) {
	if g.isSmall(s) {
		g.small(s)
		return
	}
	g.compute(s, g.width(s))
}

// width returns how many goroutines the product is worth. It asks for the number of
// threads, which takes the scheduler's lock, only if one is not enough.
func (g *gemmCall[T]) width(s *gemmSet[T]) int {
	if g.m*g.n <= s.breakEven()/max(1, g.k) {
		return 1
	}
	return Threads()
}
