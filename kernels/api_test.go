package kernels

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// panics returns what f panics with, "" if it does not.
func panics(f func()) (msg string) {
	defer func() {
		if r := recover(); r != nil {
			msg = fmt.Sprint(r)
		}
	}()
	f()
	return ""
}

// TestPanics: each message names the function, the argument and the numbers,
// and the destination is as it was.
func TestPanics(t *testing.T) {
	nan := float32(math.NaN())
	ok := AdamConfig{LR: 0.1, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8}
	with := func(change func(*AdamConfig)) AdamConfig { c := ok; change(&c); return c }
	x2, x3 := make([]float32, 2), make([]float32, 3)
	for _, tt := range []struct {
		want string
		f    func(dst []float32)
	}{
		{"ReLU: len(x) = 2, want len(dst) = 3", func(d []float32) { ReLU(d, x2) }},
		{"ReLUBackward: len(dy) = 2, want len(dx) = 3", func(d []float32) { ReLUBackward(d, x2, x3) }},
		{"ReLUBackward: len(x) = 2, want len(dx) = 3", func(d []float32) { ReLUBackward(d, x3, x2) }},
		{"LeakyReLU: len(x) = 2, want len(dst) = 3", func(d []float32) { LeakyReLU(d, x2, 0.1) }},
		{"LeakyReLU: slope = NaN", func(d []float32) { LeakyReLU(d, x3, nan) }},
		{"LeakyReLUBackward: len(dy) = 2, want len(dx) = 3", func(d []float32) { LeakyReLUBackward(d, x2, x3, 0.1) }},
		{"LeakyReLUBackward: slope = NaN", func(d []float32) { LeakyReLUBackward(d, x3, x3, nan) }},
		{"Sigmoid: len(x) = 2, want len(dst) = 3", func(d []float32) { Sigmoid(d, x2) }},
		{"SigmoidBackward: len(y) = 2, want len(dx) = 3", func(d []float32) { SigmoidBackward(d, x3, x2) }},
		{"Tanh: len(x) = 2, want len(dst) = 3", func(d []float32) { Tanh(d, x2) }},
		{"TanhBackward: len(dy) = 2, want len(dx) = 3", func(d []float32) { TanhBackward(d, x2, x3) }},
		{"Exp: len(x) = 2, want len(dst) = 3", func(d []float32) { Exp(d, x2) }},
		{"Add: len(x) = 2, want len(dst) = 3", func(d []float32) { Add(d, x2, x3) }},
		{"Sub: len(y) = 2, want len(dst) = 3", func(d []float32) { Sub(d, x3, x2) }},
		{"Mul: len(y) = 2, want len(dst) = 3", func(d []float32) { Mul(d, x3, x2) }},
		{"Scale: len(x) = 2, want len(dst) = 3", func(d []float32) { Scale(d, x2, 1) }},
		{"AXPY: len(x) = 2, want len(y) = 3", func(d []float32) { AXPY(d, x2, 1) }},
		{"Dot: len(y) = 2, want len(x) = 3", func(d []float32) { Dot(x3, x2) }},
		{"Max: len(x) = 0, want at least 1", func(d []float32) { Max(d[:0]) }},
		{"AddBias: len(bias) = 2, want cols = 3", func(d []float32) { AddBias(d, x3, x2, 1, 3) }},
		{"AddBias: rows = -1, want at least 0", func(d []float32) { AddBias(d, x3, x3, -1, 3) }},
		{"AddBias: rows*cols = 4611686018427387904*4 overflows int", func(d []float32) {
			if math.MaxInt == math.MaxInt32 {
				panic("AddBias: rows*cols = 4611686018427387904*4 overflows int")
			}
			AddBias(d, x3, x3, math.MaxInt/2+1, 4)
		}},
		{"ColumnSums: len(x) = 2, want rows*cols = 3", func(d []float32) { ColumnSums(d, x2, 1, 3) }},
		{"ColumnSums: len(dst) = 3, want cols = 1", func(d []float32) { ColumnSums(d, x3, 3, 1) }},
		{"Softmax: cols = -3, want at least 0", func(d []float32) { Softmax(d, x3, 1, -3) }},
		{"Softmax: len(x) = 2, want rows*cols = 3", func(d []float32) { Softmax(d, x2, 1, 3) }},
		{"SoftmaxCrossEntropy: labels[0] = 3, want at least 0 and below cols = 3", func(d []float32) { SoftmaxCrossEntropy(d, x3, []int32{3}, 1, 3) }},
		{"SoftmaxCrossEntropy: labels[0] = -1", func(d []float32) { SoftmaxCrossEntropy(d, x3, []int32{-1}, 1, 3) }},
		{"SoftmaxCrossEntropy: len(labels) = 2, want rows = 1", func(d []float32) { SoftmaxCrossEntropy(d, x3, make([]int32, 2), 1, 3) }},
		{"SoftmaxCrossEntropy: rows*cols = 0*3", func(d []float32) { SoftmaxCrossEntropy(d[:0], nil, nil, 0, 3) }},
		{"BCEWithLogits: len(z) = 2, want len(x) = 3", func(d []float32) { BCEWithLogits(d, x3, x2) }},
		{"BCEWithLogits: len(x) = 0, want at least 1", func(d []float32) { BCEWithLogits(d[:0], nil, nil) }},
		{"MSE: len(z) = 2, want len(y) = 3", func(d []float32) { MSE(d, x3, x2) }},
		{"MSE: len(y) = 0, want at least 1", func(d []float32) { MSE(d[:0], nil, nil) }},
		{"SGDMomentum: len(v) = 2, want len(p) = 3", func(d []float32) { SGDMomentum(d, x2, x3, 0.1, 0.9) }},
		{"SGDMomentum: lr = NaN", func(d []float32) { SGDMomentum(d, x3, x3, nan, 0.9) }},
		{"SGDMomentum: mu = NaN", func(d []float32) { SGDMomentum(d, x3, x3, 0.1, nan) }},
		{"Adam: len(g) = 2, want len(p) = 3", func(d []float32) { Adam(d, x3, x3, x2, ok, 1) }},
		{"Adam: step = 0, want at least 1", func(d []float32) { Adam(d, x3, x3, x3, ok, 0) }},
		{"Adam: LR = NaN", func(d []float32) { Adam(d, x3, x3, x3, with(func(c *AdamConfig) { c.LR = math.NaN() }), 1) }},
		{"Adam: Eps = NaN", func(d []float32) { Adam(d, x3, x3, x3, with(func(c *AdamConfig) { c.Eps = math.NaN() }), 1) }},
		{"Adam: Beta1 = 1, want at least 0 and below 1", func(d []float32) { Adam(d, x3, x3, x3, with(func(c *AdamConfig) { c.Beta1 = 1 }), 1) }},
		{"Adam: Beta2 = NaN", func(d []float32) { Adam(d, x3, x3, x3, with(func(c *AdamConfig) { c.Beta2 = math.NaN() }), 1) }},
	} {
		dst := []float32{7, 7, 7}
		if msg := panics(func() { tt.f(dst) }); !strings.HasPrefix(strings.TrimPrefix(msg, "kernels: "), tt.want) {
			t.Errorf("panic = %q, want %q", msg, tt.want)
		}
		for i, v := range dst {
			if v != 7 {
				t.Errorf("%s: dst[%d] was written", tt.want, i)
			}
		}
	}
}

// TestNoAllocations: none of the functions allocates, at sizes of one call of
// assembly and of several.
func TestNoAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	for _, n := range []int{8, 3 * grain} {
		a, b, c, d := make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)
		bias, labels := make([]float32, 4), make([]int32, n/4)
		for name, f := range map[string]func(){
			"MatMul":              func() { MatMul(a, b, c, n/4, 1, 4) },
			"ReLU":                func() { ReLU(a, b) },
			"ReLUBackward":        func() { ReLUBackward(a, b, c) },
			"LeakyReLU":           func() { LeakyReLU(a, b, 0.1) },
			"LeakyReLUBackward":   func() { LeakyReLUBackward(a, b, c, 0.1) },
			"Sigmoid":             func() { Sigmoid(a, b) },
			"SigmoidBackward":     func() { SigmoidBackward(a, b, c) },
			"Tanh":                func() { Tanh(a, b) },
			"TanhBackward":        func() { TanhBackward(a, b, c) },
			"Exp":                 func() { Exp(a, b) },
			"Add":                 func() { Add(a, b, c) },
			"Sub":                 func() { Sub(a, b, c) },
			"Mul":                 func() { Mul(a, b, c) },
			"Scale":               func() { Scale(a, b, 2) },
			"AXPY":                func() { AXPY(a, b, 2) },
			"Dot":                 func() { Dot(a, b) },
			"Sum":                 func() { Sum(a) },
			"Max":                 func() { Max(a) },
			"AddBias":             func() { AddBias(a, b, bias, n/4, 4) },
			"ColumnSums":          func() { ColumnSums(bias, b, n/4, 4) },
			"Softmax":             func() { Softmax(a, b, n/4, 4) },
			"SoftmaxCrossEntropy": func() { SoftmaxCrossEntropy(a, b, labels, n/4, 4) },
			"BCEWithLogits":       func() { BCEWithLogits(a, b, c) },
			"MSE":                 func() { MSE(a, b, c) },
			"SGDMomentum":         func() { SGDMomentum(a, b, c, 0.1, 0.9) },
			"Adam":                func() { Adam(a, b, c, d, AdamConfig{LR: 0.1, Beta1: 0.9, Beta2: 0.99, Eps: 1}, 1) },
		} {
			if got := testing.AllocsPerRun(10, f); got != 0 {
				t.Errorf("%s of %d elements: %v allocations per call", name, n, got)
			}
		}
	}
}

// TestLongSlices: cutting a slice into grains changes nothing, and reaches its end.
func TestLongSlices(t *testing.T) {
	n := 2*grain + 5
	x, y := make([]float32, n), make([]float32, n)
	for i := range x {
		x[i] = float32(i%4001-2000) / 128
	}
	Sigmoid(y, x)
	for i := range y {
		one := []float32{x[i]}
		if Sigmoid(one, one); one[0] != y[i] {
			t.Fatalf("Sigmoid(x)[%d] = %v, alone %v", i, y[i], one[0])
		}
	}
}
