package kernels

import (
	"fmt"
	"math"
	"testing"
	"time"
)

// BenchmarkPacked reports the speed of products with a packed B, and how many times that
// of the same product with B as it is, row-major or transposed. The calls take turns in short
// stretches and the shortest of each counts, so that a busy machine hits all alike.
func BenchmarkPacked(b *testing.B) {
	for i := range backends {
		if !backends[i].supported || len(backends[i].f32.gemm.panels) == 0 {
			continue
		}
		for _, l := range [][2]int{{784, 512}, {512, 512}, {1024, 1024}, {64, 64}, {512, 10}, {37, 91}} {
			for _, m := range []int{1, 2, 4, 8, 16, 32, 64, 128, 256} {
				b.Run(fmt.Sprintf("%s/%dx%dx%d", backends[i].name, m, l[1], l[0]), func(b *testing.B) {
					benchPacked(b, &backends[i].f32.gemm, m, l[1], l[0])
				})
			}
		}
	}
}

func benchPacked(b *testing.B, s *gemmSet[float32], m, n, k int) {
	w := waves(k*n, 0.1) // untouched zeros would all be one page of memory
	nn := gemmCall[float32]{m: m, n: n, k: k, alpha: 1, a: make([]float32, m*k), lda: k, b: w, ldb: n, c: make([]float32, m*n), ldc: n}
	nt, packed := nn, nn
	nt.transB, nt.ldb = true, k
	packed.packed = pack(s, w, k, n, false)
	calls := []func(){
		func() { g := packed; g.runPacked(s, 1) },
		func() { runUnpacked(s, nn) },
		func() { runUnpacked(s, nt) },
	}
	reps := 1 + 1<<22/(m*n*k)
	best := [3]time.Duration{math.MaxInt64, math.MaxInt64, math.MaxInt64}
	for b.Loop() {
		for i, call := range calls {
			call() // so that its operands are where they will be
			start := time.Now()
			for range reps {
				call()
			}
			best[i] = min(best[i], time.Since(start))
		}
	}
	b.ReportMetric(2*float64(m*n*k)*float64(reps)/float64(best[0]), "GFLOP/s")
	b.ReportMetric(float64(best[1])/float64(best[0]), "x-NN")
	b.ReportMetric(float64(best[2])/float64(best[0]), "x-NT")
	b.ReportMetric(0, "ns/op")
}

// runUnpacked is what gemm does on one thread.
func runUnpacked(s *gemmSet[float32], g gemmCall[float32]) {
	if g.isSmall(s) {
		g.small(s)
		return
	}
	g.compute(s, 1)
}
