package kernels

import (
	"fmt"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/kernels/internal/guard"
)

// kernelCase describes a table entry for the tests: how many slices it writes
// and reads, and how to call it. Every slice has the same length.
type kernelCase[T Float] struct {
	outs, ins int   // slices written, some read too; slices only read
	inPlace   []int // which of the ins the first out may be
	call      func(t *table[T], out, in [][]T) T
}

// cases has one row for every field of table. A field without one fails
// TestEveryKernelHasACase.
func cases[T Float]() map[string]kernelCase[T] {
	step := adamConstants[T](AdamConfig{LR: 0.01, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, WeightDecay: 0.1}, 3)
	unary := func(f func(t *table[T]) func(dst, x []T)) kernelCase[T] {
		return kernelCase[T]{outs: 1, ins: 1, inPlace: []int{0}, call: func(t *table[T], out, in [][]T) T {
			f(t)(out[0], in[0])
			return 0
		}}
	}
	scalar := func(s T, f func(t *table[T]) func(dst, x []T, s T)) kernelCase[T] {
		return kernelCase[T]{outs: 1, ins: 1, inPlace: []int{0}, call: func(t *table[T], out, in [][]T) T {
			f(t)(out[0], in[0], s)
			return 0
		}}
	}
	binary := func(f func(t *table[T]) func(dst, x, y []T)) kernelCase[T] {
		return kernelCase[T]{outs: 1, ins: 2, inPlace: []int{0, 1}, call: func(t *table[T], out, in [][]T) T {
			f(t)(out[0], in[0], in[1])
			return 0
		}}
	}
	bias := func(f func(t *table[T]) func(dst, x, bias []T, rows, stride int)) kernelCase[T] {
		return kernelCase[T]{outs: 1, ins: 2, inPlace: []int{0}, call: func(t *table[T], out, in [][]T) T {
			rows, stride, cols := matrixOf(len(in[0]))
			f(t)(out[0], in[0], tail(in[1], cols), rows, stride)
			return 0
		}}
	}
	sums := func(f func(t *table[T]) func(dx, sums, dy, y []T, rows, stride int)) kernelCase[T] {
		return kernelCase[T]{outs: 2, ins: 2, inPlace: []int{0, 1}, call: func(t *table[T], out, in [][]T) T {
			rows, stride, cols := matrixOf(len(in[0]))
			f(t)(out[0], tail(out[1], cols), in[0], in[1], rows, stride)
			return 0
		}}
	}
	return map[string]kernelCase[T]{
		"relu":            unary(func(t *table[T]) func(_, _ []T) { return t.relu }),
		"exp":             unary(func(t *table[T]) func(_, _ []T) { return t.exp }),
		"sigmoid":         unary(func(t *table[T]) func(_, _ []T) { return t.sigmoid }),
		"tanh":            unary(func(t *table[T]) func(_, _ []T) { return t.tanh }),
		"leakyReLU":       scalar(0.01, func(t *table[T]) func(_, _ []T, _ T) { return t.leakyReLU }),
		"expSub":          scalar(1.5, func(t *table[T]) func(_, _ []T, _ T) { return t.expSub }),
		"scale":           scalar(-1.7, func(t *table[T]) func(_, _ []T, _ T) { return t.scale }),
		"div":             scalar(3.1, func(t *table[T]) func(_, _ []T, _ T) { return t.div }),
		"reluBackward":    binary(func(t *table[T]) func(_, _, _ []T) { return t.reluBackward }),
		"sigmoidBackward": binary(func(t *table[T]) func(_, _, _ []T) { return t.sigmoidBackward }),
		"tanhBackward":    binary(func(t *table[T]) func(_, _, _ []T) { return t.tanhBackward }),
		"add":             binary(func(t *table[T]) func(_, _, _ []T) { return t.add }),
		"sub":             binary(func(t *table[T]) func(_, _, _ []T) { return t.sub }),
		"mul":             binary(func(t *table[T]) func(_, _, _ []T) { return t.mul }),
		"leakyReLUBackward": {outs: 1, ins: 2, inPlace: []int{0, 1}, call: func(t *table[T], out, in [][]T) T {
			t.leakyReLUBackward(out[0], in[0], in[1], 0.2)
			return 0
		}},
		"axpy": {outs: 1, ins: 1, inPlace: []int{0}, call: func(t *table[T], out, in [][]T) T {
			t.axpy(out[0], in[0], 0.3)
			return 0
		}},
		"dot": {ins: 2, call: func(t *table[T], _, in [][]T) T { return t.dot(in[0], in[1]) }},
		"sum": {ins: 1, call: func(t *table[T], _, in [][]T) T { return t.sum(in[0]) }},
		"max": {ins: 1, call: func(t *table[T], _, in [][]T) T {
			if len(in[0]) == 0 {
				return 0
			}
			return t.max(in[0])
		}},
		"columnSums": {outs: 1, ins: 1, call: func(t *table[T], out, in [][]T) T {
			rows, stride, cols := matrixOf(len(in[0]))
			t.columnSums(tail(out[0], cols), in[0], rows, stride)
			return 0
		}},
		"bias":        bias(func(t *table[T]) func(_, _, _ []T, _, _ int) { return t.bias }),
		"biasReLU":    bias(func(t *table[T]) func(_, _, _ []T, _, _ int) { return t.biasReLU }),
		"biasSigmoid": bias(func(t *table[T]) func(_, _, _ []T, _, _ int) { return t.biasSigmoid }),
		"biasTanh":    bias(func(t *table[T]) func(_, _, _ []T, _, _ int) { return t.biasTanh }),
		"biasLeakyReLU": bias(func(t *table[T]) func(_, _, _ []T, _, _ int) {
			return func(dst, x, b []T, rows, stride int) { t.biasLeakyReLU(dst, x, b, rows, stride, 0.2) }
		}),
		"reluBackwardSums":    sums(func(t *table[T]) func(_, _, _, _ []T, _, _ int) { return t.reluBackwardSums }),
		"sigmoidBackwardSums": sums(func(t *table[T]) func(_, _, _, _ []T, _, _ int) { return t.sigmoidBackwardSums }),
		"tanhBackwardSums":    sums(func(t *table[T]) func(_, _, _, _ []T, _, _ int) { return t.tanhBackwardSums }),
		"leakyReLUBackwardSums": sums(func(t *table[T]) func(_, _, _, _ []T, _, _ int) {
			return func(dx, s, dy, y []T, rows, stride int) { t.leakyReLUBackwardSums(dx, s, dy, y, rows, stride, 0.2) }
		}),
		"sgdMomentum": {outs: 2, ins: 1, call: func(t *table[T], out, in [][]T) T {
			t.sgdMomentum(out[0], out[1], in[0], 0.1, 0.9)
			return 0
		}},
		"adam": {outs: 3, ins: 1, call: func(t *table[T], out, in [][]T) T {
			t.adam(out[0], out[1], out[2], in[0], step)
			return 0
		}},
	}
}

// matrixOf cuts n elements into a matrix that ends with them: of one row if n is
// even, of three with gaps between them if it is odd.
func matrixOf(n int) (rows, stride, cols int) {
	if n%2 == 0 || n < 3 {
		return 1, n, n
	}
	stride = (n + 2) / 3
	return 3, stride, n - 2*stride
}

// tail returns the last n elements.
func tail[T Float](s []T, n int) []T { return s[len(s)-n:] }

func TestEveryKernelHasACase(t *testing.T) {
	have := cases[float32]()
	typ := reflect.TypeFor[table[float32]]()
	for f := range typ.Fields() {
		if _, ok := have[f.Name]; !ok && !strings.HasPrefix(f.Name, "gemm") {
			t.Errorf("table field %s has no case in table_test.go", f.Name)
		}
		delete(have, f.Name)
	}
	for name := range have {
		t.Errorf("case %s is no field of table", name)
	}
}

func TestPortableIsComplete(t *testing.T) {
	for _, v := range []reflect.Value{reflect.ValueOf(portable[float32]()), reflect.ValueOf(portable[float64]())} {
		for i := range v.NumField() {
			if f := v.Field(i); f.Kind() == reflect.Func && f.IsNil() {
				t.Errorf("portable leaves %s nil", v.Type().Field(i).Name)
			}
		}
	}
}

// accelerates lists the entries that each accelerated backend must replace.
func TestAcceleratedBackendsReplaceEveryKernel(t *testing.T) {
	for i := range backends {
		if b := &backends[i]; b.name != "portable" {
			replaced(t, b.name, reflect.ValueOf(b.f32), reflect.ValueOf(portable[float32]()))
			replaced(t, b.name, reflect.ValueOf(b.f64), reflect.ValueOf(portable[float64]()))
		}
	}
}

func replaced(t *testing.T, name string, got, base reflect.Value) {
	for i := range got.NumField() {
		if f := got.Field(i); f.Kind() == reflect.Func && f.Pointer() == base.Field(i).Pointer() {
			t.Errorf("%s leaves %s to portable in %v", name, got.Type().Field(i).Name, got.Type())
		}
	}
}

// TestRequire fails where LOCKSTEP_REQUIRE names a backend that this CPU cannot
// run, so that a test run meant for it is not silently one of portable; or names
// portable, and the CPU runs more than that.
func TestRequire(t *testing.T) {
	want := os.Getenv("LOCKSTEP_REQUIRE")
	if want == "" {
		t.Skip("LOCKSTEP_REQUIRE is not set")
	}
	have := Backends()
	if want == "portable" && len(have) > 1 || !slices.Contains(have, want) {
		t.Fatalf("LOCKSTEP_REQUIRE=%s, but this CPU runs %v", want, have)
	}
}

// eachAccelerated runs a test for every backend that this CPU has but portable.
func eachAccelerated(t *testing.T, f func(t *testing.T, b *backend)) {
	for i := range backends {
		b := &backends[i]
		if b.name == "portable" {
			continue
		}
		t.Run(b.name, func(t *testing.T) {
			if !b.supported {
				t.Skipf("this CPU does not run %s", b.name)
			}
			f(t, b)
		})
	}
}

func TestBackendsEqualPortable(t *testing.T) {
	eachAccelerated(t, func(t *testing.T, b *backend) {
		equalPortable(t, &b.f32)
		equalPortable(t, &b.f64)
	})
}

func equalPortable[T Float](t *testing.T, tab *table[T]) {
	base := portable[T]()
	lengths := []int{255, 256, 257, 1000, chunk}
	for n := range 71 {
		lengths = append(lengths, n)
	}
	for name, c := range cases[T]() {
		t.Run(fmt.Sprintf("%s/%T", name, T(0)), func(t *testing.T) {
			for _, n := range lengths {
				for _, layout := range layouts[T]() {
					for alias := -1; alias < len(c.inPlace); alias++ {
						compare(t, c, tab, &base, n, layout, alias)
					}
				}
			}
		})
	}
}

// layout allocates a slice of n elements in some position.
type layout[T Float] struct {
	name string
	make func(tb testing.TB, n int) []T
}

func layouts[T Float]() []layout[T] {
	return []layout[T]{
		{"before a guard page", guard.Before[T]},
		{"after a guard page", guard.After[T]},
		{"misaligned", func(_ testing.TB, n int) []T { return make([]T, n+3)[3:] }},
	}
}

// compare calls a kernel of both tables on the same data and compares the bits
// of everything written.
func compare[T Float](t *testing.T, c kernelCase[T], tab, base *table[T], n int, l layout[T], alias int) {
	t.Helper()
	run := func(tab *table[T]) ([][]T, T) {
		out, in := operands(t, c, n, l)
		if alias >= 0 {
			copy(out[0], in[c.inPlace[alias]])
			in[c.inPlace[alias]] = out[0]
		}
		return out, c.call(tab, out, in)
	}
	got, gotResult := run(tab)
	want, wantResult := run(base)
	if !sameBits(gotResult, wantResult) {
		t.Fatalf("n = %d, %s: returns %v, portable %v", n, l.name, gotResult, wantResult)
	}
	for i := range want {
		for j := range want[i] {
			if !sameBits(got[i][j], want[i][j]) {
				t.Fatalf("n = %d, %s, alias %d: output %d[%d] = %v, portable %v", n, l.name, alias, i, j, got[i][j], want[i][j])
			}
		}
	}
}

// operands makes the slices of a case: ordinary numbers of all sizes with the
// special ones strewn in.
func operands[T Float](tb testing.TB, c kernelCase[T], n int, l layout[T]) (out, in [][]T) {
	seed := uint64(n)*0x9e3779b97f4a7c15 + 1
	next := func() []T {
		s := l.make(tb, n)
		for i := range s {
			s[i] = number[T](&seed)
		}
		return s
	}
	for range c.outs {
		out = append(out, next())
	}
	for range c.ins {
		in = append(in, next())
	}
	return out, in
}

// number returns the next test value: mostly moderate, sometimes of any
// exponent, sometimes special.
func number[T Float](state *uint64) T {
	*state = *state*6364136223846793005 + 1442695040888963407
	r := *state >> 33
	moderate := T(int64(r%200001)-100000) / 8192
	switch r % 16 {
	case 0:
		s := specials[T]()
		return s[r/16%uint64(len(s))]
	case 1, 2:
		if is32[T]() {
			return T(math.Float32frombits(uint32(*state >> 32)))
		}
		return T(math.Float64frombits(*state*0x9e3779b97f4a7c15 ^ *state>>7))
	case 3:
		return moderate * 16
	}
	return moderate
}

func specials[T Float]() []T {
	big, small, normal := math.MaxFloat32, math.SmallestNonzeroFloat32, 0x1p-126
	if !is32[T]() {
		big, small, normal = math.MaxFloat64, math.SmallestNonzeroFloat64, 0x1p-1022
	}
	var list []T
	for _, v := range []float64{0, math.Inf(1), math.NaN(), big, small, normal, normal - small, 1, 0.5, 88.7, 88.8,
		87.4, 103.9, 104.6, 709.7, 745.1, 16.7, 9.02, 19.1} {
		list = append(list, T(v), T(math.Copysign(v, -1)))
	}
	return list
}

// sameBits reports whether a and b are the same number or both NaN.
func sameBits[T Float](a, b T) bool {
	if a != a || b != b {
		return a != a && b != b
	}
	return math.Float64bits(float64(a)) == math.Float64bits(float64(b))
}
