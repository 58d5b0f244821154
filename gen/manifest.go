package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"

	"github.com/lockstep-go/lockstep/gen/amd64"
	"github.com/lockstep-go/lockstep/gen/ops"
	"github.com/lockstep-go/lockstep/gen/vm"
)

// operations are the files that every instruction set has: one line each.
var operations = []struct {
	file string
	op   ops.Op
}{
	{"adam", ops.Adam},
	{"arith", ops.Arith},
	{"columnsums", ops.ColumnSums},
	{"exp", ops.Exp},
	{"reduce", ops.Reduce},
	{"relu", ops.ReLU},
	{"sgd", ops.SGD},
	{"sigmoid", ops.Sigmoid},
	{"tanh", ops.Tanh},
}

// machines are the instruction sets of amd64.
var machines = []struct {
	level amd64.Level
	new   func(*build.Context, vm.Elem) vm.Machine
}{
	{amd64.AVX2, vm.NewAVX2},
	{amd64.AVX512, vm.NewAVX512},
}

// generate returns the contents of every generated file, by its path below asm.
func generate() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, m := range machines {
		for _, o := range operations {
			ctx := build.NewContext()
			for _, elem := range []vm.Elem{vm.F32, vm.F64} {
				o.op(m.new(ctx, elem), elem)
			}
			asm, stubs, err := m.level.File(ctx)
			if err != nil {
				return nil, fmt.Errorf("%s/%s: %w", m.level.Name, o.file, err)
			}
			base := m.level.Name + "/" + o.file + "_amd64"
			files[base+".s"], files[base+".go"] = asm, stubs
		}
	}
	return files, nil
}
