package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"

	"github.com/lockstep-go/lockstep/gen/amd64"
	"github.com/lockstep-go/lockstep/gen/arm64"
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

// machines are the instruction sets: the package, the architecture, and how one
// file of operations becomes assembly and stubs.
var machines = []struct {
	pkg, arch string
	file      func(op ops.Op) (asm, stubs []byte, err error)
}{
	{"avx2", "amd64", x86File(amd64.AVX2, vm.NewAVX2)},
	{"avx512", "amd64", x86File(amd64.AVX512, vm.NewAVX512)},
	{"neon", "arm64", neonFile},
}

var elements = []vm.Elem{vm.F32, vm.F64}

func x86File(level amd64.Level, machine func(*build.Context, vm.Elem) vm.Machine) func(ops.Op) ([]byte, []byte, error) {
	return func(op ops.Op) ([]byte, []byte, error) {
		ctx := build.NewContext()
		for _, elem := range elements {
			op(machine(ctx, elem), elem)
		}
		return level.File(ctx)
	}
}

func neonFile(op ops.Op) ([]byte, []byte, error) {
	ctx := arm64.NewContext("neon")
	ctx.Constraint("!purego")
	for _, elem := range elements {
		op(vm.NewNEON(ctx, elem), elem)
	}
	return ctx.Generate("lockstep/gen")
}

// generate returns the contents of every generated file, by its path below asm.
func generate() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, m := range machines {
		for _, o := range operations {
			asm, stubs, err := m.file(o.op)
			if err != nil {
				return nil, fmt.Errorf("%s/%s: %w", m.pkg, o.file, err)
			}
			base := m.pkg + "/" + o.file + "_" + m.arch
			files[base+".s"], files[base+".go"] = asm, stubs
		}
	}
	return files, nil
}
