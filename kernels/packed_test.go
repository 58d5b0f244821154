package kernels

import (
	"fmt"
	"sync"
	"testing"
)

// TestPacked compares products with packed weights, from both orders of storage,
// with the unpacked ones.
func TestPacked(t *testing.T) {
	t.Run("float32", packedProducts[float32])
	t.Run("float64", packedProducts[float64])
}

func packedProducts[T Float](t *testing.T) {
	for i, shape := range [][3]int{{1, 1, 1}, {1, 100, 300}, {5, 64, 64}, {7, 91, 37}, {33, 130, 1100}, {70, 512, 129}, {3, 10, 512}, {0, 5, 5}, {4, 3, 0}} {
		m, n, k := shape[0], shape[1], shape[2]
		for _, trans := range []bool{false, true} {
			g := product[T](t, uint64(i), false, trans, m, n, k, 0)
			want := make([]T, len(g.c))
			b := Pack(g.b, k, n)
			if trans {
				b = PackT(g.b, k, n)
				MatMulNT(want, g.a, g.b, m, n, k)
			} else {
				MatMul(want, g.a, g.b, m, n, k)
			}
			var wg sync.WaitGroup
			for range 2 {
				wg.Go(func() {
					c := make([]T, m*n)
					MatMulPacked(c, g.a, b, m)
					compareAll(t, fmt.Sprint("MatMulPacked ", shape, trans), c, want)
				})
			}
			wg.Wait()
			bias := make([]T, n)
			for j := range bias {
				bias[j] = T(j%5) - 2
			}
			AddBias(want, want, bias, m, n)
			ReLU(want, want)
			LinearPacked(g.c, g.a, b, bias, m, Activation{Kind: ActReLU})
			compareAll(t, fmt.Sprint("LinearPacked ", shape, trans), g.c, want)
		}
	}
}

func compareAll[T Float](t *testing.T, what string, got, want []T) {
	for i := range want {
		if !sameBits(got[i], want[i]) {
			t.Errorf("%s: element %d = %v, want %v", what, i, got[i], want[i])
			return
		}
	}
}

func TestPackedPanics(t *testing.T) {
	x := make([]float32, 12)
	p := Pack(x, 3, 4)
	for want, call := range map[string]func(){
		"kernels: Pack: k = -1, want at least 0":                     func() { Pack(x, -1, 4) },
		"kernels: PackT: len(b) = 12, want at least 4*3+3 = 15":      func() { PackT(x, 3, 5) },
		"kernels: MatMulPacked: len(a) = 2, want at least 0*3+3 = 3": func() { MatMulPacked(x, x[:2], p, 1) },
		"kernels: MatMulPacked: len(c) = 3, want at least 0*4+4 = 4": func() { MatMulPacked(x[:3], x, p, 1) },
		"kernels: LinearPacked: len(bias) = 3, want n = 4":           func() { LinearPacked(x, x, p, x[:3], 1, Activation{}) },
		"kernels: MatMulPacked: m = -2, want at least 0":             func() { MatMulPacked(x, x, p, -2) },
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); got != want {
					t.Errorf("panic %q, want %q", got, want)
				}
			}()
			call()
		}()
	}
}

func TestPackedAllocates(t *testing.T) {
	g := product[float32](t, 2, false, false, 8, 140, 600, 0)
	b := Pack(g.b, g.k, g.n)
	if n := testing.AllocsPerRun(5, func() { MatMulPacked(g.c, g.a, b, g.m) }); n != 0 {
		t.Errorf("MatMulPacked: %v allocations a call", n)
	}
}
