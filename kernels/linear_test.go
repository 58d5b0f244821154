package kernels

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// activations has every kind, with the exported functions that it stands for.
var activations = []struct {
	act      Activation
	forward  func(dst, x []float32)
	backward func(dx, dy, y []float32)
}{
	{Activation{}, func(dst, x []float32) { copy(dst, x) }, func(dx, dy, _ []float32) { copy(dx, dy) }},
	{Activation{Kind: ActReLU}, ReLU[float32], ReLUBackward[float32]},
	{Activation{Kind: ActLeakyReLU, Slope: 0.1}, func(dst, x []float32) { LeakyReLU(dst, x, 0.1) },
		func(dx, dy, y []float32) { LeakyReLUBackward(dx, dy, y, 0.1) }},
	{Activation{Kind: ActSigmoid}, Sigmoid[float32], SigmoidBackward[float32]},
	{Activation{Kind: ActTanh}, Tanh[float32], TanhBackward[float32]},
}

// layerShapes are m, n, k: empty, tiny, narrow, odd, blocked in every direction.
var layerShapes = [][3]int{
	{0, 3, 2}, {3, 0, 2}, {2, 3, 0}, {1, 1, 1}, {5, 10, 7}, {64, 10, 33}, {70, 1, 100}, {1, 257, 64}, {33, 129, 1100}, {130, 600, 40},
}

// waves returns n numbers around 0.
func waves(n int, step float64) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(math.Sin(float64(i) * step))
	}
	return x
}

func TestLinearEqualsItsParts(t *testing.T) {
	for _, s := range layerShapes {
		m, n, k := s[0], s[1], s[2]
		x, w, bias := waves(m*k, 0.7), waves(k*n, 0.3), waves(n, 1.1)
		for _, a := range activations {
			want, got := make([]float32, m*n), waves(m*n, 1)
			MatMul(want, x, w, m, n, k)
			AddBias(want, want, bias, m, n)
			a.forward(want, want)
			Linear(got, x, w, bias, m, n, k, a.act)
			for i := range want {
				if !sameBits(got[i], want[i]) {
					t.Fatalf("%v, act %v: y[%d] = %v, want %v", s, a.act, i, got[i], want[i])
				}
			}
		}
	}
}

func TestActivationBackwardEqualsItsParts(t *testing.T) {
	for _, s := range layerShapes {
		rows, cols := s[0], s[1]
		dy, y := waves(rows*cols, 0.9), waves(rows*cols, 0.2)
		for _, a := range activations {
			wantDX, wantDB := make([]float32, rows*cols), make([]float32, cols)
			a.backward(wantDX, dy, y)
			ColumnSums(wantDB, wantDX, rows, cols)
			dx, db := append([]float32(nil), dy...), waves(cols, 1)
			ActivationBackward(dx, db, dx, y, rows, cols, a.act)
			for what, pair := range map[string][2][]float32{"dx": {dx, wantDX}, "db": {db, wantDB}} {
				for i := range pair[0] {
					if !sameBits(pair[0][i], pair[1][i]) {
						t.Fatalf("%v, act %v: %s[%d] = %v, want %v", s, a.act, what, i, pair[0][i], pair[1][i])
					}
				}
			}
		}
	}
}

func TestLayerPanics(t *testing.T) {
	nan := Activation{Kind: ActLeakyReLU, Slope: math.NaN()}
	x4, x2 := make([]float32, 4), make([]float32, 2)
	for want, f := range map[string]func(y []float32){
		"Linear: len(bias) = 4, want n = 2":                             func(y []float32) { Linear(y, x4, x4, x4, 2, 2, 2, Activation{}) },
		"Linear: len(b) = 2":                                            func(y []float32) { Linear(y, x4, x2, x2, 2, 2, 2, Activation{}) },
		"Linear: act.Kind = 9, want one of":                             func(y []float32) { Linear(y, x4, x4, x2, 2, 2, 2, Activation{Kind: 9}) },
		"Linear: act.Slope = NaN":                                       func(y []float32) { Linear(y, x4, x4, x2, 2, 2, 2, nan) },
		"ActivationBackward: len(db) = 4, want cols = 2":                func(y []float32) { ActivationBackward(y, x4, x4, x4, 2, 2, Activation{}) },
		"ActivationBackward: len(y) = 2, want rows*cols = 4":            func(y []float32) { ActivationBackward(y, x2, x4, x2, 2, 2, Activation{}) },
		"ActivationBackward: act.Kind = -1":                             func(y []float32) { ActivationBackward(y, x2, x4, x4, 2, 2, Activation{Kind: -1}) },
		"ActivationBackward: rows = -2, want at least 0":                func(y []float32) { ActivationBackward(y, x2, x4, x4, -2, 2, Activation{}) },
		fmt.Sprintf("ActivationBackward: rows*cols = %d*", math.MaxInt): func(y []float32) { ActivationBackward(y, x2, x4, x4, math.MaxInt, 2, Activation{}) },
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

// TestDescentFoldedIntoTheProduct: Gemm with alpha = -lr and beta = 1 takes a step of
// gradient descent without the gradient ever being stored, and has the bits of
// the product, its scaling and the addition one after the other.
func TestDescentFoldedIntoTheProduct(t *testing.T) {
	for _, s := range layerShapes {
		batch, out, in := s[0], s[1], s[2]
		x, dy, w := waves(batch*in, 0.7), waves(batch*out, 0.3), waves(in*out, 1.1)
		want, dw := append([]float32(nil), w...), make([]float32, in*out)
		MatMulTN(dw, x, dy, in, out, batch)
		Scale(dw, dw, -0.1)
		Add(want, want, dw)
		Gemm(true, false, in, out, batch, -0.1, x, max(1, in), dy, max(1, out), 1, w, max(1, out))
		for i := range want {
			if !sameBits(w[i], want[i]) {
				t.Fatalf("%v: w[%d] = %v, want %v", s, i, w[i], want[i])
			}
		}
	}
}
