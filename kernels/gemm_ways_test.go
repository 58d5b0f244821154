package kernels

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestGemmRandom(t *testing.T) { eachSet(t, gemmRandom[float32], gemmRandom[float64]) }

// gemmRandom draws sizes from those at which ways, panels and blocks begin, and all else too: where the
// ways meet, in the tiles of several goroutines, there are more cases than the other tests list.
func gemmRandom[T Float](t *testing.T, s *gemmSet[T]) {
	sizes := []int{1, 2, 3, 4, 7, 8, 9, 10, 12, 13, 14, 16, 17, 24, 31, 32, 33, 47, 48, 49, 64, 65, 100, 128, 130, 257, 520}
	tries, most := 1000, 1<<17
	if testing.Short() {
		tries, most = 200, 1<<12
	}
	eachOrder(s, func(s *gemmSet[T]) {
		rng := rand.New(rand.NewPCG(1, 2))
		for range tries {
			m, n, k := sizes[rng.IntN(len(sizes))], sizes[rng.IntN(len(sizes))], sizes[rng.IntN(len(sizes))]
			gap, scale, width := []int{0, 0, 1, 16, 512}[rng.IntN(5)], rng.IntN(4), 1+rng.IntN(3)
			if m*n*k > most {
				continue
			}
			g := product[T](t, rng.Uint64(), rng.IntN(2) == 0, rng.IntN(2) == 0, m, n, k, gap)
			switch scale {
			case 0:
				g.alpha = -0.7
			case 1:
				g.beta = 1
			}
			verify(t, g, s, width)
		}
	})
}

func TestGemmDots(t *testing.T) { eachSet(t, gemmDots[float32], gemmDots[float64]) }

// gemmDots: few rows times a transposed B, whole blocks and parts of them, with columns of B
// that compete in L1 and with chains that take several calls.
func gemmDots[T Float](t *testing.T, s *gemmSet[T]) {
	if s.dots.run == nil {
		t.Skip("no kernel for few rows and a transposed B")
	}
	eachOrder(s, func(s *gemmSet[T]) { dotShapes(t, s) })
}

func dotShapes[T Float](t *testing.T, s *gemmSet[T]) {
	seed := uint64(0)
	for m := 1; m < 28; m++ {
		for _, n := range []int{4, 8, 13, 31, 45, 70} {
			for _, k := range []int{1, 2, 3, 16, 37, 90} {
				seed++
				gap := []int{0, 3, 512 - k, 1024 - k}[seed%4]
				verify(t, product[T](t, seed, seed%3 == 0, true, m, n, k, gap), s, 1)
			}
		}
	}
	for _, shape := range [][3]int{{1, 70, 4100}, {1, 59, 9000}, {3, 45, 9000}, {7, 37, 5000}, {23, 9, 8200}, {41, 61, 91}, {41, 61, 2100}, {200, 130, 33}} {
		for _, gap := range []int{0, 3, 1024 - shape[2]%1024} {
			seed++
			verify(t, product[T](t, seed, false, true, shape[0], shape[1], shape[2], gap), s, 1+int(seed)%3)
		}
	}
}

func TestGemmSkew(t *testing.T) { eachSet(t, gemmSkew[float32], gemmSkew[float64]) }

// gemmSkew: each number of rows for which pairs of blocks of columns run some lines apart, columns that are pages apart and
// others, one pair and several, whole lines of k and parts of one, and chains that take several calls.
func gemmSkew[T Float](t *testing.T, s *gemmSet[T]) {
	if s.dotLines.skewRows == 0 {
		t.Skip("no pairs of blocks")
	}
	setCaches(t, 16<<10, 256<<10)
	short := *s
	short.budget = dotCost(1) * dotWide * 2 * skewUnits * s.dotLines.unit
	seed, unit := uint64(0), s.dotLines.unit
	for m := 1; m <= s.dotLines.skewRows+1; m++ {
		for _, n := range []int{4 * unit, 5 * unit, 6*unit + 3, 9*unit - 1} {
			for _, k := range []int{17 * unit, caches.slice/sizeOf[T]()/n + 1, 40*unit + unit/2, 48 * unit} {
				for _, far := range []struct{ gap, rows, bytes int }{
					{4096 - k, s.dotLines.skewRows, smallBytes}, {5, s.dotLines.skewAny, caches.slice},
				} {
					seed++
					g := product[T](t, seed, false, true, m, n, k, far.gap)
					if skews := g.skews(g.dotKernel(s)); skews != (m <= far.rows && n*k*sizeOf[T]() > far.bytes) {
						t.Fatalf("%dx%dx%d, gap %d: skews is %v", m, n, k, far.gap, skews)
					}
					verify(t, g, []*gemmSet[T]{s, &short}[seed/2%2], 1+int(seed/4)%2)
				}
			}
		}
	}
}

func TestGemmTurned(t *testing.T) { eachSet(t, gemmTurned[float32], gemmTurned[float64]) }

// gemmTurned: narrow products that are computed as their transpose, around where that begins to pay.
func gemmTurned[T Float](t *testing.T, s *gemmSet[T]) {
	seed := uint64(0)
	eachOrder(s, func(s *gemmSet[T]) {
		for n := 1; n < 14; n++ {
			for _, shape := range [][2]int{{12, 400}, {13, 330}, {16, 256}, {31, 140}, {33, 130}, {140, 16}, {145, 32}, {64, 7}} {
				seed++
				g := product[T](t, seed, seed%3 == 0, false, shape[0], n, shape[1], []int{0, 3}[seed%2])
				if seed%4 == 0 {
					g.alpha = -0.7
				}
				verify(t, g, s, 1)
			}
		}
	})
}

func TestGemmSparesB(t *testing.T) { eachSet(t, gemmSparesB[float32], gemmSparesB[float64]) }

// gemmSparesB: a transposed B that is so much larger than A that the transpose of C is computed, in one tile and in
// several, with A stored in either order, with rows of C and B that compete in L1, and with a chain that goes on in another slice.
func gemmSparesB[T Float](t *testing.T, s *gemmSet[T]) {
	if len(s.panels) == 0 {
		t.Skip("no micro-kernels")
	}
	setCaches(t, 16<<10, 256<<10)
	one, two, many := max(turnRows, s.lanes), max(turnRows, 2*s.lanes), max(39, 4*s.lanes-1)
	for i, shape := range [][3]int{{one, 640, 640}, {two, 130, 170}, {two, 170, 130}, {two, 1500, 90}, {two, 90, 2100}, {many, 600, 700}} {
		m, n, k := shape[0], shape[1], shape[2]
		if testing.Short() && m*n*k > 1<<21 {
			continue
		}
		for trans := range 2 {
			g := product[T](t, uint64(i), trans == 1, true, m, n, k, []int{0, 3, 1024 - n%1024}[i%3])
			if i%2 == 1 {
				g.alpha = -0.7
			}
			if !g.sparesB(s) {
				t.Fatalf("%dx%dx%d, transposed A %v: B is not spared", m, n, k, g.transA)
			}
			verify(t, g, s, 1+2*trans)
			verify(t, g, s, 3-2*trans)
		}
	}
}

func TestGemmRank(t *testing.T) { eachSet(t, gemmRank[float32], gemmRank[float64]) }

// gemmRank: each short k and some that take several passes, whole vectors of columns and parts of one, rows of B that compete in L1, and
// a C that takes several calls.
func gemmRank[T Float](t *testing.T, s *gemmSet[T]) {
	if s.rankDepth == 0 {
		t.Skip("no kernel for a short k")
	}
	always := *s
	always.rankAcross, always.rankMost = s.rankDepth, max(s.rankMost, s.rankDepth+2)
	s = &always
	seed := uint64(0)
	check := func(m, n, k, gap, width int) {
		for _, scale := range [][2]T{{1, 0}, {-0.7, 0}, {1, 1}, {0.3, -1.3}} {
			seed++
			g := product[T](t, seed, seed/2%2 == 1, seed%3 == 0, m, n, k, gap)
			g.alpha, g.beta = scale[0], scale[1]
			if g.beta == 0 {
				g.c[0] = T(math.NaN())
			}
			verify(t, g, s, width)
		}
	}
	for k := range s.rankMost + 2 {
		for i, n := range []int{32, 33, 39, 40, 64, 91} {
			check(rankRows+(k+i)%4, n, k, []int{0, 5, 1024 - n}[(k+i)%3], 1)
		}
	}
	for i, k := range []int{1, 2, 5, s.rankDepth, s.rankMost} {
		check(300, 340, k, i%2*(1024-340), 1+i)
		check(70, 9000, k, i%2*(10240-9000), 1)
	}
}

func TestGemmPasses(t *testing.T) { eachSet(t, gemmPasses[float32], gemmPasses[float64]) }

// gemmPasses: few rows times a B from beyond L2 with rows that are pages apart, one and two at any distance.
func gemmPasses[T Float](t *testing.T, s *gemmSet[T]) {
	if s.passRows == 0 {
		t.Skip("no passes over a long k")
	}
	setCaches(t, 16<<10, 256<<10)
	whole := caches.whole / sizeOf[T]()
	for i, m := range []int{1, 2, 3, 7, s.passesFor(pageBytes)} {
		for j, n := range []int{600, 1024} {
			k, gap := 301, 1024-n
			if m <= 2 {
				gap = j * 3
			}
			if m == 1 { // from a little beyond L2: from further away it is swept
				k = whole/n + 5
			}
			g := product[T](t, uint64(i), j == 1, false, m, n, k, gap)
			if !g.usePasses(s) {
				t.Fatalf("%dx%d: no passes", m, n)
			}
			verify(t, g, s, 1+i%3)
		}
	}
}

func TestGemmFlat(t *testing.T) { eachSet(t, gemmFlat[float32], gemmFlat[float64]) }

// gemmFlat: each number of columns below a vector's lanes, a short k, rows for whole groups of vectors and for parts
// of one, and for several calls.
func gemmFlat[T Float](t *testing.T, s *gemmSet[T]) {
	if s.flat == nil {
		t.Skip("no kernel for a C without gaps")
	}
	seed, used := uint64(0), 0
	for n := 1; n < s.lanes; n++ {
		for k := 1; k <= flatDepth+1; k++ {
			for _, m := range []int{flatGroups * s.lanes, flatGroups*s.lanes + 1 + int(seed)%16, 200000 / n / k} {
				seed++
				g := product[T](t, seed, true, false, m, n, k, 0)
				if g.useFlat(s) {
					used++
				}
				verify(t, g, s, 1+int(seed)%2)
			}
		}
	}
	if used < 50 {
		t.Errorf("the kernel was used for %d products only", used)
	}
}

func TestGemmSweep(t *testing.T) { eachSet(t, gemmSweep[float32], gemmSweep[float64]) }

// gemmSweep: a single row times a B from beyond L2, where that is so for any number of columns.
func gemmSweep[T Float](t *testing.T, s *gemmSet[T]) {
	if s.sweep == nil {
		t.Skip("no kernel for a single row")
	}
	setCaches(t, 16<<10, 256<<10)
	for i, n := range []int{512, 513, 519, 540, 1023, 4000} {
		for _, k := range []int{240, 1200} {
			for width := range 3 {
				g := product[T](t, uint64(i+width), width == 1, false, 1, n, k, i%3*5)
				if !g.useSweep(s) {
					t.Fatalf("%d columns, k = %d: the kernel is not used", n, k)
				}
				verify(t, g, s, 1+width)
			}
		}
	}
}
