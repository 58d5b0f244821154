package kernels

import (
	"sync"
	"sync/atomic"
	"unsafe"
)

// compute does the product with at most width goroutines.
func (g *gemmCall[T]) compute(s *gemmSet[T], width int) {
	bl := s.plan(g, width)
	gr := newGrid(g.m, g.n, bl.rows, bl.cols)
	if width == 1 || gr.len() == 1 {
		g.serial(s, &bl, gr)
		return
	}
	jobs := &stockFor[T]().jobs
	j := jobs.take()
	j.call, j.set, j.blocking, j.grid = *g, s, bl, gr
	workers.run(&j.job, gr.len(), width)
	j.call = gemmCall[T]{}
	jobs.put(j)
}

// serial computes the tiles one after the other.
func (g *gemmCall[T]) serial(s *gemmSet[T], bl *blocking, gr grid) {
	var ws *workspace[T]
	if bl.needsSpace(g.k) {
		ws = stockFor[T]().spaces.take()
	}
	for i := range gr.len() {
		block(bl, g, s, gr.tile(i), ws)
	}
	if ws != nil {
		stockFor[T]().spaces.put(ws)
	}
}

// grid cuts the m*n matrix C into tiles of rows*cols, fewer at its ends.
type grid struct{ m, n, rows, cols int }

func newGrid(m, n, rows, cols int) grid { return grid{m, n, rows, cols} }

func (g grid) down() int   { return (g.m + g.rows - 1) / g.rows }
func (g grid) across() int { return (g.n + g.cols - 1) / g.cols }
func (g grid) len() int    { return g.down() * g.across() }

// tile returns the tile of a number below len.
func (g grid) tile(i int) tile {
	down := g.down()
	i0, j0 := i%down*g.rows, i/down*g.cols
	return tile{i0, min(i0+g.rows, g.m), j0, min(j0+g.cols, g.n)}
}

// gemmJob is a product that several goroutines work on.
type gemmJob[T Float] struct {
	job
	call     gemmCall[T]
	set      *gemmSet[T]
	blocking blocking
	grid     grid
}

func newGemmJob[T Float]() *gemmJob[T] {
	j := &gemmJob[T]{job: job{wake: make(chan struct{}, 1)}}
	j.task = j
	return j
}

func (j *gemmJob[T]) part(i int) {
	spaces := &stockFor[T]().spaces
	ws := spaces.take()
	block(&j.blocking, &j.call, j.set, j.grid.tile(i), ws)
	spaces.put(ws)
}

// shelf keeps what no one uses at the moment. A sync.Pool would be emptied by each
// garbage collection, and filling it again costs more than a small product. One of it lies in
// front: a goroutine alone takes and puts it without the lock, in half the time.
type shelf[V any] struct {
	front atomic.Pointer[V]
	mu    sync.Mutex
	free  []*V
	make  func() *V
}

func (s *shelf[V]) take() *V {
	if v := s.front.Swap(nil); v != nil {
		return v
	}
	s.mu.Lock()
	n := len(s.free)
	if n == 0 {
		s.mu.Unlock()
		return s.make()
	}
	v := s.free[n-1]
	s.free = s.free[:n-1]
	s.mu.Unlock()
	return v
}

func (s *shelf[V]) put(v *V) {
	if s.front.CompareAndSwap(nil, v) {
		return
	}
	s.mu.Lock()
	s.free = append(s.free, v)
	s.mu.Unlock()
}

// stock holds the shelves of one element type.
type stock[T Float] struct {
	jobs   shelf[gemmJob[T]]
	spaces shelf[workspace[T]]
}

func newStock[T Float]() *stock[T] {
	return &stock[T]{
		jobs:   shelf[gemmJob[T]]{make: newGemmJob[T]},
		spaces: shelf[workspace[T]]{make: func() *workspace[T] { return new(workspace[T]) }},
	}
}

var (
	stock32 = newStock[float32]()
	stock64 = newStock[float64]()
)

func stockFor[T Float]() *stock[T] {
	if is32[T]() {
		return (*stock[T])(unsafe.Pointer(stock32))
	}
	return (*stock[T])(unsafe.Pointer(stock64))
}
