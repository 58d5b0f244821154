package gemm

import "github.com/mmcloughlin/avo/build"

// AVX2 emits the micro-kernels of AVX2: 15 of 16 registers are in use at
// 6 rows of 2 vectors, 12 of them accumulators.
func AVX2(ctx *build.Context) {
	emit(ctx, family{newAVX2, []shape{
		{vecs: 1, rows: 8, edge: true},
		{vecs: 2, rows: 6, packs: true}, {vecs: 2, rows: 6, edge: true},
		{vecs: 3, rows: 4}, {vecs: 3, rows: 3, edge: true}, // the mask takes a register
		{vecs: 4, rows: 2, edge: true}, {vecs: 8, rows: 1, edge: true},
	}})
}

// AVX512 emits the micro-kernels of AVX-512: of whole vectors, of which the last may be a half, and
// of half ones for what would leave much of whole ones idle.
func AVX512(ctx *build.Context) {
	emit(ctx, family{newAVX512, []shape{
		{vecs: 1, rows: 14, edge: true}, {vecs: 2, rows: 14, edge: true},
		{vecs: 3, rows: 9, edge: true, half: true}, {vecs: 3, rows: 9, edge: true},
		{vecs: 4, rows: 6, edge: true, half: true}, {vecs: 4, rows: 6, edge: true, packs: true},
		{vecs: 5, rows: 5, edge: true, half: true}, {vecs: 5, rows: 5, edge: true},
		{vecs: 6, rows: 4, edge: true, half: true}, {vecs: 6, rows: 4, edge: true},
		{vecs: 7, rows: 3, edge: true, half: true}, {vecs: 7, rows: 3, edge: true},
		{vecs: 8, rows: 2, edge: true, half: true}, {vecs: 8, rows: 2, edge: true},
		{vecs: 16, rows: 1, edge: true},
	}}, family{newAVX512Half, []shape{
		{vecs: 1, rows: 14, edge: true}, {vecs: 3, rows: 9, edge: true},
		{vecs: 1, rows: 12, rest: 4}, {vecs: 2, rows: 8, rest: 2},
	}})
}

// family is a list of micro-kernels with vectors of one kind.
type family struct {
	newISA func(*emitter) isa
	shapes []shape
}

// emit emits the micro-kernels, and the copy with the first family's vectors.
func emit(ctx *build.Context, families ...family) {
	eachElem(ctx, func(e *emitter) {
		for i, f := range families {
			isa := f.newISA(e)
			for _, s := range f.shapes {
				kernels(e, isa, s)
			}
			if i == 0 {
				(&packer{isa, e}).copyRows()
			}
		}
	})
}

// kernels emits the micro-kernel of a shape, and the one that packs, if there is one.
func kernels(e *emitter, isa isa, s shape) {
	k := &kernel{isa: isa, last: isa, emitter: e, shape: s}
	if s.half {
		k.last = newAVX512Half(e)
	}
	k.function()
	if s.packs {
		(&kernel{isa: isa, last: isa, emitter: e, shape: shape{vecs: s.vecs, rows: s.rows}}).packing()
	}
}

// Transpose emits the transposition, which AVX-512 has no better one of.
func Transpose(ctx *build.Context) {
	eachElem(ctx, func(e *emitter) { (&transposer{packer: packer{newAVX2(e), e}}).function() })
}
