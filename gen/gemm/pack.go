package gemm

import "github.com/mmcloughlin/avo/operand"

// packer emits the routines that bring an operand into the order in which a
// micro-kernel reads it.
type packer struct {
	isa
	*emitter
}

const packSignature = "func(dst, src *%[1]s, rows, cols, ldd, lds int)"

// lanes returns the elements of a vector, which are also the rows and columns of a block that is transposed.
func (p *packer) lanes() int { return p.bytes() / p.elem.Size() }

func (p *packer) end() {
	p.ctx.VZEROUPPER()
	p.ctx.RET()
}

// copyRows emits the copy of a matrix from one row distance to another: each row
// in steps of two vectors, then of one, then what is left.
func (p *packer) copyRows() {
	c := p.ctx
	p.declare("Copy"+p.elem.Suffix(), packSignature)
	lanes := p.lanes()
	dst, src, rows, cols := p.arg("dst"), p.arg("src"), p.arg("rows"), p.arg("cols")
	ldd, lds := p.stride("ldd"), p.stride("lds")
	tail := c.GP64()
	c.MOVQ(cols, tail)
	c.ANDQ(operand.U32(lanes-1), tail)
	p.limit(tail)
	d, s, left := c.GP64(), c.GP64(), c.GP64()
	c.Label("row")
	c.MOVQ(dst, d)
	c.MOVQ(src, s)
	c.MOVQ(cols, left)
	for _, vecs := range []int{2, 1} {
		loop, end := p.label("vectors"), p.label("end")
		c.SUBQ(operand.U8(vecs*lanes), left)
		c.JL(operand.LabelRef(end))
		c.Label(loop)
		for v := range vecs {
			p.load(operand.Mem{Base: s, Disp: v * p.bytes()}, v, false)
		}
		for v := range vecs {
			p.store(v, operand.Mem{Base: d, Disp: v * p.bytes()}, false)
		}
		c.ADDQ(operand.U32(vecs*p.bytes()), s)
		c.ADDQ(operand.U32(vecs*p.bytes()), d)
		c.SUBQ(operand.U8(vecs*lanes), left)
		c.JGE(operand.LabelRef(loop))
		c.Label(end)
		c.ADDQ(operand.U8(vecs*lanes), left)
	}
	c.JZ(operand.LabelRef("next"))
	p.load(operand.Mem{Base: s}, 0, true)
	p.store(0, operand.Mem{Base: d}, true)
	c.Label("next")
	c.ADDQ(ldd, dst)
	c.ADDQ(lds, src)
	c.DECQ(rows)
	c.JNZ(operand.LabelRef("row"))
	p.end()
}
