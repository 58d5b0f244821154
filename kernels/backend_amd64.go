//go:build !purego

package kernels

import (
	"github.com/klauspost/cpuid/v2"

	"github.com/lockstep-go/lockstep/asm/avx2"
	"github.com/lockstep-go/lockstep/asm/avx512"
)

// accelerated returns amd64's backends, best first. cpuid reports a feature only
// if the operating system saves the registers that it needs.
func accelerated() []backend {
	cpu := cpuid.CPU
	return []backend{
		{
			name:      "avx512",
			supported: cpu.Supports(cpuid.AVX2, cpuid.FMA3, cpuid.AVX512F, cpuid.AVX512VL, cpuid.AVX512DQ, cpuid.AVX512BW),
			f32:       avx512F32(), f64: avx512F64(),
		},
		{
			name:      "avx2",
			supported: cpu.Supports(cpuid.AVX2, cpuid.FMA3),
			f32:       avx2F32(), f64: avx2F64(),
		},
	}
}

// cpuCaches returns the sizes in bytes of one core's L1 data cache and L2.
func cpuCaches() (l1, l2 int) { return cpuid.CPU.Cache.L1D, cpuid.CPU.Cache.L2 }

// splits512 tells whether the CPU executes an operation on 512 bits as two on 256, as Zen 4 does: then half a vector takes
// half the time of a whole one.
func splits512() bool { return cpuid.CPU.IsVendor(cpuid.AMD) && cpuid.CPU.Family == 0x19 }

// shufflesWhole tells whether the CPU shuffles ZMM registers as fast as their halves, as AMD's do since Zen 5.
func shufflesWhole() bool { return cpuid.CPU.IsVendor(cpuid.AMD) && cpuid.CPU.Family >= 0x1A }

func avx2F32() table[float32] {
	t := portable[float32]()
	t.relu, t.reluBackward = avx2.ReLUF32, avx2.ReLUBackwardF32
	t.leakyReLU, t.leakyReLUBackward = avx2.LeakyReLUF32, avx2.LeakyReLUBackwardF32
	t.exp, t.expSub = avx2.ExpF32, avx2.ExpSubF32
	t.sigmoid, t.sigmoidBackward = avx2.SigmoidF32, avx2.SigmoidBackwardF32
	t.tanh, t.tanhBackward = avx2.TanhF32, avx2.TanhBackwardF32
	t.add, t.sub, t.mul = avx2.AddF32, avx2.SubF32, avx2.MulF32
	t.scale, t.div, t.axpy = avx2.ScaleF32, avx2.DivF32, avx2.AXPYF32
	t.dot, t.sum, t.max = avx2.DotF32, avx2.SumF32, avx2.MaxF32
	t.columnSums = avx2.ColumnSumsF32
	t.bias, t.biasReLU, t.biasLeakyReLU = avx2.BiasF32, avx2.BiasReLUF32, avx2.BiasLeakyReLUF32
	t.biasSigmoid, t.biasTanh = avx2.BiasSigmoidF32, avx2.BiasTanhF32
	t.reluBackwardSums, t.leakyReLUBackwardSums = avx2.ReLUBackwardSumsF32, avx2.LeakyReLUBackwardSumsF32
	t.sigmoidBackwardSums, t.tanhBackwardSums = avx2.SigmoidBackwardSumsF32, avx2.TanhBackwardSumsF32
	t.sgdMomentum = avx2.SGDMomentumF32
	t.adam = func(p, m, v, g []float32, c adamStep[float32]) { avx2.AdamF32(p, m, v, g, c.array()) }
	t.gemm = avx2GemmF32()
	return t
}

func avx2F64() table[float64] {
	t := portable[float64]()
	t.relu, t.reluBackward = avx2.ReLUF64, avx2.ReLUBackwardF64
	t.leakyReLU, t.leakyReLUBackward = avx2.LeakyReLUF64, avx2.LeakyReLUBackwardF64
	t.exp, t.expSub = avx2.ExpF64, avx2.ExpSubF64
	t.sigmoid, t.sigmoidBackward = avx2.SigmoidF64, avx2.SigmoidBackwardF64
	t.tanh, t.tanhBackward = avx2.TanhF64, avx2.TanhBackwardF64
	t.add, t.sub, t.mul = avx2.AddF64, avx2.SubF64, avx2.MulF64
	t.scale, t.div, t.axpy = avx2.ScaleF64, avx2.DivF64, avx2.AXPYF64
	t.dot, t.sum, t.max = avx2.DotF64, avx2.SumF64, avx2.MaxF64
	t.columnSums = avx2.ColumnSumsF64
	t.bias, t.biasReLU, t.biasLeakyReLU = avx2.BiasF64, avx2.BiasReLUF64, avx2.BiasLeakyReLUF64
	t.biasSigmoid, t.biasTanh = avx2.BiasSigmoidF64, avx2.BiasTanhF64
	t.reluBackwardSums, t.leakyReLUBackwardSums = avx2.ReLUBackwardSumsF64, avx2.LeakyReLUBackwardSumsF64
	t.sigmoidBackwardSums, t.tanhBackwardSums = avx2.SigmoidBackwardSumsF64, avx2.TanhBackwardSumsF64
	t.sgdMomentum = avx2.SGDMomentumF64
	t.adam = func(p, m, v, g []float64, c adamStep[float64]) { avx2.AdamF64(p, m, v, g, c.array()) }
	t.gemm = avx2GemmF64()
	return t
}

func avx512F32() table[float32] {
	t := portable[float32]()
	t.relu, t.reluBackward = avx512.ReLUF32, avx512.ReLUBackwardF32
	t.leakyReLU, t.leakyReLUBackward = avx512.LeakyReLUF32, avx512.LeakyReLUBackwardF32
	t.exp, t.expSub = avx512.ExpF32, avx512.ExpSubF32
	t.sigmoid, t.sigmoidBackward = avx512.SigmoidF32, avx512.SigmoidBackwardF32
	t.tanh, t.tanhBackward = avx512.TanhF32, avx512.TanhBackwardF32
	t.add, t.sub, t.mul = avx512.AddF32, avx512.SubF32, avx512.MulF32
	t.scale, t.div, t.axpy = avx512.ScaleF32, avx512.DivF32, avx512.AXPYF32
	t.dot, t.sum, t.max = avx512.DotF32, avx512.SumF32, avx512.MaxF32
	t.columnSums = avx512.ColumnSumsF32
	t.bias, t.biasReLU, t.biasLeakyReLU = avx512.BiasF32, avx512.BiasReLUF32, avx512.BiasLeakyReLUF32
	t.biasSigmoid, t.biasTanh = avx512.BiasSigmoidF32, avx512.BiasTanhF32
	t.reluBackwardSums, t.leakyReLUBackwardSums = avx512.ReLUBackwardSumsF32, avx512.LeakyReLUBackwardSumsF32
	t.sigmoidBackwardSums, t.tanhBackwardSums = avx512.SigmoidBackwardSumsF32, avx512.TanhBackwardSumsF32
	t.sgdMomentum = avx512.SGDMomentumF32
	t.adam = func(p, m, v, g []float32, c adamStep[float32]) { avx512.AdamF32(p, m, v, g, c.array()) }
	t.gemm = avx512GemmF32()
	return t
}

func avx512F64() table[float64] {
	t := portable[float64]()
	t.relu, t.reluBackward = avx512.ReLUF64, avx512.ReLUBackwardF64
	t.leakyReLU, t.leakyReLUBackward = avx512.LeakyReLUF64, avx512.LeakyReLUBackwardF64
	t.exp, t.expSub = avx512.ExpF64, avx512.ExpSubF64
	t.sigmoid, t.sigmoidBackward = avx512.SigmoidF64, avx512.SigmoidBackwardF64
	t.tanh, t.tanhBackward = avx512.TanhF64, avx512.TanhBackwardF64
	t.add, t.sub, t.mul = avx512.AddF64, avx512.SubF64, avx512.MulF64
	t.scale, t.div, t.axpy = avx512.ScaleF64, avx512.DivF64, avx512.AXPYF64
	t.dot, t.sum, t.max = avx512.DotF64, avx512.SumF64, avx512.MaxF64
	t.columnSums = avx512.ColumnSumsF64
	t.bias, t.biasReLU, t.biasLeakyReLU = avx512.BiasF64, avx512.BiasReLUF64, avx512.BiasLeakyReLUF64
	t.biasSigmoid, t.biasTanh = avx512.BiasSigmoidF64, avx512.BiasTanhF64
	t.reluBackwardSums, t.leakyReLUBackwardSums = avx512.ReLUBackwardSumsF64, avx512.LeakyReLUBackwardSumsF64
	t.sigmoidBackwardSums, t.tanhBackwardSums = avx512.SigmoidBackwardSumsF64, avx512.TanhBackwardSumsF64
	t.sgdMomentum = avx512.SGDMomentumF64
	t.adam = func(p, m, v, g []float64, c adamStep[float64]) { avx512.AdamF64(p, m, v, g, c.array()) }
	t.gemm = avx512GemmF64()
	return t
}
