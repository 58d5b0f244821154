package gemm

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	x "github.com/mmcloughlin/avo/x86"
)

// chain emits the loops over k: t = fma(a, b, t) for every element of the tile.
func (k *kernel) chain(r int) {
	c := k.ctx
	left := c.GP64()
	end := k.label("end")
	c.MOVQ(k.aRow, k.a)
	c.Load(c.Param("b"), k.b)
	c.Load(c.Param("k"), left)
	if k.out != nil {
		k.lookAhead()
	} else if k.vecs > 1 {
		near := k.label("near")
		c.TESTQ(operand.U32(prefetchB), k.mode())
		c.JZ(operand.LabelRef(near))
		k.loop(r, 1, true, left, end)
		c.JMP(operand.LabelRef(end))
		c.Label(near)
	}
	if unroll := k.unroll(r); unroll > 1 {
		single := k.label("single")
		if unroll > maxUnroll {
			c.CMPQ(k.rsb, operand.U32(k.vecs*k.bytes()))
			c.JE(operand.LabelRef(single))
		}
		k.loop(r, unroll, false, left, end)
		c.Label(single)
	}
	k.loop(r, 1, false, left, end)
	c.Label(end)
}

// maxUnroll is how many steps a loop takes at a time, unless it has manyLoads: so many that Zen 5 does not seem to tell them apart
// any more, and leaves off fetching ahead by the distance from row to row. Where rows are apart, that takes up to a third of the time
// of a B from L2.
const maxUnroll, manyLoads = 4, 256

// unroll returns how many steps are taken at a time: with manyLoads where reading B is most of the work, for the few rows of
// a wide panel.
func (k *kernel) unroll(r int) int {
	if r == k.rows && k.vecs >= 8 {
		return manyLoads / k.vecs
	}
	return max(1, min(maxUnroll, 24/(r*k.vecs)))
}

// loop emits a loop that does so many steps at a time while as many are left.
func (k *kernel) loop(r, steps int, ahead bool, left reg.GPVirtual, end string) {
	c := k.ctx
	loop, rest := k.label("loop"), k.label("rest")
	c.SUBQ(operand.U8(steps), left)
	c.JL(operand.LabelRef(rest))
	k.align()
	c.Label(loop)
	for range steps {
		k.step(rows{r, 0, r}, k.a, k.b, ahead)
	}
	c.SUBQ(operand.U8(steps), left)
	c.JGE(operand.LabelRef(loop))
	c.Label(rest)
	if steps > 1 {
		c.ADDQ(operand.U8(steps), left)
		c.JZ(operand.LabelRef(end))
	}
}

// prefetchRows is how far ahead rows of B are fetched into L1 if they are not there:
// without that, in-place rows at a distance of a power of two cost a third of the speed.
const prefetchRows = 4

// rows are rows lo .. hi-1 of a tile of r.
type rows struct{ r, lo, hi int }

// step emits one k for some rows: a column of A, at a, times a row of B, at b. It advances both.
func (k *kernel) step(rs rows, a, b reg.GPVirtual, ahead bool) {
	single := rs.r == 1 && k.rest == 0
	if single {
		k.op(x.VBROADCASTSS, x.VBROADCASTSD, k.aAt(a, 0), k.vec(1))
	}
	for v := range k.vecs {
		at := operand.Mem{Base: b, Disp: v * k.bytes()}
		if ahead {
			k.ctx.PREFETCHT0(operand.Mem{Base: b, Index: k.rsb, Scale: prefetchRows, Disp: v * k.bytes()})
		}
		p := k.portion(v)
		if !single {
			k.of(p).load(at, v, p == edge)
			if k.out != nil {
				k.keep(v)
			}
			continue
		}
		// A vector of B is used only once: one register will do for all.
		k.of(p).load(at, 0, p == edge)
		k.fma(0, 1, k.acc(1, v), p)
	}
	switch {
	case k.rest > 0:
		k.loadRest(operand.Mem{Base: b, Disp: k.vecs * k.bytes()}, k.vecs)
		k.rowsAndRest(rs, a)
	case !single:
		k.rowsOf(rs, a)
	}
	k.ctx.ADDQ(k.csa, a)
	k.ctx.ADDQ(k.rsb, b)
	if k.out != nil {
		k.nextKept()
	}
}

// rowsOf emits, for each row, the product of A's element and B's vectors.
func (k *kernel) rowsOf(rs rows, a reg.Register) {
	for i := rs.lo; i < rs.hi; i++ {
		if k.vecs == 1 && k.fmaBroadcast(k.aAt(a, i), 0, k.acc(rs.r, i)) {
			continue
		}
		k.row(rs.r, i, a, k.vecs)
	}
}

// row emits one row of a step, with A's element in the register broadcast.
func (k *kernel) row(r, i int, a reg.Register, broadcast int) {
	k.op(x.VBROADCASTSS, x.VBROADCASTSD, k.aAt(a, i), k.vec(broadcast))
	for v := range k.vecs {
		k.fma(v, broadcast, k.acc(r, i*k.vecs+v), k.portion(v))
	}
}

// fma adds to acc the product of two registers.
func (k *kernel) fma(a, b, acc int, p portion) {
	of := k.of(p)
	k.op(x.VFMADD231PS, x.VFMADD231PD, of.vec(a), of.vec(b), of.vec(acc))
}

// aAt returns the element of the column of A at a in row i of the tile.
func (k *kernel) aAt(a reg.Register, i int) operand.Mem { return multiple(a, k.multiples, i, 0) }
