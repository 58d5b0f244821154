package gemmbench

import (
	"fmt"
	"io"

	"github.com/lockstep-go/lockstep/kernels"
)

// Runner writes the results of the suites that it is asked for.
type Runner struct {
	Out  io.Writer
	Impl string // what the lines call us
}

// Run measures one suite: "square", "mlp", "odd", "layer" or "latency".
func (r *Runner) Run(suite string) error {
	switch suite {
	case "square":
		squares[float32](r)
		squares[float64](r)
	case "mlp":
		layers[float32](r, suite, [][2]int{{784, 512}, {512, 512}, {512, 10}, {1024, 1024}, {64, 64}, {37, 91}})
		layers[float64](r, suite, [][2]int{{512, 512}, {512, 10}})
	case "odd":
		layers[float32](r, suite, [][2]int{{13, 7}, {100, 1}, {1, 100}, {257, 256}, {256, 257}, {257, 257}, {256, 256}})
	case "layer":
		fused(r)
	case "latency":
		latency(r)
	default:
		return fmt.Errorf("gemmbench: suite %q is none of square, mlp, odd, layer, latency", suite)
	}
	return nil
}

func squares[T kernels.Float](r *Runner) {
	for _, n := range []int{4, 8, 16, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048} {
		measure[T](r, "gemm_square", fmt.Sprintf("gemm_nn_%d", n), "nn", n, n, n)
	}
}

// layers measures the three products of training a layer of k inputs and n
// outputs on a batch: Y = X W, dX = dY W', dW = X' dY.
func layers[T kernels.Float](r *Runner, suite string, shapes [][2]int) {
	for _, s := range shapes {
		k, n := s[0], s[1]
		for _, b := range []int{1, 2, 4, 8, 16, 32, 64, 128, 256} {
			shape := fmt.Sprintf("_b%d_%dx%d", b, k, n)
			measure[T](r, "gemm_"+suite, "gemm_nn"+shape, "nn", b, n, k)
			measure[T](r, "gemm_"+suite, "gemm_nt"+shape, "nt", b, k, n)
			measure[T](r, "gemm_"+suite, "gemm_tn"+shape, "tn", k, n, b)
		}
	}
}

func measure[T kernels.Float](r *Runner, suite, name, form string, m, n, k int) {
	a, b, c := random[T](m*k), random[T](k*n), buffer[T](m*n)
	// Called as a program calls them: by way of a func value, they would take 3 ns longer.
	product := map[string]func(){
		"nn": func() { kernels.MatMul(c, a, b, m, n, k) },
		"nt": func() { kernels.MatMulNT(c, a, b, m, n, k) },
		"tn": func() { kernels.MatMulTN(c, a, b, m, n, k) },
	}[form]
	kind := "s"
	if _, double := any(T(0)).(float64); double {
		kind = "d"
	}
	r.line(suite, kind+name, m, n, k, product)
}

// line measures a call that multiplies m*k by k*n.
func (r *Runner) line(suite, name string, m, n, k int, call func()) {
	flops := 2 * float64(m) * float64(n) * float64(k)
	fmt.Fprintf(r.Out, "%s,%s,%s,%d,%.6g,GFLOP/s\n", suite, name, r.Impl, kernels.Threads(), flops/secondsPerCall(call)*1e-9)
}

// fused measures a layer of 512 inputs and outputs: the bare product, with packed
// weights, and with bias and ReLU in the same call.
func fused(r *Runner) {
	const n, k = 512, 512
	w, bias := random[float32](k*n), random[float32](n)
	packed, turned := kernels.Pack(w, k, n, false), kernels.Pack(w, k, n, true)
	relu := kernels.Activation{Kind: kernels.ActReLU}
	for _, b := range []int{1, 4, 16, 64, 256} {
		x, y := random[float32](b*k), buffer[float32](b*n)
		for _, c := range []struct {
			name string
			call func()
		}{
			{"nn", func() { kernels.MatMul(y, x, w, b, n, k) }},
			{"nt", func() { kernels.MatMulNT(y, x, w, b, n, k) }},
			{"nn_packed", func() { kernels.MatMulPacked(y, x, packed, b) }},
			{"nt_packed", func() { kernels.MatMulPacked(y, x, turned, b) }},
			{"nn_bias_relu", func() { kernels.Linear(y, x, w, bias, b, n, k, relu) }},
			{"nn_packed_bias_relu", func() { kernels.LinearPacked(y, x, packed, bias, b, relu) }},
		} {
			r.line("gemm_layer", fmt.Sprintf("sgemm_%s_b%d_%dx%d", c.name, b, k, n), b, n, k, c.call)
		}
	}
}

// buffer returns an operand behind which there is memory, as in a program that has run for a while. A masked vector that
// reaches into a page that was never touched takes 200 ns.
func buffer[T kernels.Float](n int) []T {
	const page = 4 << 10
	mem := make([]T, n+page)
	for i := range mem[n:] {
		mem[n+i] = 1
	}
	return mem[:n:n]
}

// random returns values in [-1, 1), the same in every run.
func random[T kernels.Float](n int) []T {
	x, s := buffer[T](n), uint64(0x9E3779B97F4A7C15)
	for i := range x {
		s = s*6364136223846793005 + 1442695040888963407
		x[i] = T(s>>40)/(1<<23) - 1
	}
	return x
}
