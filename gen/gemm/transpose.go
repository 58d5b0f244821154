package gemm

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	x "github.com/mmcloughlin/avo/x86"
)

// transposer emits the transposition of a matrix, 8*8 elements of float32 or 4*4 of
// float64 at a time, in YMM registers: their shuffles have twice the throughput
// of ZMM's on Intel. Halves of rows are put together while they are loaded,
// which leaves two rounds of shuffles (one for float64).
type transposer struct {
	packer
	tail operand.Mem      // columns of a partial block
	rows [8]reg.GPVirtual // rows of the block, of which the last may stand for missing ones
	at   reg.GPVirtual    // offset in them
	dst  reg.GPVirtual    // the result's block
	ldd  reg.GPVirtual    // distance of its rows
}

func (t *transposer) function() {
	c := t.ctx
	t.declare("Transpose"+t.elem.Suffix(), packSignature)
	rows, src, out := c.AllocLocal(8), c.AllocLocal(8), c.AllocLocal(8)
	c.MOVQ(t.arg("rows"), rows)
	c.MOVQ(t.arg("src"), src)
	c.MOVQ(t.arg("dst"), out)
	t.tail = c.AllocLocal(8)
	tail := t.arg("cols")
	c.ANDQ(operand.U32(t.lanes()-1), tail)
	c.MOVQ(tail, t.tail)
	t.limit(tail)
	t.isa.(*avx2).count = rows // of partial stores
	c.VEXTRACTF128(operand.U8(1), ymm[avx2Mask], rightMask)
	t.ldd, t.at, t.dst = t.stride("ldd"), c.GP64(), c.GP64()

	c.Label("rows")
	t.rowPointers(rows, src)
	c.XORQ(t.at, t.at)
	c.MOVQ(out, t.dst)
	c.CMPQ(rows, operand.U8(t.lanes()))
	c.JL(operand.LabelRef("short"))
	t.blocks(true)
	c.JMP(operand.LabelRef("below"))
	c.Label("short")
	t.blocks(false)
	c.Label("below")
	c.ADDQ(operand.U8(t.bytes()), out)
	c.SUBQ(operand.U8(t.lanes()), rows)
	c.JG(operand.LabelRef("rows"))
	t.end()
}

// blocks emits the loop along a row of blocks, of all rows or of what is left.
func (t *transposer) blocks(allRows bool) {
	c := t.ctx
	loop, partial := t.label("block"), t.label("partial")
	c.Label(loop)
	end := c.GP64()
	c.LEAQ(operand.Mem{Base: t.at, Disp: t.lanes()}, end)
	c.CMPQ(end, t.param("cols"))
	c.JG(operand.LabelRef(partial))
	t.block(allRows, true)
	c.ADDQ(operand.U8(t.lanes()), t.at)
	c.JMP(operand.LabelRef(loop))
	c.Label(partial)
	c.CMPQ(t.at, t.param("cols"))
	c.JGE(operand.LabelRef("below"))
	t.block(allRows, false)
}

// rowPointers sets rows to the block's rows of the source and advances src. Where
// fewer are left than the block has, the last one stands for the others.
func (t *transposer) rowPointers(rows, src operand.Mem) {
	c := t.ctx
	lds := t.stride("lds")
	next := c.GP64()
	for i := range t.lanes() {
		t.rows[i] = c.GP64()
		if i == 0 {
			c.MOVQ(src, t.rows[0])
			continue
		}
		c.LEAQ(operand.Mem{Base: t.rows[i-1], Index: lds, Scale: 1}, t.rows[i])
		c.CMPQ(rows, operand.U8(i))
		c.CMOVQLE(t.rows[i-1], t.rows[i])
	}
	c.LEAQ(operand.Mem{Base: t.rows[t.lanes()-1], Index: lds, Scale: 1}, next)
	c.MOVQ(next, src)
}

// block transposes one block into the result's rows from dst on. One without all
// columns has those that limit said; one without all rows writes those that are left.
func (t *transposer) block(allRows, allCols bool) {
	half := t.lanes() / 2
	for i := range half {
		t.loadHalves(i, i, 0, !allCols)
		t.loadHalves(half+i, i, half, !allCols)
	}
	for side := range 2 {
		columns, _ := t.shuffle(inParts(t.elem), append(t.data(side*half), loaded))
		for i, v := range columns {
			if row := side*half + i; row > 0 && !allCols {
				t.ctx.CMPQ(t.tail, operand.U8(row))
				t.ctx.JLE(operand.LabelRef("below"))
			}
			t.store(v, operand.Mem{Base: t.dst}, !allRows)
			t.ctx.ADDQ(t.ldd, t.dst)
		}
	}
}

// The registers of a block: 8 of data, 1 for a partial load and between the rounds of
// shuffles; the mask's right half is beside the mask.
const (
	loaded   = 8
	maskHigh = 14
)

var rightMask = ymm[maskHigh].AsX()

// data returns the registers of half a block from v on.
func (t *transposer) data(v int) []int {
	var regs []int
	for i := range t.lanes() / 2 {
		regs = append(regs, v+i)
	}
	return regs
}

// loadHalves loads half a row each from rows i and i+half, from column col on,
// into the lower and upper half of register v.
func (t *transposer) loadHalves(v, i, col int, part bool) {
	half := t.lanes() / 2
	mask := ymm[avx2Mask].AsX()
	if col > 0 {
		mask = rightMask
	}
	at := func(row int) operand.Mem {
		return operand.Mem{Base: t.rows[row], Index: t.at, Scale: uint8(t.elem.Size()), Disp: col * t.elem.Size()}
	}
	if !part {
		t.op(x.VMOVUPS, x.VMOVUPD, at(i), ymm[v].AsX())
		t.ctx.VINSERTF128(operand.U8(1), at(i+half), ymm[v], ymm[v])
		return
	}
	t.op(three(x.VMASKMOVPS), three(x.VMASKMOVPD), at(i), mask, ymm[v].AsX())
	t.op(three(x.VMASKMOVPS), three(x.VMASKMOVPD), at(i+half), mask, ymm[loaded].AsX())
	t.ctx.VINSERTF128(operand.U8(1), ymm[loaded].AsX(), ymm[v], ymm[v])
}
