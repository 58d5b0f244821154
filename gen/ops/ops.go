// Package ops holds the elementwise and reduction kernels, each written once
// against the vector machine. The portable functions of the same names in
// package kernels are their specification, operation by operation.
package ops

import "github.com/lockstep-go/lockstep/gen/vm"

// Op adds the functions of one source file to a machine, for one element type.
type Op func(m vm.Machine, elem vm.Elem)

func slices(names ...string) []vm.Param {
	var params []vm.Param
	for _, name := range names {
		params = append(params, vm.Param{Name: name, Kind: vm.Slice})
	}
	return params
}

func scalars(names ...string) []vm.Param {
	var params []vm.Param
	for _, name := range names {
		params = append(params, vm.Param{Name: name, Kind: vm.Scalar})
	}
	return params
}

// doc describes a kernel by the loop that it computes.
func doc(name string, elem vm.Elem, loop ...string) []string {
	lines := []string{name + elem.Suffix() + " computes"}
	lines = append(lines, "")
	for _, l := range loop {
		lines = append(lines, "\t"+l)
	}
	return lines
}

// unary emits dst = f(x).
func unary(m vm.Machine, elem vm.Elem, name, loop string, f func(b *vm.Body, x vm.Value) vm.Value, params ...vm.Param) {
	k := vm.New(m, elem, name, doc(name, elem, loop), append(slices("dst", "x"), params...)...)
	k.Map(func(b *vm.Body) { b.Store("dst", f(b, b.Load("x"))) })
}

// binary emits dst = f(x, y), by the given names.
func binary(m vm.Machine, elem vm.Elem, name, loop string, names [3]string, f func(b *vm.Body, x, y vm.Value) vm.Value, params ...vm.Param) {
	k := vm.New(m, elem, name, doc(name, elem, loop), append(slices(names[:]...), params...)...)
	k.Map(func(b *vm.Body) { b.Store(names[0], f(b, b.Load(names[1]), b.Load(names[2]))) })
}
