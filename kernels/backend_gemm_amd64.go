//go:build !purego

package kernels

import (
	"github.com/lockstep-go/lockstep/asm/avx2"
	"github.com/lockstep-go/lockstep/asm/avx512"
)

func avx2GemmF32() gemmSet[float32] {
	return gemmSet[float32]{
		panels: []panel[float32]{
			{1, 8, 8, avx2.GemmF32x8Edge, avx2.GemmF32x8Edge},
			{9, 16, 6, avx2.GemmF32x16, avx2.GemmF32x16Edge},
			{17, 24, 4, avx2.GemmF32x24, avx2.GemmF32x24Edge},
			{25, 32, 2, avx2.GemmF32x32Edge, avx2.GemmF32x32Edge},
			{57, 64, 1, avx2.GemmF32x64Edge, avx2.GemmF32x64Edge},
		},
		lanes: 8, main: 16, tall: 16, thin: 16, far: 64, packCols: 64, fetchRows: 3, packRows: 256, packPaged: 13, packDepth: 512,
		pack: avx2.GemmPackF32, copy: avx2.CopyF32, transpose: avx2.TransposeF32,
		sweep: avx2.SweepF32, rank: anyWidth(avx2.RankF32), rankDepth: 6, rankMost: 20, rankAcross: 6, passRows: 22,
		dots:   dotKernel[float32]{rows: 8, unit: 8, most: 8, crowdRows: 3, run: avx2.DotsF32},
		budget: 1 << 19,
	}.ready()
}

func avx2GemmF64() gemmSet[float64] {
	return gemmSet[float64]{
		panels: []panel[float64]{
			{1, 4, 8, avx2.GemmF64x4Edge, avx2.GemmF64x4Edge},
			{5, 8, 6, avx2.GemmF64x8, avx2.GemmF64x8Edge},
			{9, 12, 4, avx2.GemmF64x12, avx2.GemmF64x12Edge},
			{13, 16, 2, avx2.GemmF64x16Edge, avx2.GemmF64x16Edge},
			{29, 32, 1, avx2.GemmF64x32Edge, avx2.GemmF64x32Edge},
		},
		lanes: 4, main: 8, tall: 8, thin: 8, far: 32, packCols: 32, fetchRows: 3, packRows: 256, packPaged: 13, packDepth: 512,
		pack: avx2.GemmPackF64, copy: avx2.CopyF64, transpose: avx2.TransposeF64,
		sweep: avx2.SweepF64, rank: anyWidth(avx2.RankF64), rankDepth: 6, rankMost: 20, rankAcross: 6, passRows: 22,
		dots:   dotKernel[float64]{rows: 5, unit: 4, most: 10, crowdRows: 5, run: avx2.DotsF64},
		budget: 1 << 18,
	}.ready()
}

func avx512GemmF32() gemmSet[float32] {
	return forVectors(gemmSet[float32]{
		panels: []panel[float32]{
			{1, 8, 14, avx512.GemmF32x8, avx512.GemmF32x8},
			{9, 10, 12, avx512.GemmF32x10, avx512.GemmF32x10},
			{11, 16, 14, avx512.GemmF32x16, avx512.GemmF32x16},
			{17, 20, 8, avx512.GemmF32x20, avx512.GemmF32x20},
			{21, 24, 9, avx512.GemmF32x24, avx512.GemmF32x24},
			{25, 32, 14, avx512.GemmF32x32, avx512.GemmF32x32},
			{33, 40, 9, avx512.GemmF32x40, avx512.GemmF32x40},
			{41, 48, 9, avx512.GemmF32x48, avx512.GemmF32x48},
			{49, 56, 6, avx512.GemmF32x56, avx512.GemmF32x56},
			{57, 64, 6, avx512.GemmF32x64, avx512.GemmF32x64},
			{65, 72, 5, avx512.GemmF32x72, avx512.GemmF32x72},
			{73, 80, 5, avx512.GemmF32x80, avx512.GemmF32x80},
			{81, 88, 4, avx512.GemmF32x88, avx512.GemmF32x88},
			{89, 96, 4, avx512.GemmF32x96, avx512.GemmF32x96},
			{97, 104, 3, avx512.GemmF32x104, avx512.GemmF32x104},
			{105, 112, 3, avx512.GemmF32x112, avx512.GemmF32x112},
			{113, 120, 2, avx512.GemmF32x120, avx512.GemmF32x120},
			{121, 128, 2, avx512.GemmF32x128, avx512.GemmF32x128},
			{241, 256, 1, avx512.GemmF32x256, avx512.GemmF32x256},
		},
		lanes: 16, main: 64, tall: 48, thin: 128, far: 128, packCols: 128, fetchRows: 3, packRows: 512, packPaged: 256, packDepth: 1536,
		pack: avx512.GemmPackF32, copy: avx512.CopyF32, transpose: avx2.TransposeF32,
		sweep: avx2.SweepF32, rank: anyWidth(avx512.RankF32), rankDepth: 14, rankMost: 16, rankAcross: 14, flat: avx512.FlatF32,
		dots:       dotKernel[float32]{rows: 8, unit: 8, most: 16, run: avx512.DotsF32, pack: avx512.DotsPackF32, packRows: 8},
		dotLines:   dotKernel[float32]{rows: 13, unit: 16, lines: true, most: 13, skewRows: 6, skewAny: 4, anyA: true, run: avx512.DotsLinesF32, pack: avx512.DotsPackLinesF32, packRows: 12},
		linesFirst: shufflesWhole(),
		budget:     1 << 20,
	}, splits512())
}

func avx512GemmF64() gemmSet[float64] {
	return forVectors(gemmSet[float64]{
		panels: []panel[float64]{
			{1, 4, 14, avx512.GemmF64x4, avx512.GemmF64x4},
			{5, 5, 12, avx512.GemmF64x5, avx512.GemmF64x5},
			{6, 8, 14, avx512.GemmF64x8, avx512.GemmF64x8},
			{9, 10, 8, avx512.GemmF64x10, avx512.GemmF64x10},
			{11, 12, 9, avx512.GemmF64x12, avx512.GemmF64x12},
			{13, 16, 14, avx512.GemmF64x16, avx512.GemmF64x16},
			{17, 20, 9, avx512.GemmF64x20, avx512.GemmF64x20},
			{21, 24, 9, avx512.GemmF64x24, avx512.GemmF64x24},
			{25, 28, 6, avx512.GemmF64x28, avx512.GemmF64x28},
			{29, 32, 6, avx512.GemmF64x32, avx512.GemmF64x32},
			{33, 36, 5, avx512.GemmF64x36, avx512.GemmF64x36},
			{37, 40, 5, avx512.GemmF64x40, avx512.GemmF64x40},
			{41, 44, 4, avx512.GemmF64x44, avx512.GemmF64x44},
			{45, 48, 4, avx512.GemmF64x48, avx512.GemmF64x48},
			{49, 52, 3, avx512.GemmF64x52, avx512.GemmF64x52},
			{53, 56, 3, avx512.GemmF64x56, avx512.GemmF64x56},
			{57, 60, 2, avx512.GemmF64x60, avx512.GemmF64x60},
			{61, 64, 2, avx512.GemmF64x64, avx512.GemmF64x64},
			{121, 128, 1, avx512.GemmF64x128, avx512.GemmF64x128},
		},
		lanes: 8, main: 32, tall: 24, thin: 64, far: 64, packCols: 64, fetchRows: 3, packRows: 512, packPaged: 256, packDepth: 1536,
		pack: avx512.GemmPackF64, copy: avx512.CopyF64, transpose: avx2.TransposeF64,
		sweep: avx2.SweepF64, rank: anyWidth(avx512.RankF64), rankDepth: 14, rankMost: 16, rankAcross: 14, flat: avx512.FlatF64,
		dots:       dotKernel[float64]{rows: 8, unit: 4, most: 32, run: avx512.DotsF64, pack: avx512.DotsPackF64, packRows: 8},
		dotLines:   dotKernel[float64]{rows: 13, unit: 8, lines: true, most: 32, skewRows: 7, anyA: true, run: avx512.DotsLinesF64, pack: avx512.DotsPackLinesF64, packRows: 12},
		linesFirst: shufflesWhole(),
		budget:     1 << 19,
	}, splits512())
}

// forVectors returns what is best for a CPU, given the best for one that splits operations of 512 bits in two. On others, with two FMAs a
// cycle, what comes beside the FMAs is sooner too slow: the loads of a short k, stores across lines, a B with rows that are pages apart.
func forVectors[T Float](s gemmSet[T], splits bool) gemmSet[T] {
	if !splits {
		s.whole = true
		s.thin, s.far, s.fetchRows = 6*s.lanes, 16*s.lanes, 7
		s.rankMost, s.rankAcross = 12, 6
		s.packPaged = 128
	}
	return s.ready()
}
