package kernels

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/lockstep-go/lockstep/kernels/internal/guard"
)

// packedShapes are m, n, k: empty, narrow, around the widths of panels, the ends of
// slices, the size up to which there is no plan, and that from which panels are narrow.
func packedShapes(short bool) [][3]int {
	shapes := [][3]int{{3, 5, 0}, {1, 1, 1}, {2, 1, 70}, {5, 10, 33}, {257, 3, 40}, {1, 300, 64}, {70, 129, 50}, {17, 640, 1100}}
	for _, n := range []int{7, 8, 9, 12, 13, 15, 16, 17, 24, 31, 33, 47, 48, 63, 64, 65, 91, 127, 128, 191} {
		shapes = append(shapes, [3]int{1 + n%14, n, 3 + n%5})
	}
	if short {
		return shapes
	}
	return append(shapes, [3]int{300, 257, 129}, [3]int{33, 1030, 1030}, [3]int{2, 1200, 600}, [3]int{150, 513, 1025})
}

func TestPacked(t *testing.T) {
	eachSet(t, packedEqualsUnpacked[float32], packedEqualsUnpacked[float64])
}

// packedEqualsUnpacked compares all bits of layers with packed weights with those of
// the same weights as they were, with all operands between guard pages.
func packedEqualsUnpacked[T Float](t *testing.T, s *gemmSet[T]) {
	for i, shape := range packedShapes(testing.Short()) {
		m, n, k := shape[0], shape[1], shape[2]
		for j, width := range []int{1, 2, 5} {
			trans := (i+j)%2 == 1
			g := product[T](t, uint64(i+j), false, trans, m, n, k, 0)
			g.act = activations[(i+j)%len(activations)].act
			if i%3 > 0 {
				g.bias = make([]T, n)
				for j := range g.bias {
					g.bias[j] = T(j%7) - 3
				}
			}
			want := *g
			want.c = make([]T, len(g.c))
			want.compute(s, 1)
			g.packed = guarded(t, pack(s, g.b, k, n, trans), i)
			g.b, g.transB = nil, false
			g.runPacked(s, width)
			for i := range g.c {
				if !sameBits(g.c[i], want.c[i]) {
					t.Fatalf("%dx%dx%d transposed %v act %v width %d: C[%d,%d] = %v, want %v", m, n, k, trans, g.act,
						width, i/n, i%n, g.c[i], want.c[i])
				}
			}
		}
	}
}

// guarded returns p in memory that begins or ends at an inaccessible page.
func guarded[T Float](t *testing.T, p *Packed[T], seed int) *Packed[T] {
	q := *p
	q.mem = guard.Before[T](t, len(p.mem))
	if seed%2 == 1 {
		q.mem = guard.After[T](t, len(p.mem))
	}
	copy(q.mem, p.mem)
	return &q
}

// TestPackedAPI: both exported calls, for both orders of storage, and b may change or be
// longer than the matrix.
func TestPackedAPI(t *testing.T) {
	const m, n, k = 9, 70, 31
	x, w, bias := waves(m*k+1, 0.3), waves(k*n+5, 0.7), waves(n, 0.2)
	act := Activation{Kind: ActLeakyReLU, Slope: 0.25}
	for _, trans := range []bool{false, true} {
		b := slices.Clone(w)
		p := Pack(b, k, n, trans)
		clear(b)
		if gotK, gotN := p.Dims(); gotK != k || gotN != n {
			t.Errorf("Dims() = %d, %d, want %d, %d", gotK, gotN, k, n)
		}
		want, got := make([]float32, m*n), make([]float32, m*n)
		if trans {
			MatMulNT(want, x, w, m, n, k)
		} else {
			MatMul(want, x, w, m, n, k)
		}
		MatMulPacked(got, x, p, m)
		if !slices.Equal(got, want) {
			t.Errorf("transposed %v: MatMulPacked differs from the product of B", trans)
		}
		AddBias(want, want, bias, m, n)
		LeakyReLU(want, want, 0.25)
		LinearPacked(got, x, p, bias, m, act)
		if !slices.Equal(got, want) {
			t.Errorf("transposed %v: LinearPacked differs from its parts", trans)
		}
	}
}

func TestPackedPanics(t *testing.T) {
	x4, x2 := make([]float32, 4), make([]float32, 2)
	w := Pack(x4, 2, 2, false)
	for want, f := range map[string]func(y []float32){
		"Pack: k = -1, want at least 0":                              func([]float32) { Pack(x4, -1, 2, false) },
		"Pack: n = -2, want at least 0":                              func([]float32) { Pack(x4, 1, -2, true) },
		"Pack: len(b) = 4, want at least 1*3+3 = 6":                  func([]float32) { Pack(x4, 2, 3, false) },
		"Pack: len(b) = 4, want at least 2*2+2 = 6":                  func([]float32) { Pack(x4, 2, 3, true) },
		fmt.Sprintf("Pack: size of b = 3*%d", math.MaxInt):           func([]float32) { Pack(x4, 4, math.MaxInt, false) },
		"MatMulPacked: b is nil, want what Pack returned":            func(y []float32) { MatMulPacked(y, x4, nil, 2) },
		"MatMulPacked: m = -1, want at least 0":                      func(y []float32) { MatMulPacked(y, x4, w, -1) },
		"MatMulPacked: len(a) = 2, want at least 1*2+2 = 4":          func(y []float32) { MatMulPacked(y, x2, w, 2) },
		"MatMulPacked: len(c) = 4, want at least 2*2+2 = 6":          func(y []float32) { MatMulPacked(y, make([]float32, 6), w, 3) },
		fmt.Sprintf("MatMulPacked: size of a = %d*2", math.MaxInt-1): func(y []float32) { MatMulPacked(y, x4, w, math.MaxInt) },
		"LinearPacked: w is nil, want what Pack returned":            func(y []float32) { LinearPacked(y, x4, nil, x2, 2, Activation{}) },
		"LinearPacked: len(bias) = 4, want n = 2":                    func(y []float32) { LinearPacked(y, x4, w, x4, 2, Activation{}) },
		"LinearPacked: act.Kind = 9, want one of":                    func(y []float32) { LinearPacked(y, x4, w, x2, 2, Activation{Kind: 9}) },
		"LinearPacked: len(a) = 2, want at least 1*2+2 = 4":          func(y []float32) { LinearPacked(y, x2, w, x2, 2, Activation{}) },
		"LinearPacked: act.Slope = NaN, want a number":               func(y []float32) { LinearPacked(y, x4, w, x2, 2, Activation{Kind: ActLeakyReLU, Slope: math.NaN()}) },
	} {
		y := []float32{7, 7, 7, 7}
		if msg := panics(func() { f(y) }); !strings.HasPrefix(msg, "kernels: "+want) {
			t.Errorf("panic = %q, want %q", msg, want)
		}
		for i, v := range y {
			if v != 7 {
				t.Errorf("%s: [%d] was written", want, i)
			}
		}
	}
}

// TestPackedConcurrent: one handle serves many goroutines, with several workers each.
func TestPackedConcurrent(t *testing.T) {
	const m, n, k = 90, 210, 140
	x, bias := waves(m*k, 0.3), waves(n, 0.2)
	p := Pack(waves(k*n, 0.7), k, n, true)
	want := make([]float32, m*n)
	LinearPacked(want, x, p, bias, m, Activation{Kind: ActTanh})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			y := make([]float32, m*n)
			for range 20 {
				LinearPacked(y, x, p, bias, m, Activation{Kind: ActTanh})
				if !slices.Equal(y, want) {
					t.Error("a concurrent call gave another result")
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestPackedAllocates(t *testing.T) {
	eachSet(t, packedAllocates[float32], packedAllocates[float64])
}

func packedAllocates[T Float](t *testing.T, s *gemmSet[T]) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	large := [3]int{130, 140, 600}
	if len(s.panels) == 0 {
		large = [3]int{70, 80, 30}
	}
	for _, shape := range [][3]int{{1, 64, 64}, large} {
		m, n, k := shape[0], shape[1], shape[2]
		p := pack(s, make([]T, k*n), k, n, true)
		c, a, bias := make([]T, m*n), make([]T, m*k), make([]T, n)
		for _, width := range []int{1, 2} {
			// Workspaces are made when as many goroutines as never before work at once: below one
			// allocation a call, which AllocsPerRun rounds down.
			if got := testing.AllocsPerRun(30, func() {
				g := gemmCall[T]{packed: p, m: m, n: n, k: k, alpha: 1, a: a, lda: k, c: c, ldc: n, bias: bias}
				g.runPacked(s, width)
			}); got != 0 {
				t.Errorf("%v, width %d: %v allocations a call", shape, width, got)
			}
		}
		active := Pack(make([]T, k*n), k, n, false)
		if got := testing.AllocsPerRun(5, func() {
			MatMulPacked(c, a, active, m)
			LinearPacked(c, a, active, bias, m, Activation{Kind: ActReLU})
		}); got != 0 {
			t.Errorf("%v: the exported functions allocate %v times", shape, got)
		}
	}
}
