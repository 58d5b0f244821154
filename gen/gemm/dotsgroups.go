package gemm

import "github.com/mmcloughlin/avo/operand"

// Columns that are left over would be a pass over k of their own, as long as any other: a chain takes its time. So the kernel
// with whole lines takes them as one more block of the last group, which begins so early that it ends with
// the last column. What it shares with the block before comes out the same in both.

// overlaps tells whether the last block of a group may do so. One that is stored packed may not.
func (d *dots) overlaps() bool { return d.lines && !d.keep }

// shares tells whether the last of so many blocks may share columns with the one before.
func (d *dots) shares(blocks int) bool { return d.overlaps() && blocks > 1 }

// sizes returns, for r rows, of how many blocks there are groups, the largest first: what goes side by side and its halves; with
// blocks that share, any number up to one more, if there are registers, for the last group.
func (d *dots) sizes(r int) (all []int) {
	most := d.blocks(r)
	if !d.overlaps() {
		for ; most > 0; most /= 2 {
			all = append(all, most)
		}
		return all
	}
	if most > 1 && most < len(d.b) && d.hasRoom(r, most+1) {
		most++
	}
	for ; most > 0; most-- {
		all = append(all, most)
	}
	return all
}

// groups emits, for r rows, the groups of each size, and the choice of the next one by the columns that are left.
func (d *dots) groups(r int) {
	c := d.ctx
	next, done := d.label("columns"), d.label("none")
	sizes := d.sizes(r)
	labels := map[int]operand.LabelRef{}
	for _, blocks := range sizes {
		labels[blocks] = operand.LabelRef(d.label("group"))
	}
	c.Label(next)
	if usual := d.blocks(r); usual < sizes[0] {
		c.CMPQ(d.n, operand.U8(sizes[0]*d.lanes()))
		c.JG(labels[usual])
	}
	for _, blocks := range sizes {
		c.CMPQ(d.n, operand.U8((blocks-1)*d.lanes()))
		c.JG(labels[blocks])
	}
	c.JMP(operand.LabelRef(done))
	for _, blocks := range sizes {
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
