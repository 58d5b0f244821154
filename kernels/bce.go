package kernels

// BCEWithLogits returns the mean over i of the binary cross-entropy of
// p = sigmoid(x[i]) against the target z[i],
//
//	-z log p - (1-z) log(1-p) = max(x, 0) - x*z + log(1 + e^-|x|)
//
// and sets dx[i] to its gradient, (sigmoid(x[i]) - z[i]) / len(x).
//
// All have the same length, at least 1; dx may be x but not z. Targets are
// usually 0 or 1; any number is taken as it is. The terms are taken and added in
// float64, in order, so logits of any finite size give a finite loss. NaN gives
// NaN. It panics on other lengths before dx is written.
func BCEWithLogits[T Float](dx, x, z []T) float64 {
	checkLen("BCEWithLogits", "dx", len(dx), "len(x)", len(x))
	checkLen("BCEWithLogits", "z", len(z), "len(x)", len(x))
	if len(x) == 0 {
		panic("kernels: BCEWithLogits: len(x) = 0, want at least 1")
	}
	loss := 0.0
	for i, v := range x {
		loss += bce(float64(v), float64(z[i]))
	}
	t := tableFor[T]()
	n := T(len(x))
	each(len(x), func(lo, hi int) {
		d := dx[lo:hi]
		t.sigmoid(d, x[lo:hi])
		t.sub(d, d, z[lo:hi])
		t.div(d, d, n)
	})
	return loss / float64(len(x))
}

func bce(x, z float64) float64 {
	return greater(0, x) - float64(x*z) + log1p(exp64.exp(-abs64(x)))
}
