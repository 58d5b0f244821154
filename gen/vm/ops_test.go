package vm

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
)

type float interface{ float32 | float64 }

// opCase is a kernel dst[i] = f(x[i], y[i], z[i]) and what it means.
type opCase[T float] struct {
	name string
	f    func(b *Body, x, y, z func() Value) Value
	want func(x, y, z T) T
}

// The constant among the operands, besides zero: ordinary, and exact in both types.
const ordinary = 2.5

// opCases has every operation, with operands in all the ways for which machines have
// code of their own: registers, the same register, constants, zero.
func opCases[T float]() []opCase[T] {
	var all []opCase[T]
	binary := func(name string, op func(b *Body, x, y Value) Value, want func(x, y T) T) {
		all = append(all,
			opCase[T]{name, func(b *Body, x, y, _ func() Value) Value { return op(b, x(), y()) }, func(x, y, _ T) T { return want(x, y) }},
			opCase[T]{name + "Same", func(b *Body, x, _, _ func() Value) Value { v := x(); return op(b, v, v) }, func(x, _, _ T) T { return want(x, x) }})
		for _, c := range []T{0, ordinary} {
			constant := fmt.Sprintf("Const%d", int(c))
			all = append(all,
				opCase[T]{name + constant + "First", func(b *Body, x, _, _ func() Value) Value { return op(b, b.Const(float64(c)), x()) }, func(x, _, _ T) T { return want(c, x) }},
				opCase[T]{name + constant + "Second", func(b *Body, x, _, _ func() Value) Value { return op(b, x(), b.Const(float64(c))) }, func(x, _, _ T) T { return want(x, c) }})
		}
	}
	binary("Add", (*Body).Add, func(x, y T) T { return x + y })
	binary("Sub", (*Body).Sub, func(x, y T) T { return x - y })
	binary("Mul", (*Body).Mul, func(x, y T) T { return x * y })
	binary("Div", (*Body).Div, func(x, y T) T { return x / y })
	binary("Max", (*Body).Max, func(x, y T) T { return choose(x > y, x, y) })
	binary("Min", (*Body).Min, func(x, y T) T { return choose(x < y, x, y) })
	binary("And", (*Body).And, func(x, y T) T { return fromBits[T](toBits(x) & toBits(y)) })
	binary("Or", (*Body).Or, func(x, y T) T { return fromBits[T](toBits(x) | toBits(y)) })
	binary("Xor", (*Body).Xor, func(x, y T) T { return fromBits[T](toBits(x) ^ toBits(y)) })
	binary("IntAdd", (*Body).IntAdd, func(x, y T) T { return fromBits[T](toBits(x) + toBits(y)) })
	binary("IntSub", (*Body).IntSub, func(x, y T) T { return fromBits[T](toBits(x) - toBits(y)) })
	binary("SelectGT", func(b *Body, x, y Value) Value { return b.Select(b.GT(x, y), x, y) }, func(x, y T) T { return choose(x > y, x, y) })
	binary("SelectLT", func(b *Body, x, y Value) Value { return b.Select(b.LT(x, y), y, x) }, func(x, y T) T { return choose(x < y, y, x) })
	binary("SelectLE", func(b *Body, x, y Value) Value { return b.Select(b.LE(x, y), b.Const(7), y) }, func(x, y T) T { return choose(x <= y, 7, y) })
	return append(all, otherCases[T]()...)
}

// otherCases has the operations that are not of two numbers.
func otherCases[T float]() []opCase[T] {
	return []opCase[T]{
		{"Sqrt", func(b *Body, x, _, _ func() Value) Value { return b.Sqrt(x()) },
			func(x, _, _ T) T { return T(math.Sqrt(float64(x))) }},
		{"Abs", func(b *Body, x, _, _ func() Value) Value { return b.And(x(), b.Bits(b.Elem().SignBit()-1)) },
			func(x, _, _ T) T { return fromBits[T](toBits(x) << 1 >> 1 &^ signBit[T]()) }},
		{"Shl", func(b *Body, x, _, _ func() Value) Value { return b.Shl(x(), 3) },
			func(x, _, _ T) T { return fromBits[T](toBits(x) << 3) }},
		{"FMA", func(b *Body, x, y, z func() Value) Value { return b.FMA(x(), y(), z()) }, fused[T]},
		{"FNMA", func(b *Body, x, y, z func() Value) Value { return b.FNMA(x(), y(), z()) },
			func(x, y, z T) T { return fused(-x, y, z) }},
		{"FMAConst", func(b *Body, x, y, _ func() Value) Value { return b.FMA(x(), y(), b.Const(ordinary)) },
			func(x, y, _ T) T { return fused(x, y, ordinary) }},
		{"FMASame", func(b *Body, x, _, _ func() Value) Value { v := x(); return b.FMA(v, v, v) },
			func(x, _, _ T) T { return fused(x, x, x) }},
		{"FMAKeepsAddend", func(b *Body, x, y, z func() Value) Value { v := z(); return b.Max(b.FMA(x(), y(), v), v) },
			func(x, y, z T) T { f := fused(x, y, z); return choose(f > z, f, z) }},
		{"FNMAConstFactor", func(b *Body, x, y, _ func() Value) Value { return b.FNMA(b.Const(ordinary), x(), y()) },
			func(x, y, _ T) T { return fused(-ordinary, x, y) }},
		{"IsNaN", func(b *Body, x, y, _ func() Value) Value { return b.Select(b.IsNaN(x()), b.Const(ordinary), y()) },
			func(x, y, _ T) T { return choose(x != x, ordinary, y) }},
		{"IsNaNZero", func(b *Body, x, _, _ func() Value) Value { v := x(); return b.Select(b.IsNaN(v), v, b.Const(0)) },
			func(x, _, _ T) T { return choose(x != x, x, 0) }},
		{"EitherNaN", func(b *Body, x, y, z func() Value) Value {
			return b.Select(b.MaskOr(b.IsNaN(x()), b.IsNaN(y())), b.Const(0), z())
		}, func(x, y, z T) T { return choose(x != x || y != y, 0, z) }},
		{"GreaterOrNaN", func(b *Body, x, y, z func() Value) Value {
			u, v := x(), y()
			return b.Select(b.MaskOr(b.GT(u, v), b.IsNaN(v)), z(), v)
		}, func(x, y, z T) T { return choose(x > y || y != y, z, y) }},
		{"LessOrGreater", func(b *Body, x, y, z func() Value) Value {
			u, v := x(), y()
			m := b.MaskOr(b.LT(u, v), b.GT(u, b.Const(ordinary)))
			return b.Add(b.Select(m, u, v), b.Select(m, z(), b.Const(0)))
		}, func(x, y, z T) T {
			m := x < y || x > ordinary
			return choose(m, x, y) + choose(m, z, 0)
		}},
	}
}

func choose[T float](yes bool, a, b T) T {
	if yes {
		return a
	}
	return b
}

// fused is exact for the operands here: a float32 product fits float64, and no
// sum of them lies near a midpoint of float32.
func fused[T float](x, y, z T) T { return T(math.FMA(float64(x), float64(y), float64(z))) }

func toBits[T float](x T) uint64 {
	switch x := any(x).(type) {
	case float32:
		return uint64(math.Float32bits(x))
	case float64:
		return math.Float64bits(x)
	}
	panic("not a float")
}

func fromBits[T float](u uint64) T {
	var x T
	switch p := any(&x).(type) {
	case *float32:
		*p = math.Float32frombits(uint32(u))
	case *float64:
		*p = math.Float64frombits(u)
	}
	return x
}

func signBit[T float]() uint64 { return toBits(-T(1)) ^ toBits(T(1)) }

// operands returns all pairs of some values, special ones among them, with a
// third; the number of pairs leaves a tail on every machine.
func operands[T float]() (x, y, z []T) {
	values := []T{0, T(math.Copysign(0, -1)), 1, -1, ordinary, -3, T(math.Inf(1)), T(math.Inf(-1)), T(math.NaN()), fromBits[T](1), 1e9}
	for i, a := range values {
		for j, b := range values {
			x, y, z = append(x, a), append(y, b), append(z, values[(3*i+j)%len(values)])
		}
	}
	return x, y, z
}

// TestOps runs every operation on every machine that this computer has or can emulate.
func TestOps(t *testing.T) {
	for _, target := range targets {
		t.Run(target.pkg, func(t *testing.T) {
			target.need(t)
			results := target.run(t)
			compareOps[float32](t, F32, results)
			compareOps[float64](t, F64, results)
		})
	}
}

func compareOps[T float](t *testing.T, elem Elem, results map[string]string) {
	x, y, z := operands[T]()
	for _, c := range opCases[T]() {
		got := strings.Fields(results[c.name+elem.Suffix()])
		if len(got) != len(x) {
			t.Errorf("%s%s returned %d results, want %d", c.name, elem.Suffix(), len(got), len(x))
			continue
		}
		for i := range x {
			u, err := strconv.ParseUint(got[i], 16, 64)
			if err != nil {
				t.Fatal(err)
			}
			g, want := fromBits[T](u), c.want(x[i], y[i], z[i])
			if toBits(g) != toBits(want) && (g == g || want == want) {
				t.Errorf("%s%s(%v, %v, %v) = %v, want %v", c.name, elem.Suffix(), x[i], y[i], z[i], g, want)
			}
		}
	}
}

// emitOps adds the kernels of all cases to a machine.
func emitOps[T float](m Machine, elem Elem) {
	for _, c := range opCases[T]() {
		k := New(m, elem, c.name, []string{c.name + elem.Suffix() + " is a test."},
			Param{Name: "dst"}, Param{Name: "x"}, Param{Name: "y"}, Param{Name: "z"})
		k.Map(func(b *Body) {
			load := func(name string) func() Value { return func() Value { return b.Load(name) } }
			b.Store("dst", c.f(b, load("x"), load("y"), load("z")))
		})
	}
}

// opNames returns the names of the kernels of one type.
func opNames[T float](elem Elem) []string {
	var names []string
	for _, c := range opCases[T]() {
		names = append(names, c.name+elem.Suffix())
	}
	slices.Sort(names)
	return slices.Compact(names)
}
