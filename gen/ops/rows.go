package ops

import "github.com/lockstep-go/lockstep/gen/vm"

// ColumnSums emits the addition of rows to a row.
func ColumnSums(m vm.Machine, elem vm.Elem) {
	matrix(m, elem, "ColumnSums", []string{"dst[j] += x[i,j]"}, "dst", []string{"dst", "x"}, nil, func(b *vm.Body) {
		sums := b.Carry("dst")
		b.Next(sums, b.Add(sums, b.Load("x")))
	})
}

// layers are the activations of a layer: the function of its input, and the
// gradient by its output.
var layers = []struct {
	name     string
	forward  func(b *vm.Body, x vm.Value) vm.Value
	backward func(b *vm.Body, dy, y vm.Value) vm.Value
	params   []vm.Param
}{
	{"", func(_ *vm.Body, x vm.Value) vm.Value { return x }, nil, nil},
	{"ReLU", relu, reluBackward, nil},
	{"LeakyReLU", leakyReLU, leakyReLUBackward, scalars("slope")},
	{"Sigmoid", sigmoid, sigmoidBackward, nil},
	{"Tanh", tanh, tanhBackward, nil},
}

// Bias emits the addition of a bias to every row, followed by an activation.
func Bias(m vm.Machine, elem vm.Elem) {
	for _, l := range layers {
		loop := []string{"dst[i,j] = " + l.name + "(x[i,j] + bias[j])"}
		matrix(m, elem, "Bias"+l.name, loop, "bias", []string{"dst", "x", "bias"}, l.params, func(b *vm.Body) {
			b.Store("dst", l.forward(b, b.Add(b.Load("x"), b.Carry("bias"))))
		})
	}
}

// BackwardSums emits the gradients of the activations together with the sums of
// their columns, which are the gradient of the bias.
func BackwardSums(m vm.Machine, elem vm.Elem) {
	for _, l := range layers {
		if l.backward == nil {
			continue
		}
		loop := []string{"dx[i,j] = " + l.name + "Backward(dy[i,j], y[i,j])", "sums[j] += dx[i,j]"}
		matrix(m, elem, l.name+"BackwardSums", loop, "sums", []string{"dx", "sums", "dy", "y"}, l.params, func(b *vm.Body) {
			sums := b.Carry("sums")
			dx := l.backward(b, b.Load("dy"), b.Load("y"))
			b.Store("dx", dx)
			b.Next(sums, b.Add(sums, dx))
		})
	}
}

// matrix emits a kernel over matrices of rows rows, stride elements apart, with
// as many columns as the slice called columns has elements.
func matrix(m vm.Machine, elem vm.Elem, name string, loop []string, columns string, names []string, extra []vm.Param, record func(b *vm.Body)) {
	params := append(slices(names...),
		vm.Param{Name: "rows", Kind: vm.Int}, vm.Param{Name: "stride", Kind: vm.Int})
	k := vm.New(m, elem, name, doc(name, elem, loop...), append(params, extra...)...)
	k.Down(columns, record)
}
