package kernels_test

import (
	"fmt"

	"github.com/lockstep-go/lockstep/kernels"
)

// One training step of a layer, y = relu(x W + b), by hand.
func Example() {
	const batch, in, out = 2, 3, 2
	x := []float32{1, 2, 3, -1, 0, 1}      // batch*in, row-major
	w := []float32{1, -1, 0.5, 0.5, -1, 1} // in*out
	b := []float32{0.5, -0.5}
	labels := []int32{1, 0}

	y := make([]float32, batch*out)
	kernels.MatMul(y, x, w, batch, out, in)
	kernels.AddBias(y, y, b, batch, out)
	kernels.ReLU(y, y)

	dy := make([]float32, batch*out)
	loss := kernels.SoftmaxCrossEntropy(dy, y, labels, batch, out)
	kernels.ReLUBackward(dy, dy, y)

	dw, db := make([]float32, in*out), make([]float32, out)
	kernels.MatMulTN(dw, x, dy, in, out, batch)
	kernels.ColumnSums(db, dy, batch, out)
	kernels.AXPY(w, dw, -0.1) // W -= 0.1 dW
	kernels.AXPY(b, db, -0.1)

	fmt.Printf("loss %.4f, W %.3f, b %.3f\n", loss, w, b)
	// Output: loss 0.8902, W [1.000 -0.955 0.500 0.508 -1.000 0.970], b [0.500 -0.537]
}
