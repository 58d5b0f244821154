package kernels

import "math"

// The portable product widens both operands to float64 in packed form, in which
// a float32 product is exact, and keeps 2*2 chains in registers.

// Block sizes of the portable loops.
const (
	portableSide  = 64  // rows and columns of a block of C
	portableDepth = 256 // length of a slice of k
)

// blockGo computes one tile of C: both operands' slices are packed as rows along
// k, then every 2*2 chains go on from where the slice before left them.
func (g *gemmCall[T]) blockGo(t tile, kc int, ws *workspace[T]) {
	m, n := t.i1-t.i0, t.j1-t.j0
	// Odd edges are rounded up; what the surplus rows hold reaches no result.
	em, en := m+m&1, n+n&1
	buf := ws.wide.grow(em*kc + en*kc + em*en)
	a, b, sums := buf[:em*kc], buf[em*kc:em*kc+en*kc], buf[em*kc+en*kc:]
	clear(sums)
	for p0 := 0; p0 < g.k; p0 += kc {
		kk := min(kc, g.k-p0)
		widen(a, g.a, g.lda, g.transA, t.i0, m, p0, kk)
		widen(b, g.b, g.ldb, !g.transB, t.j0, n, p0, kk)
		for i := 0; i < em; i += 2 {
			for j := 0; j < en; j += 2 {
				quad[T](sums[i*en+j:], en, a[i*kk:][:kk], a[(i+1)*kk:][:kk], b[j*kk:][:kk], b[(j+1)*kk:][:kk])
			}
		}
	}
	for i := range m {
		g.finish(g.c[(t.i0+i)*g.ldc+t.j0:][:n], sums[i*en:][:n])
	}
}

// widen packs rows first .. first+rows-1, elements p0 .. p0+kk-1, of a matrix or
// of its transpose.
func widen[T Float](dst []float64, src []T, ld int, trans bool, first, rows, p0, kk int) {
	for i := range rows {
		d := dst[i*kk:][:kk]
		if trans {
			for p := range d {
				d[p] = float64(src[(p0+p)*ld+first+i])
			}
			continue
		}
		for p, v := range src[(first+i)*ld+p0:][:kk] {
			d[p] = float64(v)
		}
	}
}

// quad continues four chains: t[0], t[1] with a0 and b0, b1; t[ldt], t[ldt+1] with a1.
func quad[T Float](t []float64, ldt int, a0, a1, b0, b1 []float64) {
	if is32[T]() {
		quad32(t, ldt, a0, a1, b0, b1)
		return
	}
	s0, s1, s2, s3 := t[0], t[1], t[ldt], t[ldt+1]
	for p, x := range a0 {
		y, u, v := a1[p], b0[p], b1[p]
		s0, s1 = math.FMA(x, u, s0), math.FMA(x, v, s1)
		s2, s3 = math.FMA(y, u, s2), math.FMA(y, v, s3)
	}
	t[0], t[1], t[ldt], t[ldt+1] = s0, s1, s2, s3
}

// quad32 is fma32 four times, inlined by hand: as calls it takes more than twice as long.
func quad32(t []float64, ldt int, a0, a1, b0, b1 []float64) {
	const midpoint, low = 1 << 28, 1<<29 - 1
	s0, s1, s2, s3 := t[0], t[1], t[ldt], t[ldt+1]
	a1, b0, b1 = a1[:len(a0)], b0[:len(a0)], b1[:len(a0)]
	for p, x := range a0 {
		y, u, v := a1[p], b0[p], b1[p]
		r0, r1, r2, r3 := float64(x*u)+s0, float64(x*v)+s1, float64(y*u)+s2, float64(y*v)+s3
		if w := math.Float64bits(r0); w<<1 >= minNormal32<<1 && w&low != midpoint {
			s0 = float64(float32(r0))
		} else {
			s0 = float64(fmaToOdd(x*u, s0, r0))
		}
		if w := math.Float64bits(r1); w<<1 >= minNormal32<<1 && w&low != midpoint {
			s1 = float64(float32(r1))
		} else {
			s1 = float64(fmaToOdd(x*v, s1, r1))
		}
		if w := math.Float64bits(r2); w<<1 >= minNormal32<<1 && w&low != midpoint {
			s2 = float64(float32(r2))
		} else {
			s2 = float64(fmaToOdd(y*u, s2, r2))
		}
		if w := math.Float64bits(r3); w<<1 >= minNormal32<<1 && w&low != midpoint {
			s3 = float64(float32(r3))
		} else {
			s3 = float64(fmaToOdd(y*v, s3, r3))
		}
	}
	t[0], t[1], t[ldt], t[ldt+1] = s0, s1, s2, s3
}

// finish writes one row of C from its chains.
func (g *gemmCall[T]) finish(c []T, sums []float64) {
	for j, s := range sums {
		t := T(s)
		if g.alpha != 1 {
			t *= g.alpha
		}
		if g.beta != 0 {
			t = fma(g.beta, c[j], t)
		}
		c[j] = t
	}
}
