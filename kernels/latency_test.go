package kernels

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"unsafe"
)

// Assembly cannot be preempted, so these tests count what a single call is given: its time
// follows, and does not depend on what else the machine is doing.

// TestGrains drives every elementwise kernel and reduction with more than one call may
// process, long, wide and tall.
func TestGrains(t *testing.T) {
	t.Run("float32", grains[float32])
	t.Run("float64", grains[float64])
}

func grains[T Float](t *testing.T) {
	before := active
	defer func() { active = before }()
	counted := *active
	active = &counted
	tab := tableFor[T]()
	most := map[string]int{}
	var mu sync.Mutex // workers may compute a layer's epilogue
	countCalls(tab, func(name string, elements int) {
		mu.Lock()
		most[name] = max(most[name], elements)
		mu.Unlock()
	})
	for _, shape := range [][2]int{{3, grain + 7}, {2*grain + 5, 2}, {300, 301}} {
		callEverything[T](shape[0], shape[1])
	}
	for i := range reflect.TypeFor[table[T]]().NumField() {
		name := reflect.TypeFor[table[T]]().Field(i).Name
		switch n, called := most[name]; {
		case name == "gemm": // has a test of its own
		case !called:
			t.Errorf("%s was not called", name)
		case n > grain:
			t.Errorf("%s was given %d elements in one call, want at most %d", name, n, grain)
		case n < grain/2 && !strings.HasPrefix(name, "bias"): // Linear's plan decides about those
			t.Errorf("%s was given at most %d elements in a call, want about %d", name, n, grain)
		}
	}
}

// countCalls makes every function of the table report how many elements it is given: the
// length of its shortest slice, times its rows if it works on a matrix.
func countCalls[T Float](tab *table[T], report func(name string, elements int)) {
	v := reflect.ValueOf(tab).Elem()
	for i := range v.NumField() {
		field, name := v.Field(i), v.Type().Field(i).Name
		if field.Kind() != reflect.Func {
			continue
		}
		f := reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem()
		original := reflect.ValueOf(f.Interface())
		f.Set(reflect.MakeFunc(f.Type(), func(args []reflect.Value) []reflect.Value {
			elements, rows := math.MaxInt, 1
			for i, a := range args {
				switch {
				case a.Kind() == reflect.Slice:
					elements = min(elements, a.Len())
				case a.Kind() == reflect.Int && args[i-1].Kind() == reflect.Slice:
					rows = int(a.Int()) // the stride follows
				}
			}
			report(name, elements*rows)
			return original.Call(args)
		}))
	}
}

// callEverything calls each exported function that uses the table.
func callEverything[T Float](rows, cols int) {
	n := rows * cols
	a, b, c, d := make([]T, n), make([]T, n), make([]T, n), make([]T, n)
	bias, labels := make([]T, cols), make([]int32, rows)
	ReLU(a, b)
	ReLUBackward(a, b, c)
	LeakyReLU(a, b, 0.1)
	LeakyReLUBackward(a, b, c, 0.1)
	Exp(a, b)
	Sigmoid(a, b)
	SigmoidBackward(a, b, c)
	Tanh(a, b)
	TanhBackward(a, b, c)
	Add(a, b, c)
	Sub(a, b, c)
	Mul(a, b, c)
	Scale(a, b, 2)
	AXPY(a, b, 2)
	Dot(a, b)
	Sum(a)
	Max(a)
	AddBias(a, b, bias, rows, cols)
	ColumnSums(bias, b, rows, cols)
	for _, act := range activations {
		Linear(a, b, bias, bias, rows, cols, 1, act.act)
		ActivationBackward(a, bias, b, c, rows, cols, act.act)
	}
	Softmax(a, b, rows, cols)
	SoftmaxCrossEntropy(a, b, labels, rows, cols)
	BCEWithLogits(a, b, c)
	MSE(a, b, c)
	SGDMomentum(a, b, c, 0.1, 0.9)
	Adam(a, b, c, d, AdamConfig{LR: 0.1, Beta1: 0.9, Beta2: 0.99, Eps: 1}, 1)
}

// TestKernelCalls counts what products of all kinds give to one call of the backends'
// assembly. The kernels do not run, so the matrices may be of any size.
func TestKernelCalls(t *testing.T) { eachSet(t, kernelCalls[float32], kernelCalls[float64]) }

func kernelCalls[T Float](t *testing.T, s *gemmSet[T]) {
	if len(s.panels) == 0 {
		t.Skip("no micro-kernels: Go code can be preempted")
	}
	sizes := []int{1, 2, 5, 8, 13, 64, 257, 2048, 20000, 63000, 400000}
	buffer := make([]T, 2*20000*20000/40)
	for _, m := range sizes {
		for _, n := range sizes {
			for _, k := range sizes {
				if max(m*n, n*k, m*k) > len(buffer) {
					continue
				}
				for form := range 5 {
					g := gemmCall[T]{m: m, n: n, k: k, alpha: 1, a: buffer, lda: k, b: buffer, ldb: n, c: buffer, ldc: n}
					switch form {
					case 1:
						g.transA, g.lda = true, m
					case 2:
						g.transB, g.ldb = true, k
					case 3:
						g.transA, g.transB, g.lda, g.ldb, g.beta = true, true, m, k, 1
					case 4:
						width := s.packWidth(n)
						g.packed = &Packed[T]{k: k, n: n, width: width, last: min(width, rowDistance[T]((n-1)%width+1)), mem: buffer}
					}
					counted := countKernels(s, func(call string, m, n, k, cost, limit int) {
						if cost > limit+limit/4 { // the limits are round numbers
							t.Errorf("%dx%dx%d, form %d: %s for %dx%dx%d costs %d, want at most %d",
								g.m, g.n, g.k, form, call, m, n, k, cost, limit)
						}
					})
					if form == 4 {
						g.runPacked(counted, 1)
					} else {
						runUnpacked(counted, g)
					}
				}
			}
		}
	}
}

// countKernels returns a copy of s whose functions only report what they would do:
// micro-kernels the multiply-adds, the others the elements.
func countKernels[T Float](s *gemmSet[T], report func(call string, m, n, k, cost, limit int)) *gemmSet[T] {
	counted := *s
	lanes := s.lanes
	counted.panels = slices.Clone(s.panels)
	for i := range counted.panels {
		p := &counted.panels[i]
		height := p.rows
		p.full = func(_, _, _ *T, m, n, k, _, _, _, _ int, _, _ T, _ int) {
			tiles, rest := m/height, m%height
			cost := tiles*tileCost(height, n, lanes, k) + min(rest, 1)*tileCost(rest, n, lanes, k)
			report("a micro-kernel", m, n, k, cost, s.budget)
		}
		p.edge = p.full
	}
	counted.rank = anyWidth(func(_, _, _ *T, m, n, k, _, _, _, _ int, _, _ T, _ int) {
		report("the kernel for a short k", m, n, k, m*n*rankCost(k), s.budget)
	})
	if main := counted.panels[s.index(s.main)]; s.pack != nil {
		counted.pack = func(_, _, _, _ *T, k, _, _, _, _ int, _, _ T, _ int) {
			cost := 2 * tileCost(main.rows, main.cols, lanes, k) // B comes from memory
			report("a micro-kernel that packs", main.rows, main.cols, k, cost, s.budget)
		}
	}
	counted.copy = func(_, _ *T, rows, cols, _, _ int) {
		report("a copy", rows, cols, 1, rows*cols, moveBytes/sizeOf[T]())
	}
	counted.transpose = func(_, _ *T, rows, cols, _, _ int) {
		report("a transposition", rows, cols, 1, rows*cols, moveBytes/sizeOf[T]())
	}
	dots := func(_, _, _ *T, m, n, k, _, _, _, _ int, _, _ T, _ int) {
		report("dots", m, n, k, dotCost(m)*n*k, s.budget)
	}
	for _, d := range []*dotKernel[T]{&counted.dots, &counted.dotLines} {
		if d.run != nil {
			d.run = dots
		}
		if d.pack != nil {
			d.pack = func(_, _, _, _ *T, n, k, _, _, _, _, _ int) {
				report("dots that pack", d.packRows, n, k, dotCost(d.packRows)*n*k, s.budget)
			}
		}
	}
	if s.flat != nil {
		counted.flat = func(_, _, _, _ *T, m, n, k, _, _ int) {
			report("the kernel for a C without gaps", m, n, k, m*n*rankCost(k), s.budget)
		}
	}
	if s.sweep != nil {
		counted.sweep = func(_, _, _ *T, n, k, _, _ int) {
			report("a sweep", 1, n, k, n*k, moveBytes/sizeOf[T]())
		}
	}
	return &counted
}

// tileCost is the time of one tile in multiply-adds at full speed: vectors count whole, and
// fewer than eight of them cannot hide how long a multiply-add takes.
func tileCost(rows, n, lanes, k int) int {
	return k * lanes * max(8, rows*((n+lanes-1)/lanes))
}
