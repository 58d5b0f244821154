package kernels

import "unsafe"

// Copying a panel of B takes as long as multiplying it by five rows: it comes from beyond L2, a few lines from
// a page each. So the kernel that multiplies the first tile of A by the panel stores what it loads
// while it is at it.

// packs tells whether the first of so many rows go with the packing of n columns.
func (w *walk[T]) packs(p *panel[T], rows, n int) bool {
	return w.s.pack != nil && !w.g.transB && p.cols == w.s.main && rows >= p.rows && n == p.cols
}

// packTile returns a panel of the slice of B, from column j on, packed, and multiplies it by the first
// tile, of which c has the results. Not inlined: see panel.run.
//
//go:noinline
func (w *walk[T]) packTile(c []T, a *T, j, rsa, csa int) *T {
	g := w.g
	packed := &w.ws.b.mem[w.panelAt(j)]
	w.s.pack(&c[0], a, &g.b[w.p0*g.ldb+j], packed, w.kk, w.ldc, rsa, csa, g.ldb, g.alpha, g.beta, w.mode|prefetchC)
	return packed
}

// below returns where A is so many rows below a.
func below[T Float](a *T, rows, rsa int) *T {
	return (*T)(unsafe.Add(unsafe.Pointer(a), rows*rsa*sizeOf[T]()))
}
