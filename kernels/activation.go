package kernels

import "fmt"

// Activation is the function that a layer applies to its sums. The zero value is
// the identity.
type Activation struct {
	Kind  ActivationKind
	Slope float64 // of ActLeakyReLU, for negative inputs
}

// ActivationKind names an elementwise function of this package.
type ActivationKind int

// The activations.
const (
	ActIdentity  ActivationKind = iota
	ActReLU                     // ReLU
	ActLeakyReLU                // LeakyReLU
	ActSigmoid                  // Sigmoid
	ActTanh                     // Tanh
)

func (a Activation) check(fn string) {
	if a.Kind < ActIdentity || a.Kind > ActTanh {
		panic(fmt.Sprintf("kernels: %s: act.Kind = %d, want one of ActIdentity = 0 to ActTanh = %d", fn, a.Kind, ActTanh))
	}
	if a.Kind == ActLeakyReLU {
		checkNumber(fn, "act.Slope", a.Slope)
	}
}

// ActivationBackward sets dx to the gradient of an activation's input, from the
// gradient dy and the values y of its output, and db to the sums of dx's columns:
// what ReLUBackward, LeakyReLUBackward, SigmoidBackward or TanhBackward followed by
// ColumnSums give, to the bit, in one pass. With ActIdentity dx is dy.
//
// dx, dy and y are rows*cols, row-major; db is cols. dx may be dy or y. It panics
// on negative sizes, an overflowing product, other lengths, an unknown activation
// or a NaN slope.
func ActivationBackward[T Float](dx, db, dy, y []T, rows, cols int, act Activation) {
	const fn = "ActivationBackward"
	n := checkMatrix(fn, rows, cols)
	checkLen(fn, "dx", len(dx), "rows*cols", n)
	checkLen(fn, "db", len(db), "cols", cols)
	checkLen(fn, "dy", len(dy), "rows*cols", n)
	checkLen(fn, "y", len(y), "rows*cols", n)
	act.check(fn)
	if act.Kind == ActIdentity {
		copy(dx, dy)
		ColumnSums(db, dx, rows, cols)
		return
	}
	clear(db)
	t := tableFor[T]()
	eachPatch(rows, cols, func(top, bottom, left, right int) {
		at := top*cols + left
		d, sums, g, v, n := dx[at:], db[left:right], dy[at:], y[at:], bottom-top
		switch act.Kind {
		case ActReLU:
			t.reluBackwardSums(d, sums, g, v, n, cols)
		case ActLeakyReLU:
			t.leakyReLUBackwardSums(d, sums, g, v, n, cols, T(act.Slope))
		case ActSigmoid:
			t.sigmoidBackwardSums(d, sums, g, v, n, cols)
		case ActTanh:
			t.tanhBackwardSums(d, sums, g, v, n, cols)
		}
	})
}

// addBias sets dst = act(x + bias) on a matrix of rows rows, stride elements
// apart, and as many columns as bias has elements.
func addBias[T Float](t *table[T], act Activation, dst, x, bias []T, rows, stride int) {
	eachPatch(rows, len(bias), func(top, bottom, left, right int) {
		at := top*stride + left
		d, s, b, n := dst[at:], x[at:], bias[left:right], bottom-top
		switch act.Kind {
		case ActIdentity:
			t.bias(d, s, b, n, stride)
		case ActReLU:
			t.biasReLU(d, s, b, n, stride)
		case ActLeakyReLU:
			t.biasLeakyReLU(d, s, b, n, stride, T(act.Slope))
		case ActSigmoid:
			t.biasSigmoid(d, s, b, n, stride)
		case ActTanh:
			t.biasTanh(d, s, b, n, stride)
		}
	})
}

// down calls f on every element of a matrix of rows rows and cols columns.
func down(rows, cols, stride int, f func(i, j int)) {
	for i := range rows {
		for j := range cols {
			f(i*stride+j, j)
		}
	}
}

func biasGo[T Float](dst, x, bias []T, rows, stride int) {
	down(rows, len(bias), stride, func(i, j int) { dst[i] = x[i] + bias[j] })
}

func biasReLUGo[T Float](dst, x, bias []T, rows, stride int) {
	down(rows, len(bias), stride, func(i, j int) { dst[i] = relu(x[i] + bias[j]) })
}

func biasLeakyReLUGo[T Float](dst, x, bias []T, rows, stride int, slope T) {
	down(rows, len(bias), stride, func(i, j int) { dst[i] = leakyReLU(x[i]+bias[j], slope) })
}

func biasSigmoidGo[T Float](dst, x, bias []T, rows, stride int) {
	k := expCoefFor[T]()
	down(rows, len(bias), stride, func(i, j int) { dst[i] = k.sigmoid(x[i] + bias[j]) })
}

func biasTanhGo[T Float](dst, x, bias []T, rows, stride int) {
	k := expCoefFor[T]()
	down(rows, len(bias), stride, func(i, j int) { dst[i] = k.tanh(x[i] + bias[j]) })
}

// backwardSums sets dx = f(dy, y) and adds dx's rows to sums.
func backwardSums[T Float](dx, sums, dy, y []T, rows, stride int, f func(dy, y T) T) {
	down(rows, len(sums), stride, func(i, j int) {
		dx[i] = f(dy[i], y[i])
		sums[j] += dx[i]
	})
}

func reluBackwardSumsGo[T Float](dx, sums, dy, y []T, rows, stride int) {
	backwardSums(dx, sums, dy, y, rows, stride, reluBackward[T])
}

func leakyReLUBackwardSumsGo[T Float](dx, sums, dy, y []T, rows, stride int, slope T) {
	backwardSums(dx, sums, dy, y, rows, stride, func(dy, y T) T { return leakyReLUBackward(dy, y, slope) })
}

func sigmoidBackwardSumsGo[T Float](dx, sums, dy, y []T, rows, stride int) {
	backwardSums(dx, sums, dy, y, rows, stride, sigmoidBackward[T])
}

func tanhBackwardSumsGo[T Float](dx, sums, dy, y []T, rows, stride int) {
	backwardSums(dx, sums, dy, y, rows, stride, tanhBackward[T])
}
