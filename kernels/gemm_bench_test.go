package kernels

import (
	"fmt"
	"testing"
)

func BenchmarkGemm(b *testing.B) {
	for i := range backends {
		if !backends[i].supported {
			continue
		}
		for _, n := range []int{4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048} {
			benchGemm(b, backends[i].name, &backends[i].f32.gemm, "NN", n, n, n)
		}
		benchGemm(b, backends[i].name, &backends[i].f64.gemm, "NN", 512, 512, 512)
		for _, l := range [][2]int{{512, 512}, {1024, 1024}, {64, 64}, {512, 10}} {
			for _, m := range []int{1, 2, 4, 8, 32, 128} {
				benchGemm(b, backends[i].name, &backends[i].f32.gemm, "NN", m, l[1], l[0])
				benchGemm(b, backends[i].name, &backends[i].f32.gemm, "NT", m, l[0], l[1])
				benchGemm(b, backends[i].name, &backends[i].f32.gemm, "TN", l[0], l[1], m)
			}
		}
	}
}

func benchGemm[T Float](b *testing.B, backend string, s *gemmSet[T], form string, m, n, k int) {
	var zero T
	b.Run(fmt.Sprintf("%s/%T/%s/%dx%dx%d", backend, zero, form, m, n, k), func(b *testing.B) {
		g := &gemmCall[T]{transA: form[0] == 'T', transB: form[1] == 'T', m: m, n: n, k: k, alpha: 1, ldc: n}
		g.a, g.b, g.c = make([]T, m*k), make([]T, k*n), make([]T, m*n)
		for i := range g.a {
			g.a[i] = 1
		}
		for i := range g.b {
			g.b[i] = 1
		}
		g.lda, g.ldb = k, n
		if g.transA {
			g.lda = m
		}
		if g.transB {
			g.ldb = k
		}
		for b.Loop() {
			g.check()
			g.compute(s, 1)
		}
		b.ReportMetric(2*float64(m)*float64(n)*float64(k)*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GFLOP/s")
		b.ReportMetric(0, "ns/op")
	})
}
