package kernels

// MSE returns the mean squared error, the mean over i of (y[i] - z[i])^2, and
// sets dy[i] to its gradient, 2 (y[i] - z[i]) / len(y).
//
// All have the same length, at least 1; dy may be y or z. The squares are taken
// and added in float64, in order; the gradient is rounded to T once. NaN gives NaN.
// It panics on other lengths before dy is written.
func MSE[T Float](dy, y, z []T) float64 {
	checkLen("MSE", "dy", len(dy), "len(y)", len(y))
	checkLen("MSE", "z", len(z), "len(y)", len(y))
	if len(y) == 0 {
		panic("kernels: MSE: len(y) = 0, want at least 1")
	}
	sum, n := 0.0, float64(len(y))
	for i, v := range y {
		d := float64(v) - float64(z[i])
		sum += float64(d * d)
		dy[i] = T(2 * d / n)
	}
	return sum / n
}
