package gemm

import "github.com/mmcloughlin/avo/operand"

// inPart returns the elements of a part of a register.
func (d *dots) inPart() int { return 16 / d.elem.Size() }

// depth returns the k of a block.
func (d *dots) depth() int {
	if d.lines {
		return d.lanes()
	}
	return d.inPart()
}

// together returns how many of so many blocks share the broadcasts of A: they are
// transposed at the same time, into as many as 8 registers, or 16 for one and two rows, if there are so many left.
func (d *dots) together(r, blocks int) int {
	if d.lines {
		return 1
	}
	count := min(blocks, 8/d.depth())
	if r <= 2 && d.regs() > avx2Regs {
		count = blocks
	}
	for count > 1 && d.first(r, blocks) < count*d.depth()+1 {
		count /= 2
	}
	return count
}

// blocks returns how many blocks of columns go side by side for r rows: as many as leave
// registers enough to transpose half of them, and no less than 4, at the same time.
func (d *dots) blocks(r int) int {
	for blocks := len(d.b); blocks > 1; blocks /= 2 {
		if d.fits(r, blocks) {
			return blocks
		}
	}
	return 1
}

// fits tells whether so many blocks go side by side. Of whole lines, each column is a stream from memory, and more than 32
// are slower, but a single row needs more chains; those that are kept are stored together.
func (d *dots) fits(r, blocks int) bool {
	if d.lines {
		return blocks <= max(2, 4/r) && !d.keep && d.hasRoom(r, blocks)
	}
	return d.first(r, blocks) >= max(blocks/2*d.depth(), 4)+1 && (r <= 2 || blocks*d.lanes() <= dotWidth)
}

// hasRoom tells whether the accumulators of so many blocks of whole lines leave registers for a block.
func (d *dots) hasRoom(r, blocks int) bool { return d.first(r, blocks) >= d.depth()+2 }

// avx2Regs is how many registers AVX2 has.
const avx2Regs = 16

// first returns the first of the registers of the accumulators. Those below are for blocks, which need one
// more than they fill; AVX2 has its mask above.
func (d *dots) first(r, blocks int) int {
	if d.regs() == avx2Regs {
		return avx2Mask - r*blocks
	}
	return d.regs() - r*blocks
}

// reach returns how many columns are addressed from one pointer: a block's, but no more than 8.
func (d *dots) reach() int { return min(8, d.lanes()) }

func (d *dots) bAt(block, column, p int) operand.Mem {
	if d.lines {
		return multiple(d.b[0], d.column, column%d.reach(), 0)
	}
	column += block * d.lanes()
	return multiple(d.b[column/d.reach()], d.column, column%d.reach(), p*d.elem.Size())
}

func (d *dots) aAt(row, p int) operand.Mem {
	if d.lines {
		return multiple(d.a, d.row, row, 0)
	}
	return multiple(d.a, d.row, row, p*d.elem.Size())
}
