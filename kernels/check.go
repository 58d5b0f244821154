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

// mulInt returns rows*cols, or false if it overflows int. Both are not negative.
func mulInt(rows, cols int) (int, bool) {
	hi, lo := bits.Mul(uint(rows), uint(cols))
	return int(lo), hi == 0 && int(lo) >= 0
}

// checkMatrix returns rows*cols.
func checkMatrix(fn string, rows, cols int) int {
	checkSize(fn, "rows", rows)
	checkSize(fn, "cols", cols)
	n, ok := mulInt(rows, cols)
	if !ok {
		panic(fmt.Sprintf("kernels: %s: rows*cols = %d*%d overflows int", fn, rows, cols))
	}
	return n
}
