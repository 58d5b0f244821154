package gemm

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	x "github.com/mmcloughlin/avo/x86"
)

// rank emits the micro-kernel for a short k, as the gradient of weights from a small batch has: a
// sum of a few outer products, most of which is writing C. So it goes along two rows of C, with their
// elements of A in registers, and writes C in the order of its addresses.
//
// Register plan: a vector of B, an accumulator for each row, then A.
type rank struct {
	packer
	cRow, aRow    reg.GPVirtual         // the next rows
	m             reg.GPVirtual         // rows left
	c, b, beyond  reg.GPVirtual         // C, B's rows from 0 and from 8 on, at the next columns
	left          reg.GPVirtual         // columns
	ldc, rsa, csa reg.GPVirtual         // distances
	rsb           map[int]reg.GPVirtual // odd multiples
}

// rankTile is how many rows go together. Two share the loads of B; more would write to more places in turns.
const rankTile = 2

// AVX2Rank and AVX512Rank emit the kernels.
func AVX2Rank(ctx *build.Context) {
	eachElem(ctx, func(e *emitter) { (&rank{packer: packer{newAVX2(e), e}}).function() })
}

func AVX512Rank(ctx *build.Context) {
	eachElem(ctx, func(e *emitter) { (&rank{packer: packer{newAVX512(e), e}}).function() })
}

// depth returns the most k, for which the elements of A take all registers but one, AVX2's mask.
func (r *rank) depth() int { return (r.regs()-2)/rankTile - 1 }

// function emits the choice of the variant for k, and all of them.
func (r *rank) function() {
	c := r.ctx
	r.declare("Rank"+r.elem.Suffix(), kernelSignature)
	r.prologue()
	k := r.arg("k")
	for depth := 1; depth < r.depth(); depth++ {
		c.CMPQ(k, operand.U8(depth))
		c.JE(depthLabel(depth))
	}
	for depth := r.depth(); depth >= 1; depth-- {
		c.Label(string(depthLabel(depth)))
		further, scaled := r.label("further"), r.label("scaled")
		c.TESTQ(operand.U32(withAlpha|withBeta), r.param("mode"))
		c.JNZ(operand.LabelRef(scaled))
		c.TESTQ(operand.U32(fromC), r.param("mode"))
		c.JNZ(operand.LabelRef(further))
		r.variant(depth, 0)
		c.Label(further)
		r.variant(depth, fromC)
		c.Label(scaled)
		r.variant(depth, withAlpha)
	}
	c.Label("done")
	r.end()
}

func depthLabel(k int) operand.LabelRef { return operand.LabelRef(fmt.Sprintf("depth%d", k)) }

func (r *rank) prologue() {
	c := r.ctx
	tail := r.arg("n")
	c.ANDQ(operand.U32(r.lanes()-1), tail)
	r.limit(tail)
	r.cRow, r.aRow, r.m = r.arg("c"), r.arg("a"), r.arg("m")
	r.ldc, r.rsa, r.csa = r.stride("ldc"), r.stride("rsa"), r.stride("csa")
	r.rsb = r.odds("rsb", 8)
	r.c, r.b, r.beyond, r.left = c.GP64(), c.GP64(), c.GP64(), c.GP64()
}

// variant emits the kernel for one k: 0 as the mode stands for chains from +0 that are stored as they are, fromC for those that go
// on from C, withAlpha for those from +0 that alpha and maybe beta follow.
func (r *rank) variant(k, mode int) {
	for rows := rankTile; rows >= 1; rows-- {
		r.rows(k, rows, mode)
	}
	r.ctx.JMP(operand.LabelRef("done"))
}

// rows emits the loop over so many rows at a time.
func (r *rank) rows(k, rows, mode int) {
	c := r.ctx
	loop, end := r.label("rows"), r.label("end")
	c.Label(loop)
	c.CMPQ(r.m, operand.U8(rows))
	c.JL(operand.LabelRef(end))
	r.broadcasts(k, rows)
	c.MOVQ(r.cRow, r.c)
	c.Load(c.Param("b"), r.b)
	if k > 8 {
		c.LEAQ(operand.Mem{Base: r.b, Index: r.rsb[1], Scale: 8}, r.beyond)
	}
	c.Load(c.Param("n"), r.left)
	r.columns(k, rows, mode)
	for range rows {
		c.ADDQ(r.ldc, r.cRow)
		c.ADDQ(r.rsa, r.aRow)
	}
	c.SUBQ(operand.U8(rows), r.m)
	c.JMP(operand.LabelRef(loop))
	c.Label(end)
}

// broadcasts loads the elements of A for so many rows.
func (r *rank) broadcasts(k, rows int) {
	c := r.ctx
	at := c.GP64()
	c.MOVQ(r.aRow, at)
	for i := range rows {
		if i > 0 {
			c.LEAQ(operand.Mem{Base: r.aRow, Index: r.rsa, Scale: 1}, at)
		}
		for p := range k {
			r.op(x.VBROADCASTSS, x.VBROADCASTSD, operand.Mem{Base: at}, r.vec(r.a(k, i, p)))
			if p < k-1 {
				c.ADDQ(r.csa, at)
			}
		}
	}
}

func (r *rank) acc(i int) int     { return 1 + i }
func (r *rank) a(k, i, p int) int { return 1 + rankTile + i*k + p }

func (r *rank) cAt(i int) operand.Mem {
	if i == 0 {
		return operand.Mem{Base: r.c}
	}
	return operand.Mem{Base: r.c, Index: r.ldc, Scale: 1}
}

func (r *rank) bAt(p int) operand.Mem {
	if p >= 8 {
		return multiple(r.beyond, r.rsb, p-8, 0)
	}
	return multiple(r.b, r.rsb, p, 0)
}

// columns emits the loop over the vectors of the rows, and the last columns.
func (r *rank) columns(k, rows, mode int) {
	c := r.ctx
	loop, end, none := r.label("columns"), r.label("end"), r.label("none")
	c.SUBQ(operand.U8(r.lanes()), r.left)
	c.JL(operand.LabelRef(end))
	c.Label(loop)
	r.vector(k, rows, mode, false)
	c.ADDQ(operand.U8(r.bytes()), r.b)
	if k > 8 {
		c.ADDQ(operand.U8(r.bytes()), r.beyond)
	}
	c.ADDQ(operand.U8(r.bytes()), r.c)
	c.SUBQ(operand.U8(r.lanes()), r.left)
	c.JGE(operand.LabelRef(loop))
	c.Label(end)
	c.ADDQ(operand.U8(r.lanes()), r.left)
	c.JZ(operand.LabelRef(none))
	r.vector(k, rows, mode, true)
	c.Label(none)
}

// vector computes a vector of each row.
func (r *rank) vector(k, rows, mode int, part bool) {
	for i := range rows {
		if mode == fromC {
			r.load(r.cAt(i), r.acc(i), part)
		} else {
			r.zero(r.acc(i))
		}
	}
	for p := range k {
		r.load(r.bAt(p), 0, part)
		for i := range rows {
			r.op(x.VFMADD231PS, x.VFMADD231PD, r.vec(0), r.vec(r.a(k, i, p)), r.vec(r.acc(i)))
		}
	}
	if mode == withAlpha {
		r.scale(k, rows, part)
	}
	for i := range rows {
		r.store(r.acc(i), r.cAt(i), part)
	}
}

// scale emits t*alpha and, if asked, fma(beta, c, t). A part of a vector is the last one of its rows, so A is
// not needed any more.
func (r *rank) scale(k, rows int, part bool) {
	c := r.ctx
	const factor = 0
	store := r.label("store")
	r.op(x.VBROADCASTSS, x.VBROADCASTSD, r.param("alpha"), r.vec(factor))
	for i := range rows {
		r.op(x.VMULPS, x.VMULPD, r.vec(factor), r.vec(r.acc(i)), r.vec(r.acc(i)))
	}
	c.TESTQ(operand.U32(withBeta), r.param("mode"))
	c.JZ(operand.LabelRef(store))
	r.op(x.VBROADCASTSS, x.VBROADCASTSD, r.param("beta"), r.vec(factor))
	for i := range rows {
		old := operand.Op(r.cAt(i))
		if part {
			r.load(r.cAt(i), r.a(k, 0, 0), true)
			old = r.vec(r.a(k, 0, 0))
		}
		r.op(x.VFMADD231PS, x.VFMADD231PD, old, r.vec(factor), r.vec(r.acc(i)))
	}
	c.Label(store)
}
