package kernels

import "testing"

func TestGemmTilePack(t *testing.T) { eachSet(t, gemmTilePack[float32], gemmTilePack[float64]) }

// gemmTilePack packs B for any number of rows: panels that the first tile packs and others, chains of
// one slice and of more, with slices of B of both sizes and with few rows of A for each.
func gemmTilePack[T Float](t *testing.T, s *gemmSet[T]) {
	if s.pack == nil {
		t.Skip("no kernel that packs")
	}
	eager := *s
	eager.packRows, eager.packPaged = 1, 1
	before := caches
	defer func() { caches = before }()
	caches.rows, caches.slice, caches.large = 4<<10, 8<<10, 16<<10
	p := s.panels[s.index(s.main)]
	seed := uint64(0)
	for _, m := range []int{p.rows - 1, p.rows, p.rows + 1, 5*p.rows + 2, 300} {
		for _, n := range []int{p.cols - 1, p.cols, 2*p.cols + 3, 5 * p.cols} {
			for _, k := range []int{1, 2, 33, 1700} {
				if m == 300 && k > 33 {
					continue
				}
				seed++
				g := product[T](t, seed, seed%3 == 0, false, m, n, k, int(seed%2)*5)
				if seed%5 == 1 {
					g.alpha, g.beta = -0.7, 1.3
				}
				verify(t, g, &eager, 2)
			}
		}
	}
}
