package gemm

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	x "github.com/mmcloughlin/avo/x86"
)

// sweep emits the micro-kernel for a single row of A and a B that comes from beyond the
// caches: it reads B from one end to the other, as the hardware fetches memory best, and adds
// each row to C, which stays in L1.
type sweep struct {
	packer
	c, b reg.GPVirtual // of the next columns
}

// sweepVecs is how many vectors of C go side by side: their additions do not depend on each other.
const sweepVecs = 4

// Sweep emits the kernels with AVX2's vectors, whose stores AVX-512 has no faster ones of.
func Sweep(ctx *build.Context) {
	eachElem(ctx, func(e *emitter) { (&sweep{packer: packer{newAVX2(e), e}}).function() })
}

// function emits the loop over the rows of B.
func (s *sweep) function() {
	c := s.ctx
	s.declare("Sweep"+s.elem.Suffix(), "func(c, a, b *%[1]s, n, k, csa, rsb int)")
	dst, a, row, n, k := s.arg("c"), s.arg("a"), s.arg("b"), s.arg("n"), s.arg("k")
	csa, rsb := s.stride("csa"), s.stride("rsb")
	tail := c.GP64()
	c.MOVQ(n, tail)
	c.ANDQ(operand.U32(s.lanes()-1), tail)
	s.limit(tail)
	left := c.GP64()
	s.c, s.b = c.GP64(), c.GP64()
	c.Label("row")
	s.op(x.VBROADCASTSS, x.VBROADCASTSD, operand.Mem{Base: a}, s.vec(0))
	c.MOVQ(dst, s.c)
	c.MOVQ(row, s.b)
	c.MOVQ(n, left)
	s.vectors(sweepVecs, left)
	s.vectors(1, left)
	c.JZ(operand.LabelRef("next"))
	s.load(operand.Mem{Base: s.b}, 1, true)
	s.load(operand.Mem{Base: s.c}, 2, true)
	s.op(x.VFMADD231PS, x.VFMADD231PD, s.vec(1), s.vec(0), s.vec(2))
	s.store(2, operand.Mem{Base: s.c}, true)
	c.Label("next")
	c.ADDQ(csa, a)
	c.ADDQ(rsb, row)
	c.DECQ(k)
	c.JNZ(operand.LabelRef("row"))
	s.end()
}

// vectors emits the loop that takes so many vectors while as many columns are left. Behind it the flag
// of zero tells whether none are.
func (s *sweep) vectors(count int, left reg.GPVirtual) {
	c := s.ctx
	loop, end := s.label("vectors"), s.label("end")
	c.SUBQ(operand.U8(count*s.lanes()), left)
	c.JL(operand.LabelRef(end))
	c.Label(loop)
	for v := range count {
		s.load(s.at(s.c, v), 1+v, false)
	}
	for v := range count {
		s.op(x.VFMADD231PS, x.VFMADD231PD, s.at(s.b, v), s.vec(0), s.vec(1+v))
	}
	for v := range count {
		s.store(1+v, s.at(s.c, v), false)
	}
	c.ADDQ(operand.U32(count*s.bytes()), s.c)
	c.ADDQ(operand.U32(count*s.bytes()), s.b)
	c.SUBQ(operand.U8(count*s.lanes()), left)
	c.JGE(operand.LabelRef(loop))
	c.Label(end)
	c.ADDQ(operand.U8(count*s.lanes()), left)
}

func (s *sweep) at(p reg.GPVirtual, v int) operand.Mem {
	return operand.Mem{Base: p, Disp: v * s.bytes()}
}
