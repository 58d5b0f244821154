package gemm

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	x "github.com/mmcloughlin/avo/x86"
)

// lineSteps is how many steps along k take a cache line of each column.
const lineSteps = 4

// chain emits the loops over k: a cache line at a time, a block at a time, the rest.
func (d *dots) chain(r, blocks int) {
	c := d.ctx
	c.Load(c.Param("a"), d.a)
	c.MOVQ(d.bj, d.b[0])
	for q := 1; q < blocks; q++ {
		c.LEAQ(operand.Mem{Base: d.b[q-1], Index: d.column[1], Scale: uint8(d.side())}, d.b[q])
	}
	if d.keep {
		c.MOVQ(d.packed, d.out)
	}
	left := c.GP64()
	c.Load(c.Param("k"), left)
	d.loop(r, blocks, lineSteps, left)
	d.loop(r, blocks, 1, left)
	d.rest(r, blocks)
}

// loop emits a loop that takes so many steps along k while as many are left.
func (d *dots) loop(r, blocks, steps int, left reg.GPVirtual) {
	c := d.ctx
	loop, end := d.label("k"), d.label("end")
	bytes := steps * d.bytes() / 2
	c.SUBQ(operand.U8(steps*d.half()), left)
	c.JL(operand.LabelRef(end))
	c.Label(loop)
	d.steps(r, blocks, steps)
	for q := range blocks {
		c.ADDQ(operand.U8(bytes), d.b[q])
	}
	c.ADDQ(operand.U8(bytes), d.a)
	c.SUBQ(operand.U8(steps*d.half()), left)
	c.JGE(operand.LabelRef(loop))
	c.Label(end)
	c.ADDQ(operand.U8(steps*d.half()), left)
}

// rest emits what is left of k after whole blocks: block by block, loading under a mask.
func (d *dots) rest(r, blocks int) {
	c, half := d.ctx, d.half()
	done := d.label("whole")
	c.CMPQ(d.tail, operand.U8(0))
	c.JE(operand.LabelRef(done))
	for q := range blocks {
		next := d.label("next")
		for i := range half {
			d.loadPart(d.bAt(q, i, 0), i)
			d.loadPart(d.bAt(q, i+half, 0), half)
			c.VINSERTF128(operand.U8(1), ymm[half].AsX(), ymm[i], ymm[i])
		}
		rows, temp := d.shuffle(append(d.data(0), half))
		for p := range half - 1 {
			if p > 0 {
				c.CMPQ(d.tail, operand.U8(p))
				c.JE(operand.LabelRef(next))
			}
			if d.keep {
				d.op(x.VMOVUPS, x.VMOVUPD, ymm[rows[p]], d.packedRow(q, p))
			}
			for i := range r {
				d.op(x.VBROADCASTSS, x.VBROADCASTSD, d.aAt(i, p), ymm[temp])
				d.op(x.VFMADD231PS, x.VFMADD231PD, ymm[temp], ymm[rows[p]], ymm[d.first(r, blocks)+i*blocks+q])
			}
		}
		c.Label(next)
	}
	c.Label(done)
}

// loadPart loads what is left of a column into the lower half of register v.
func (d *dots) loadPart(at operand.Mem, v int) {
	d.op(three(x.VMASKMOVPS), three(x.VMASKMOVPD), at, ymm[avx2Mask].AsX(), ymm[v].AsX())
}

// packedRow returns where row p from the current one on of block q is stored.
func (d *dots) packedRow(q, p int) operand.Mem {
	at := operand.Mem{Base: d.out, Disp: q * d.bytes()}
	if p > 0 {
		at.Index, at.Scale = d.ldp, uint8(p)
	}
	return at
}

func (d *dots) bAt(q, column, p int) operand.Mem {
	return multiple(d.b[q], d.column, column, p*d.elem.Size())
}

func (d *dots) aAt(row, p int) operand.Mem { return multiple(d.a, d.row, row, p*d.elem.Size()) }
