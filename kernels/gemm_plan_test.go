package kernels

import (
	"slices"
	"testing"
)

// TestPartition simulates 4 to 64 workers on the layers of an MLP: each takes the
// next tile when it is done with the one before. The one that works longest must not
// work more than 10 % longer than if all worked alike.
func TestPartition(t *testing.T) { eachSet(t, partition[float32], partition[float64]) }

func partition[T Float](t *testing.T, s *gemmSet[T]) {
	for _, layer := range [][2]int{{784, 512}, {512, 512}, {1024, 1024}, {1024, 256}} {
		for _, batch := range []int{256, 500, 1024} {
			in, out := layer[0], layer[1]
			for _, g := range []gemmCall[T]{
				{m: batch, n: out, k: in, alpha: 1, lda: in, ldb: out, ldc: out},
				{transB: true, m: batch, n: in, k: out, alpha: 1, lda: out, ldb: out, ldc: in},
				{transA: true, m: in, n: out, k: batch, alpha: 1, lda: in, ldb: out, ldc: out},
			} {
				for _, width := range []int{4, 8, 16, 32, 64} {
					if g.m*g.n/width < s.breakEven()/g.k/4 {
						continue // less than 5 microseconds each
					}
					bl := s.plan(&g, width)
					if over := imbalance(newGrid(g.m, g.n, bl.rows, bl.cols), width); over > 0.1 {
						t.Errorf("%dx%dx%d (%v, %v), %d workers: tiles of %dx%d leave the longest %.0f %% over the mean",
							g.m, g.n, g.k, g.transA, g.transB, width, bl.rows, bl.cols, 100*over)
					}
				}
			}
		}
	}
}

// imbalance returns by how much the longest worker exceeds the mean.
func imbalance(g grid, width int) float64 {
	load := make([]int, width)
	for i := range g.len() {
		tile := g.tile(i)
		_, next := minIndex(load)
		load[next] += (tile.i1 - tile.i0) * (tile.j1 - tile.j0)
	}
	return float64(slices.Max(load)*width)/float64(g.m*g.n) - 1
}

func minIndex(x []int) (value, index int) {
	value = slices.Min(x)
	return value, slices.Index(x, value)
}
