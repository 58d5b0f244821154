package kernels

import (
	"fmt"
	"testing"
)

// TestVectors checks, through the public entries, products in which C or B is a vector: a
// single column is computed as a row, and a transposed vector taken as it lies.
func TestVectors(t *testing.T) {
	t.Run("float32", vectors[float32])
	t.Run("float64", vectors[float64])
}

func vectors[T Float](t *testing.T) {
	seed := uint64(0)
	for _, shape := range [][3]int{{1, 1, 9}, {9, 1, 30}, {40, 1, 0}, {40, 1, 100}, {300, 1, 70}, {20, 1, 1300}, {5, 1, 1}, {50, 70, 1}, {3, 200, 1}} {
		for trans := range 4 {
			for gap := range 2 {
				for _, scale := range [][2]T{{1, 0}, {-0.7, 1.3}} {
					seed++
					g := product[T](t, seed, trans&1 != 0, trans&2 != 0, shape[0], shape[1], shape[2], gap)
					g.alpha, g.beta = scale[0], scale[1]
					before := append([]T(nil), g.c...)
					callPublic(g, gap == 0 && g.alpha == 1)
					for i := range g.m {
						for j := range g.n {
							if got, want := g.c[i*g.ldc+j], chain(g, before, i, j); !sameBits(got, want) {
								t.Fatalf("%v, transposed %d, gap %d, scaled %v: C[%d,%d] = %v, want %v", shape, trans, gap, scale, i, j, got, want)
							}
						}
					}
				}
			}
		}
	}
}

// callPublic computes g by Gemm or, if it is plain and there is one, by the shorter form.
func callPublic[T Float](g *gemmCall[T], plain bool) {
	forms := map[string]func(c, a, b []T, m, n, k int){
		"false false": MatMul[T], "false true": MatMulNT[T], "true false": MatMulTN[T],
	}
	if form := forms[fmt.Sprint(g.transA, " ", g.transB)]; plain && form != nil {
		form(g.c, g.a, g.b, g.m, g.n, g.k)
		return
	}
	Gemm(g.transA, g.transB, g.m, g.n, g.k, g.alpha, g.a, g.lda, g.b, g.ldb, g.beta, g.c, g.ldc)
}
