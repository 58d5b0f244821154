package kernels

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

// counting is a task that counts how often each part is done.
type counting struct {
	parts []atomic.Int32
	inner func()
}

func (c *counting) part(i int) {
	c.parts[i].Add(1)
	if c.inner != nil {
		c.inner()
	}
}

func runCounting(t *testing.T, team *team, parts, width int, inner func()) {
	c := &counting{parts: make([]atomic.Int32, parts), inner: inner}
	j := &job{task: c, wake: make(chan struct{}, 1)}
	for round := int32(1); round <= 3; round++ {
		team.run(j, parts, width)
		for i := range c.parts {
			if n := c.parts[i].Load(); n != round {
				t.Errorf("part %d of %d done %d times after %d rounds with %d goroutines", i, parts, n, round, width)
			}
		}
	}
}

// TestTeam runs tasks from many goroutines at once, each part of which starts
// a task of its own: all must be done exactly once, and none may wait for another.
func TestTeam(t *testing.T) {
	team := newTeam()
	var wg sync.WaitGroup
	for caller := range 8 {
		wg.Go(func() {
			for _, parts := range []int{0, 1, 2, 7, 64} {
				runCounting(t, team, parts, 1+caller%5, func() {
					runCounting(t, team, 3, 4, runtime.Gosched)
				})
			}
		})
	}
	wg.Wait()
	if n := len(team.jobs); n != 0 {
		t.Errorf("%d jobs are left on the list", n)
	}
}

// TestGemmConcurrent computes from several goroutines with several workers each, and with
// job descriptors that go from hand to hand.
func TestGemmConcurrent(t *testing.T) {
	want := product[float32](t, 2, false, true, 90, 110, 70, 0)
	want.compute(&active.f32.gemm, 1)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			g := *want
			for range 50 {
				g.c = make([]float32, len(want.c))
				g.compute(&active.f32.gemm, 4)
				for i := range g.c {
					if g.c[i] != want.c[i] {
						t.Errorf("C[%d] = %v, want %v", i, g.c[i], want.c[i])
						return
					}
				}
			}
		})
	}
	wg.Wait()
}

// TestGemmAllocates covers packing, scratch memory and the hand-over to workers.
func TestGemmAllocates(t *testing.T) {
	m, n := 130, 140
	if testing.Short() {
		m, n = 34, 70
	}
	for _, b := range backends {
		if !b.supported {
			continue
		}
		for trans := range 4 {
			for _, width := range []int{1, 2} {
				g := product[float32](t, 2, trans&1 != 0, trans&2 != 0, m, n, 600, 0)
				g.beta = float32(trans)
				if n := testing.AllocsPerRun(5, func() { g.compute(&b.f32.gemm, width) }); n != 0 {
					t.Errorf("%s, order %d, width %d: %v allocations a call", b.name, trans, width, n)
				}
			}
		}
	}
}

func TestParseThreads(t *testing.T) {
	if parseThreads("") != 0 || parseThreads("3") != 3 {
		t.Errorf("parseThreads: %d for nothing, %d for 3", parseThreads(""), parseThreads("3"))
	}
	for _, s := range []string{"0", "-1", "two", "1.5"} {
		if msg := panics(func() { parseThreads(s) }); msg != "kernels: LOCKSTEP_THREADS="+s+", want a whole number of at least 1" {
			t.Errorf("LOCKSTEP_THREADS=%s: panic = %q", s, msg)
		}
	}
}
