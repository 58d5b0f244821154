package gemm

import (
	"github.com/mmcloughlin/avo/build"

	"github.com/lockstep-go/lockstep/gen/vm"
)

// AVX2 emits the micro-kernels of AVX2: 15 of 16 registers are in use at
// 6 rows of 2 vectors, 12 of them accumulators.
func AVX2(ctx *build.Context) {
	emit(ctx, newAVX2,
		shape{vecs: 1, rows: 8, edge: true},
		shape{vecs: 2, rows: 6}, shape{vecs: 2, rows: 6, edge: true},
		shape{vecs: 3, rows: 4}, shape{vecs: 3, rows: 3, edge: true}, // the mask takes a register
		shape{vecs: 4, rows: 2, edge: true}, shape{vecs: 8, rows: 1, edge: true})
}

// AVX512 emits the micro-kernels of AVX-512.
func AVX512(ctx *build.Context) {
	emit(ctx, newAVX512,
		shape{vecs: 1, rows: 14, edge: true}, shape{vecs: 2, rows: 14, edge: true},
		shape{vecs: 3, rows: 9, edge: true}, shape{vecs: 4, rows: 6, edge: true}, shape{vecs: 8, rows: 2, edge: true})
}

func emit(ctx *build.Context, newISA func(*emitter) isa, shapes ...shape) {
	for _, elem := range []vm.Elem{vm.F32, vm.F64} {
		e := &emitter{ctx: ctx, elem: elem}
		isa := newISA(e)
		for _, s := range shapes {
			k := &kernel{isa: isa, emitter: e, shape: s}
			k.function()
		}
		(&packer{isa, e}).copyRows()
	}
}

// Transpose emits the transposition, which AVX-512 has no better one of.
func Transpose(ctx *build.Context) {
	for _, elem := range []vm.Elem{vm.F32, vm.F64} {
		e := &emitter{ctx: ctx, elem: elem}
		(&transposer{packer: packer{newAVX2(e), e}}).function()
	}
}
