package kernels

import (
	"fmt"
	"math/bits"
)

// checkLen panics unless argument arg has as many elements as want says. The
// callers name both, so that a message reads
//
//	kernels: Add: len(x) = 3, want len(dst) = 4
func checkLen(fn, arg string, got int, wantArg string, want int) {
	if got != want {
		panic(fmt.Sprintf("kernels: %s: len(%s) = %d, want %s = %d", fn, arg, got, wantArg, want))
	}
}

// checkSize panics unless the dimension is non-negative.
func checkSize(fn, arg string, v int) {
	if v < 0 {
		panic(fmt.Sprintf("kernels: %s: %s = %d, want at least 0", fn, arg, v))
	}
}

// checkNumber panics if a hyper-parameter is NaN.
func checkNumber[T Float](fn, arg string, v T) {
	if v != v {
		panic(fmt.Sprintf("kernels: %s: %s = NaN, want a number", fn, arg))
	}
}

// checkProduct returns rows*cols, or panics if it overflows int. Both are
// non-negative.
func checkProduct(fn, what string, rows, cols int) int {
	hi, lo := bits.Mul(uint(rows), uint(cols))
	if hi != 0 || int(lo) < 0 {
		panic(fmt.Sprintf("kernels: %s: %s = %d*%d overflows int", fn, what, rows, cols))
	}
	return int(lo)
}
