package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"

	"github.com/lockstep-go/lockstep/gen/amd64"
	"github.com/lockstep-go/lockstep/gen/arm64"
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
	{"backwardsums", ops.BackwardSums},
	{"bias", ops.Bias},
	{"columnsums", ops.ColumnSums},
	{"exp", ops.Exp},
	{"reduce", ops.Reduce},
	{"relu", ops.ReLU},
	{"sgd", ops.SGD},
	{"sigmoid", ops.Sigmoid},
	{"tanh", ops.Tanh},
}

// machines are the instruction sets: the package, the architecture, how one
// file of operations becomes assembly and stubs, and its own files besides.
var machines = []struct {
	pkg, arch string
	file      func(op ops.Op) (asm, stubs []byte, err error)
	own       map[string]func() (asm, stubs []byte, err error)
}{
	{"avx2", "amd64", x86File(amd64.AVX2, vm.NewAVX2), own{
		"gemm": x86Own(amd64.AVX2, gemm.AVX2), "dots": x86Own(amd64.AVX2, gemm.AVX2Dots),
		"sweep": x86Own(amd64.AVX2, gemm.Sweep), "rank": x86Own(amd64.AVX2, gemm.AVX2Rank), "transpose": x86Own(amd64.AVX2, gemm.Transpose),
	}},
	{"avx512", "amd64", x86File(amd64.AVX512, vm.NewAVX512), own{
		"gemm": x86Own(amd64.AVX512, gemm.AVX512), "dots": x86Own(amd64.AVX512, gemm.AVX512Dots), "rank": x86Own(amd64.AVX512, gemm.AVX512Rank),
		"flat": x86Own(amd64.AVX512, gemm.AVX512Flat),
	}},
	{"neon", "arm64", neonFile, own{"gemm": neonOwn(gemm.NEON), "dots": neonOwn(gemm.NEONDots), "pack": neonOwn(gemm.NEONPack)}},
}

// own are files that only one instruction set has, by name.
type own = map[string]func() (asm, stubs []byte, err error)

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

func x86Own(level amd64.Level, emit func(*build.Context)) func() ([]byte, []byte, error) {
	return func() ([]byte, []byte, error) {
		ctx := build.NewContext()
		emit(ctx)
		return level.File(ctx)
	}
}

func neonFile(op ops.Op) ([]byte, []byte, error) {
	return neonOwn(func(ctx *arm64.Context) {
		for _, elem := range elements {
			op(vm.NewNEON(ctx, elem), elem)
		}
	})()
}

func neonOwn(emit func(*arm64.Context)) func() ([]byte, []byte, error) {
	return func() ([]byte, []byte, error) {
		ctx := arm64.NewContext("neon")
		ctx.Constraint("!purego")
		emit(ctx)
		return ctx.Generate("lockstep/gen")
	}
}

// generate returns the contents of every generated file, by its path below asm.
func generate() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, m := range machines {
		add := func(name string, asm, stubs []byte, err error) error {
			base := m.pkg + "/" + name + "_" + m.arch
			files[base+".s"], files[base+".go"] = asm, stubs
			if err != nil {
				return fmt.Errorf("%s/%s: %w", m.pkg, name, err)
			}
			return nil
		}
		for _, o := range operations {
			asm, stubs, err := m.file(o.op)
			if err := add(o.file, asm, stubs, err); err != nil {
				return nil, err
			}
		}
		for name, file := range m.own {
			asm, stubs, err := file()
			if err := add(name, asm, stubs, err); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}
