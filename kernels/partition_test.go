package kernels

import (
	"slices"
	"testing"
)

// TestPartitionCost simulates from 4 to 64 workers on the layers of an MLP in training. What a
// tile costs is not its size but what the kernels are then given: whole vectors,
// whole tiles, and the packing that each tile does for itself. Each worker takes the
// next tile when it is done with the one before. With more work for each than would be
// shared at all, some 20 microseconds, and 512 elements of C (fewer cannot be cut evenly without
// packing more than that saves), the last must not end more than 10 % after the mean.
func TestPartitionCost(t *testing.T) {
	setCaches(t, 0, 0) // the same partitions on every machine
	eachSet(t, partitionCost[float32], partitionCost[float64])
}

func partitionCost[T Float](t *testing.T, s *gemmSet[T]) {
	if len(s.panels) == 0 {
		t.Skip("no micro-kernels to count")
	}
	buffer := make([]T, 1024*1024)
	for _, layer := range [][2]int{{784, 512}, {512, 512}, {1024, 1024}, {64, 64}, {512, 10}, {37, 91}} {
		in, out := layer[0], layer[1]
		for _, batch := range []int{256, 300, 512, 1000} {
			width := s.packWidth(out)
			packed := &Packed[T]{k: in, n: out, width: width, last: min(width, rowDistance[T]((out-1)%width+1)), mem: buffer}
			for form, g := range []gemmCall[T]{
				{m: batch, n: out, k: in, lda: in, ldb: out, ldc: out},
				{transB: true, m: batch, n: in, k: out, lda: out, ldb: out, ldc: in},
				{transA: true, m: in, n: out, k: batch, lda: in, ldb: out, ldc: out},
				{packed: packed, m: batch, n: out, k: in, lda: in, ldc: out},
			} {
				if form == 3 && out <= width {
					continue // computed as form 0
				}
				g.alpha, g.a, g.b, g.c = 1, buffer, buffer, buffer
				for _, workers := range []int{4, 6, 8, 12, 16, 24, 32, 48, 64} {
					simulate(t, s, &g, form, workers)
				}
			}
		}
	}
}

// simulate runs the partition of a product for so many workers.
func simulate[T Float](t *testing.T, s *gemmSet[T], g *gemmCall[T], form, workers int) {
	if g.m*g.n < 512*workers {
		return
	}
	cost := 0
	counted := countKernels(s, func(call string, m, n, k, c, _ int) {
		if k == 1 && (call == "a copy" || call == "a transposition") {
			c *= packRows // an element moved, in multiply-adds
		}
		cost += c
	})
	bl := s.plan(g, workers)
	gr := newGrid(g.m, g.n, bl.rows, bl.cols)
	load, total := make([]int, workers), 0
	for i := range gr.len() {
		cost = 0
		block(&bl, g, counted, gr.tile(i), new(workspace[T]))
		load[slices.Index(load, slices.Min(load))] += cost
		total += cost
	}
	mean := total / workers
	if over := 100*slices.Max(load)/max(1, mean) - 100; mean > s.breakEven() && over > 10 {
		t.Errorf("%dx%dx%d, form %d, %d workers: tiles of %dx%d, the last ends %d %% after the mean of %d",
			g.m, g.n, g.k, form, workers, bl.rows, bl.cols, over, mean)
	}
}
