package gemm

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	x "github.com/mmcloughlin/avo/x86"
)

// A kernel with a rest (AVX-512 only) has a few columns more than its vectors hold, up to a half
// or a quarter of a vector. The rests of two or four rows share one accumulator, so that 10 columns
// of float64 take 5 FMAs of 4 lanes for 2 rows instead of 6:
//
//	rest of B's row in every share; the rows' elements of A, each in its own; one FMA

// portion is what an access to memory is about: all lanes, those of the last vector, or a
// row's share of an accumulator.
type portion int

const (
	whole portion = iota
	edge
	share // the first; others follow
)

// restMasks are the lanes of the rest in each share, restMask those in any.
var (
	restMasks = [...]reg.OpmaskPhysical{reg.K2, reg.K3, reg.K4, reg.K5}
	restMask  = reg.K1
)

// limitRest sets the masks for a rest of n columns.
func (k *kernel) limitRest(n reg.GPVirtual) {
	c := k.ctx
	mask, all := c.GP64(), c.GP64()
	c.MOVQ(n, reg.RCX)
	c.MOVQ(operand.I32(-1), mask)
	c.SHLQ(reg.CL, mask)
	c.NOTQ(mask)
	c.XORQ(all, all)
	for i, m := range restMasks[:k.rest] {
		if i > 0 {
			c.SHLQ(operand.U8(k.shareBytes()/k.elem.Size()), mask)
		}
		c.KMOVW(mask.As32(), m)
		c.ORQ(mask, all)
	}
	c.KMOVW(all.As32(), restMask)
}

// shareBytes returns the size of a row's share of an accumulator.
func (k *kernel) shareBytes() int { return k.bytes() / k.rest }

// restOf returns the accumulator and the place in C of row i's rest, given its row of C. The place is
// that of a whole vector of which only the row's share may be touched.
func (k *kernel) restOf(r, i int, row reg.GPVirtual) (acc int, at operand.Mem, p portion) {
	in := i % k.rest
	at = operand.Mem{Base: row, Disp: k.vecs*k.bytes() - in*k.shareBytes()}
	return k.acc(r, r*k.vecs+i/k.rest), at, share + portion(in)
}

// loadRest loads the rest of B's row into every share of register v.
func (k *kernel) loadRest(at operand.Mem, v int) {
	f32, f64 := three(x.VBROADCASTF32X2_Z), three(x.VBROADCASTSD_Z)
	if k.shareBytes() == 16 {
		f32, f64 = three(x.VBROADCASTF32X4_Z), three(x.VBROADCASTF64X2_Z)
	}
	k.op(f32, f64, at, restMask, k.vec(v))
}

// rowsAndRest emits a step's rows, whose elements of A serve the vectors first and then the rest.
// Behind B's vectors are the registers of its rest, of the elements of A by shares and of the
// broadcasts.
func (k *kernel) rowsAndRest(rs rows, a reg.Register) {
	rest, shares, broadcast := k.vecs, k.vecs+1, k.vecs+2
	for i := rs.lo; i < rs.hi; i += k.rest {
		parts := broadcast // the elements by shares, so far
		for in := range min(k.rest, rs.hi-i) {
			k.row(rs.r, i+in, a, broadcast+in)
			if in > 0 {
				k.op(x.VBLENDMPS, x.VBLENDMPD, k.vec(broadcast+in), k.vec(parts), restMasks[in], k.vec(shares))
				parts = shares
			}
		}
		k.op(x.VFMADD231PS, x.VFMADD231PD, k.vec(rest), k.vec(parts), k.vec(k.acc(rs.r, rs.r*k.vecs+i/k.rest)))
	}
}
