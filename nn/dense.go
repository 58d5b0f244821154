package nn

import "github.com/lockstep-go/lockstep/kernels"

// dense is one layer. These two functions are all of a training step's work
// but for the loss and the optimiser; a kernel that fuses their calls may
// replace them, since by the kernels' contract fused equals unfused to the bit.
type dense[T kernels.Float] struct {
	in, out int
	w       []T // in*out: the forward product reads it as it lies
	b       []T
	act     activation[T]
	slope   T
}

// forward sets y = act(x W + b) for rows rows.
func (l *dense[T]) forward(y, x []T, rows int) {
	kernels.MatMul(y, x, l.w, rows, l.out, l.in)
	kernels.AddBias(y, y, l.b, rows, l.out)
	if l.act.forward != nil {
		l.act.forward(y, y, l.slope)
	}
}

// backward sets the gradients dw, db and, unless it is nil, dx, from the
// gradient dy of the output y that forward made of x. It overwrites dy.
func (l *dense[T]) backward(dw, db, dx, dy, y, x []T, rows int) {
	if l.act.backward != nil {
		l.act.backward(dy, dy, y, l.slope)
	}
	kernels.ColumnSums(db, dy, rows, l.out)
	kernels.MatMulTN(dw, x, dy, l.in, l.out, rows)
	if dx != nil {
		kernels.MatMulNT(dx, dy, l.w, rows, l.in, l.out)
	}
}
