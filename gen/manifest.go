package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"

	"github.com/lockstep-go/lockstep/gen/amd64"
	"github.com/lockstep-go/lockstep/gen/gemm"
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
}

// products are the files of matrix multiplication, which each instruction set
// has its own of.
var products = []struct {
	level amd64.Level
	file  string
	emit  func(*build.Context)
}{
	{amd64.AVX2, "gemm", gemm.AVX2},
	{amd64.AVX512, "gemm", gemm.AVX512},
	{amd64.AVX2, "transpose", gemm.Transpose},
	{amd64.AVX2, "dots", gemm.AVX2Dots},
	{amd64.AVX512, "dots", gemm.AVX512Dots},
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
			if err := add(files, m.level, o.file, ctx); err != nil {
				return nil, err
			}
		}
	}
	for _, p := range products {
		ctx := build.NewContext()
		p.emit(ctx)
		if err := add(files, p.level, p.file, ctx); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// add compiles what ctx holds into a pair of files.
func add(files map[string][]byte, level amd64.Level, file string, ctx *build.Context) error {
	asm, stubs, err := level.File(ctx)
	if err != nil {
		return fmt.Errorf("%s/%s: %w", level.Name, file, err)
	}
	base := level.Name + "/" + file + "_amd64"
	files[base+".s"], files[base+".go"] = asm, stubs
	return nil
}
