package gemm

import "github.com/mmcloughlin/avo/operand"

// Columns that are left over would be a pass over k of their own, as long as any other: a chain takes its time. So the kernel
// with whole lines takes them as one more block of the last group, which begins so early that it ends with
// the last column. What it shares with the block before comes out the same in both.

// overlaps tells whether the last block of a group may do so. One that is stored packed may not.
func (d *dots) overlaps() bool { return d.lines && !d.keep }

// shares tells whether the last of so many blocks may share columns with the one before.
func (d *dots) shares(blocks int) bool { return d.overlaps() && blocks > 1 }

// largest returns how many blocks the last group has at most: one more than the others, if there are registers.
func (d *dots) largest(r int) int {
	if most := d.blocks(r); most == 1 || most == len(d.b) || d.first(r, most+1) < d.depth()+2 {
		return most
	}
	return d.blocks(r) + 1
}

// groups emits, for r rows, the groups of each number of blocks, and the choice of the next one by the columns that are left.
func (d *dots) groups(r int) {
	c := d.ctx
	next, done := d.label("columns"), d.label("none")
	usual, most := d.blocks(r), d.largest(r)
	labels := make([]operand.LabelRef, most+1)
	for blocks := range labels {
		labels[blocks] = operand.LabelRef(d.label("group"))
	}
	c.Label(next)
	if most > usual {
		c.CMPQ(d.n, operand.U8(most*d.lanes()))
		c.JG(labels[usual])
	}
	for blocks := most; blocks >= 1; blocks-- {
		c.CMPQ(d.n, operand.U8((blocks-1)*d.lanes()))
		c.JG(labels[blocks])
	}
	c.JMP(operand.LabelRef(done))
	for blocks := most; blocks >= 1; blocks-- {
		c.Label(string(labels[blocks]))
		if d.shares(blocks) {
			d.share(blocks)
		}
		d.group(r, blocks)
		c.JMP(operand.LabelRef(next))
	}
	c.Label(done)
}

// share sets what the last of so many blocks shares: as many columns as would be missing. It stays so, because no columns
// follow then.
func (d *dots) share(blocks int) {
	c := d.ctx
	over, enough := c.GP64(), d.label("enough")
	c.MOVQ(operand.U32(blocks*d.lanes()), over)
	c.SUBQ(d.n, over)
	c.JLE(operand.LabelRef(enough))
	apart := c.GP64()
	c.MOVQ(d.column[1], apart)
	c.IMULQ(over, apart)
	c.MOVQ(apart, d.shift)
	c.SHLQ(operand.U8(shift(d.elem)), over)
	c.MOVQ(over, d.over)
	c.Label(enough)
}
