//go:build !purego

package kernels

import "github.com/lockstep-go/lockstep/asm/neon"

// accelerated returns arm64's backend. It needs no detection: Advanced SIMD with
// fused multiply-add belongs to every processor that Go's arm64 port runs on,
// whatever an operating system tells or hides.
func accelerated() []backend {
	return []backend{{name: "neon", supported: true, f32: neonF32(), f64: neonF64()}}
}

// cpuCaches returns 0, 0: only some operating systems tell the sizes.
func cpuCaches() (l1, l2 int) { return 0, 0 }

func neonF32() table[float32] {
	t := portable[float32]()
	t.relu, t.reluBackward = neon.ReLUF32, neon.ReLUBackwardF32
	t.leakyReLU, t.leakyReLUBackward = neon.LeakyReLUF32, neon.LeakyReLUBackwardF32
	t.exp, t.expSub = neon.ExpF32, neon.ExpSubF32
	t.sigmoid, t.sigmoidBackward = neon.SigmoidF32, neon.SigmoidBackwardF32
	t.tanh, t.tanhBackward = neon.TanhF32, neon.TanhBackwardF32
	t.add, t.sub, t.mul = neon.AddF32, neon.SubF32, neon.MulF32
	t.scale, t.div, t.axpy = neon.ScaleF32, neon.DivF32, neon.AXPYF32
	t.dot, t.sum, t.max = neon.DotF32, neon.SumF32, neon.MaxF32
	t.columnSums = neon.ColumnSumsF32
	t.bias, t.biasReLU, t.biasLeakyReLU = neon.BiasF32, neon.BiasReLUF32, neon.BiasLeakyReLUF32
	t.biasSigmoid, t.biasTanh = neon.BiasSigmoidF32, neon.BiasTanhF32
	t.reluBackwardSums, t.leakyReLUBackwardSums = neon.ReLUBackwardSumsF32, neon.LeakyReLUBackwardSumsF32
	t.sigmoidBackwardSums, t.tanhBackwardSums = neon.SigmoidBackwardSumsF32, neon.TanhBackwardSumsF32
	t.sgdMomentum = neon.SGDMomentumF32
	t.adam = func(p, m, v, g []float32, c adamStep[float32]) { neon.AdamF32(p, m, v, g, c.array()) }
	t.gemm = neonGemmF32()
	return t
}

func neonF64() table[float64] {
	t := portable[float64]()
	t.relu, t.reluBackward = neon.ReLUF64, neon.ReLUBackwardF64
	t.leakyReLU, t.leakyReLUBackward = neon.LeakyReLUF64, neon.LeakyReLUBackwardF64
	t.exp, t.expSub = neon.ExpF64, neon.ExpSubF64
	t.sigmoid, t.sigmoidBackward = neon.SigmoidF64, neon.SigmoidBackwardF64
	t.tanh, t.tanhBackward = neon.TanhF64, neon.TanhBackwardF64
	t.add, t.sub, t.mul = neon.AddF64, neon.SubF64, neon.MulF64
	t.scale, t.div, t.axpy = neon.ScaleF64, neon.DivF64, neon.AXPYF64
	t.dot, t.sum, t.max = neon.DotF64, neon.SumF64, neon.MaxF64
	t.columnSums = neon.ColumnSumsF64
	t.bias, t.biasReLU, t.biasLeakyReLU = neon.BiasF64, neon.BiasReLUF64, neon.BiasLeakyReLUF64
	t.biasSigmoid, t.biasTanh = neon.BiasSigmoidF64, neon.BiasTanhF64
	t.reluBackwardSums, t.leakyReLUBackwardSums = neon.ReLUBackwardSumsF64, neon.LeakyReLUBackwardSumsF64
	t.sigmoidBackwardSums, t.tanhBackwardSums = neon.SigmoidBackwardSumsF64, neon.TanhBackwardSumsF64
	t.sgdMomentum = neon.SGDMomentumF64
	t.adam = func(p, m, v, g []float64, c adamStep[float64]) { neon.AdamF64(p, m, v, g, c.array()) }
	t.gemm = neonGemmF64()
	return t
}
