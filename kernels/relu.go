package kernels

// ReLU sets dst[i] = max(x[i], 0).
//
// dst and x have the same length and may be the same slice. The result is
// exact. A zero of either sign gives +0; NaN gives NaN. It panics if the
// lengths differ.
//
// Source: V. Nair, G. Hinton, "Rectified Linear Units Improve Restricted
// Boltzmann Machines", ICML 2010.
func ReLU[T Float](dst, x []T) {
	checkLen("ReLU", "x", len(x), "len(dst)", len(dst))
	f := tableFor[T]().relu
	each(len(dst), func(lo, hi int) { f(dst[lo:hi], x[lo:hi]) })
}

// relu: x <= 0 gives +0, all else, NaN too, is passed on.
func relu[T Float](x T) T {
	if x <= 0 {
		return 0
	}
	return x
}

func reluGo[T Float](dst, x []T) {
	for i, v := range x {
		dst[i] = relu(v)
	}
}

// ReLUBackward sets dx[i] = dy[i] where x[i] > 0 and +0 where x[i] <= 0. As
// ReLU's output is positive exactly where its input is, x may be either.
//
// All have the same length; dx may be dy or x. The result is exact. NaN in x
// gives NaN. It panics if the lengths differ.
func ReLUBackward[T Float](dx, dy, x []T) {
	checkLen("ReLUBackward", "dy", len(dy), "len(dx)", len(dx))
	checkLen("ReLUBackward", "x", len(x), "len(dx)", len(dx))
	f := tableFor[T]().reluBackward
	each(len(dx), func(lo, hi int) { f(dx[lo:hi], dy[lo:hi], x[lo:hi]) })
}

func reluBackward[T Float](dy, x T) T {
	switch {
	case x > 0:
		return dy
	case x <= 0:
		return 0
	}
	return x
}

func reluBackwardGo[T Float](dx, dy, x []T) {
	for i, v := range x {
		dx[i] = reluBackward(dy[i], v)
	}
}

// LeakyReLU sets dst[i] = x[i] where x[i] >= 0 and slope*x[i] where x[i] < 0.
//
// dst and x have the same length and may be the same slice. The result is
// correctly rounded. A zero keeps its sign; NaN gives NaN. It panics if the
// lengths differ or slope is NaN.
//
// Source: A. Maas, A. Hannun, A. Ng, "Rectifier Nonlinearities Improve Neural
// Network Acoustic Models", ICML 2013.
func LeakyReLU[T Float](dst, x []T, slope T) {
	checkLen("LeakyReLU", "x", len(x), "len(dst)", len(dst))
	checkNumber("LeakyReLU", "slope", slope)
	f := tableFor[T]().leakyReLU
	each(len(dst), func(lo, hi int) { f(dst[lo:hi], x[lo:hi], slope) })
}

func leakyReLU[T Float](x, slope T) T {
	if x < 0 {
		return slope * x
	}
	return x
}

func leakyReLUGo[T Float](dst, x []T, slope T) {
	for i, v := range x {
		dst[i] = leakyReLU(v, slope)
	}
}

// LeakyReLUBackward sets dx[i] = dy[i] where x[i] > 0 and slope*dy[i] where
// x[i] <= 0. With a positive slope, x may be LeakyReLU's input or output.
//
// All have the same length; dx may be dy or x. The result is correctly
// rounded. NaN in x gives NaN. It panics if the lengths differ or slope is NaN.
func LeakyReLUBackward[T Float](dx, dy, x []T, slope T) {
	checkLen("LeakyReLUBackward", "dy", len(dy), "len(dx)", len(dx))
	checkLen("LeakyReLUBackward", "x", len(x), "len(dx)", len(dx))
	checkNumber("LeakyReLUBackward", "slope", slope)
	f := tableFor[T]().leakyReLUBackward
	each(len(dx), func(lo, hi int) { f(dx[lo:hi], dy[lo:hi], x[lo:hi], slope) })
}

func leakyReLUBackward[T Float](dy, x, slope T) T {
	switch {
	case x > 0:
		return dy
	case x <= 0:
		return slope * dy
	}
	return x
}

func leakyReLUBackwardGo[T Float](dx, dy, x []T, slope T) {
	for i, v := range x {
		dx[i] = leakyReLUBackward(dy[i], v, slope)
	}
}
