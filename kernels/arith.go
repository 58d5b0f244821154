package kernels

// Add sets dst[i] = x[i] + y[i].
//
// All have the same length; dst may be x or y. It panics if the lengths differ.
func Add[T Float](dst, x, y []T) { binary("Add", tableFor[T]().add, dst, x, y) }

// Sub sets dst[i] = x[i] - y[i].
//
// All have the same length; dst may be x or y. It panics if the lengths differ.
func Sub[T Float](dst, x, y []T) { binary("Sub", tableFor[T]().sub, dst, x, y) }

// Mul sets dst[i] = x[i] * y[i], the Hadamard product.
//
// All have the same length; dst may be x or y. It panics if the lengths differ.
func Mul[T Float](dst, x, y []T) { binary("Mul", tableFor[T]().mul, dst, x, y) }

func binary[T Float](fn string, f func(dst, x, y []T), dst, x, y []T) {
	checkLen(fn, "x", len(x), "len(dst)", len(dst))
	checkLen(fn, "y", len(y), "len(dst)", len(dst))
	each(len(dst), func(lo, hi int) { f(dst[lo:hi], x[lo:hi], y[lo:hi]) })
}

func addGo[T Float](dst, x, y []T) {
	for i, v := range x {
		dst[i] = v + y[i]
	}
}

func subGo[T Float](dst, x, y []T) {
	for i, v := range x {
		dst[i] = v - y[i]
	}
}

func mulGo[T Float](dst, x, y []T) {
	for i, v := range x {
		dst[i] = v * y[i]
	}
}

// Scale sets dst[i] = alpha * x[i] (BLAS scal, out of place).
//
// dst and x have the same length and may be the same slice. It panics if the
// lengths differ.
func Scale[T Float](dst, x []T, alpha T) {
	checkLen("Scale", "x", len(x), "len(dst)", len(dst))
	f := tableFor[T]().scale
	each(len(dst), func(lo, hi int) { f(dst[lo:hi], x[lo:hi], alpha) })
}

func scaleGo[T Float](dst, x []T, alpha T) {
	for i, v := range x {
		dst[i] = alpha * v
	}
}

// divGo: dst = x / divisor, softmax's normalisation.
func divGo[T Float](dst, x []T, divisor T) {
	for i, v := range x {
		dst[i] = v / divisor
	}
}

// AXPY sets y[i] = alpha*x[i] + y[i], rounded once (BLAS axpy). With alpha =
// -lr it is a step of plain gradient descent.
//
// y and x have the same length and may be the same slice. It panics if the
// lengths differ.
func AXPY[T Float](y, x []T, alpha T) {
	checkLen("AXPY", "x", len(x), "len(y)", len(y))
	f := tableFor[T]().axpy
	each(len(y), func(lo, hi int) { f(y[lo:hi], x[lo:hi], alpha) })
}

func axpyGo[T Float](y, x []T, alpha T) {
	for i, v := range x {
		y[i] = fma(alpha, v, y[i])
	}
}
