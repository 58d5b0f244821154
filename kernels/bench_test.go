package kernels

import (
	"fmt"
	"maps"
	"slices"
	"testing"
)

// BenchmarkKernels times every entry of every backend's table, on data in L1, L2
// and memory. Backends of one kernel and size stand next to each other, so that
// their ratio comes from one stretch of time.
func BenchmarkKernels(b *testing.B) {
	benchmarkTables(b, func(be *backend) *table[float32] { return &be.f32 })
	benchmarkTables(b, func(be *backend) *table[float64] { return &be.f64 })
}

func benchmarkTables[T Float](b *testing.B, pick func(*backend) *table[T]) {
	all := cases[T]()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		c := all[name]
		for _, n := range []int{1 << 10, 1 << 14, 1 << 22} {
			grains := ordinary(c, n)
			for i := range backends {
				be := &backends[i]
				if !be.supported || be.name == "portable" && n > 1<<10 {
					continue
				}
				b.Run(fmt.Sprintf("%s/%T/%d/%s", name, T(0), n, be.name), func(b *testing.B) {
					tab := pick(be)
					for b.Loop() {
						for _, g := range grains {
							c.call(tab, g.out, g.in)
						}
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/elem")
				})
			}
		}
	}
}

// operandSet are the slices of one call.
type operandSet[T Float] struct{ out, in [][]T }

// ordinary makes operands of n elements, cut into grains. They are of moderate
// size: subnormal numbers and the like would take the processor's slow paths.
func ordinary[T Float](c kernelCase[T], n int) []operandSet[T] {
	sets := make([]operandSet[T], (n+grain-1)/grain)
	for i := range c.outs + c.ins {
		s := make([]T, n)
		for j := range s {
			s[j] = T((j*7+i*13)%200-100) / 16
		}
		for g := range sets {
			part := s[g*grain : min(n, (g+1)*grain)]
			if i < c.outs {
				sets[g].out = append(sets[g].out, part)
			} else {
				sets[g].in = append(sets[g].in, part)
			}
		}
	}
	return sets
}
