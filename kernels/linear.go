package kernels

// Linear computes a layer, y = act(x w + bias).
//
// x is m*k, w is k*n, bias is n and y is m*n, all row-major without gaps; longer
// slices of x, w and y are allowed. y must not overlap the others. Each element
// has the bits that MatMul, AddBias and the activation give one after the other. It
// panics on negative sizes, overflowing products, slices that are too short, a bias
// of another length, an unknown activation or a NaN slope, before y is written.
func Linear[T Float](y, x, w, bias []T, m, n, k int, act Activation) {
	checkLen("Linear", "bias", len(bias), "n", n)
	act.check("Linear")
	gemm(&gemmCall[T]{
		fn: "Linear", m: m, n: n, k: k, alpha: 1, a: x, lda: k, b: w, ldb: n, c: y, ldc: n,
		bias: bias, act: act,
	})
}
