//go:build !purego

package kernels

import "github.com/lockstep-go/lockstep/asm/neon"

// A panel's kernel takes every number of columns that the panel is chosen for,
// so there are no kernels for edges.

func neonGemmF32() gemmSet[float32] {
	return gemmSet[float32]{
		panels: []panel[float32]{
			{1, 4, 8, neon.GemmF32x4, neon.GemmF32x4},
			{5, 8, 8, neon.GemmF32x8, neon.GemmF32x8},
			{9, 12, 8, neon.GemmF32x12, neon.GemmF32x12},
			{21, 24, 4, neon.GemmF32x24, neon.GemmF32x24},
			{45, 48, 2, neon.GemmF32x48, neon.GemmF32x48},
		},
		copy: neon.CopyF32, transpose: neon.TransposeF32,
		dots:  dotKernel[float32]{rows: 8, unit: 4, most: 8, run: neon.DotsF32},
		lanes: 4, main: 12, tall: 12, thin: 12, far: 48, packCols: 48, fetchRows: 3, packRows: 48, packPaged: 48, packDepth: 512, budget: 1 << 18,
	}.ready()
}

func neonGemmF64() gemmSet[float64] {
	return gemmSet[float64]{
		panels: []panel[float64]{
			{1, 2, 8, neon.GemmF64x2, neon.GemmF64x2},
			{3, 4, 8, neon.GemmF64x4, neon.GemmF64x4},
			{5, 6, 8, neon.GemmF64x6, neon.GemmF64x6},
			{11, 12, 4, neon.GemmF64x12, neon.GemmF64x12},
			{23, 24, 2, neon.GemmF64x24, neon.GemmF64x24},
		},
		copy: neon.CopyF64, transpose: neon.TransposeF64,
		dots:  dotKernel[float64]{rows: 8, unit: 2, most: 8, run: neon.DotsF64},
		lanes: 2, main: 6, tall: 6, thin: 6, far: 24, packCols: 24, fetchRows: 3, packRows: 48, packPaged: 48, packDepth: 512, budget: 1 << 17,
	}.ready()
}
