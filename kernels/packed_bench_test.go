package kernels

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"
)

// BenchmarkPacked reports the speed of products with a packed B, and how many times that
// of the same product with B as it is, row-major or transposed. The calls take turns in short
// stretches and the shortest of each counts, so that a busy machine hits all alike; each
// iteration has operands of its own, because where memory lies can matter more than how
// it is read, and the medians of the iterations are reported.
func BenchmarkPacked(b *testing.B) {
	for i := range backends {
		if !backends[i].supported || len(backends[i].f32.gemm.panels) == 0 {
			continue
		}
		for _, l := range [][2]int{{784, 512}, {512, 512}, {1024, 1024}, {64, 64}, {512, 10}, {37, 91}} {
			for _, m := range []int{1, 2, 4, 8, 16, 32, 64, 128, 256} {
				b.Run(fmt.Sprintf("%s/%dx%dx%d", backends[i].name, m, l[1], l[0]), func(b *testing.B) {
					var speed, nn, nt []float64
					for b.Loop() {
						best := racePacked(&backends[i].f32.gemm, m, l[1], l[0])
						speed = append(speed, 2*float64(m*l[0]*l[1])/best[0])
						nn, nt = append(nn, best[1]/best[0]), append(nt, best[2]/best[0])
					}
					b.ReportMetric(median(speed), "GFLOP/s")
					b.ReportMetric(median(nn), "x-NN")
					b.ReportMetric(median(nt), "x-NT")
					b.ReportMetric(0, "ns/op")
				})
			}
		}
	}
}

func median(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}

// racePacked returns the times in nanoseconds of a product with packed, row-major and
// transposed B.
func racePacked(s *gemmSet[float32], m, n, k int) (best [3]float64) {
	w := waves(k*n, 0.1) // untouched zeros would all be one page of memory
	nn := gemmCall[float32]{m: m, n: n, k: k, alpha: 1, a: waves(m*k, 0.2), lda: k, b: w, ldb: n, c: make([]float32, m*n), ldc: n}
	nt, packed := nn, nn
	nt.transB, nt.ldb = true, k
	packed.packed = pack(s, w, k, n, false)
	calls := [3]func(){
		func() { g := packed; g.runPacked(s, 1) },
		func() { runUnpacked(s, nn) },
		func() { runUnpacked(s, nt) },
	}
	reps := 1 + 1<<22/(m*n*k)
	best = [3]float64{math.MaxFloat64, math.MaxFloat64, math.MaxFloat64}
	for range 10 {
		for i, call := range calls {
			call() // so that its operands are where they will be
			start := time.Now()
			for range reps {
				call()
			}
			best[i] = min(best[i], float64(time.Since(start).Nanoseconds())/float64(reps))
		}
	}
	return best
}

// runUnpacked is what gemm does on one thread.
func runUnpacked[T Float](s *gemmSet[T], g gemmCall[T]) {
	if g.isSmall(s) {
		g.small(s)
		return
	}
	g.compute(s, 1)
}
