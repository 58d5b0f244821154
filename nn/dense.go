package nn

import "github.com/lockstep-go/lockstep/kernels"

// dense is one layer. Its two functions are all of a training step's work but
// for the loss and the optimiser.
type dense[T kernels.Float] struct {
	in, out int
	w       []T // in*out: the forward product reads it as it lies
	b       []T
	act     activation[T]
	slope   T
	fused   kernels.Activation // act and slope, for the fused kernels
}

// forward sets y = act(x W + b) for rows rows.
func (l *dense[T]) forward(y, x []T, rows int) {
	kernels.Linear(y, x, l.w, l.b, rows, l.out, l.in, l.fused)
}

// backward sets the gradients dw, db and, unless it is nil, dx, from the
// gradient dy of the output y that forward made of x. It overwrites dy.
func (l *dense[T]) backward(dw, db, dx, dy, y, x []T, rows int) {
	kernels.ActivationBackward(dy, db, dy, y, rows, l.out, l.fused)
	kernels.MatMulTN(dw, x, dy, l.in, l.out, rows)
	if dx != nil {
		kernels.MatMulNT(dx, dy, l.w, rows, l.in, l.out)
	}
}
