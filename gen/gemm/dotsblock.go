package gemm

import (
	"github.com/mmcloughlin/avo/operand"
	x "github.com/mmcloughlin/avo/x86"
)

// transposing returns what loads and transposes the unit's blocks.
func (d *dots) transposing(u *unit) []action {
	if d.lines {
		return d.transposingLines(u)
	}
	var all []action
	for q := range u.rows {
		regs := make([]int, d.inPart()+1)
		for i := range d.inPart() {
			all = append(all, d.loadingPair(u, u.first+q, i, &regs[i]))
		}
		all = append(all, d.passing(inParts(d.elem), regs, func(rows []int) { u.rows[q] = rows })...)
	}
	return all
}

// loadingPair returns what takes a register and loads into it parts of the block's column i and of the one
// half a block further on.
func (d *dots) loadingPair(u *unit, block, i int, v *int) action {
	low, high := d.bAt(block, i, u.k), d.bAt(block, i+d.lanes()/2, u.k)
	if !u.part {
		return action{1, func() {
			*v = d.take()
			d.op(x.VMOVUPS, x.VMOVUPD, low, ymm[*v].AsX())
			d.insert(high, *v)
		}}
	}
	return action{2, func() {
		*v = d.take()
		other := d.take()
		d.load(low, *v, true)
		d.load(high, other, true)
		d.insert(ymm[other].AsX(), *v)
		d.release(other)
	}}
}

// insert sets the upper half of a register. Those that AVX-512 added are unknown to VINSERTF128.
func (d *dots) insert(half operand.Op, v int) {
	if d.regs() > avx2Regs {
		d.ctx.VINSERTF32X4(operand.U8(1), half, ymm[v], ymm[v])
		return
	}
	d.ctx.VINSERTF128(operand.U8(1), half, ymm[v], ymm[v])
}

// passing returns what passes registers through a network, after taking the one more that it
// needs, and hands over the result.
func (d *dots) passing(n network, regs []int, use func(result []int)) []action {
	var all []action
	for s, c := range n.crossings {
		all = append(all, action{max(0, 1-s), func() {
			if s == 0 {
				regs[len(regs)-1] = d.take()
			}
			d.cross(c, regs)
			if s == len(n.crossings)-1 {
				result, free := n.outcome(regs)
				use(result)
				d.release(free)
			}
		}})
	}
	return all
}

// transposingLines is transposing for a block of whole lines: columns are transposed part by
// part, a quarter of them at a time; then come the parts. Part s of row q of each quarter has
// what makes up row s*inPart+q of the result.
func (d *dots) transposingLines(u *unit) []action {
	const parts = 4
	var all []action
	count := d.inPart()
	quarters := make([][]int, parts)
	for g := range quarters {
		regs := make([]int, count+1)
		for i := range count {
			all = append(all, action{1, func() {
				regs[i] = d.take()
				at := d.bAt(u.first, g*count+i, u.k)
				d.load(at, regs[i], u.part)
				if d.apart && !u.part {
					d.fetchNext(at)
				}
			}})
		}
		if end := (g + 1) * count; end%d.reach() == 0 {
			all = append(all, action{0, func() { d.walk(u, end) }})
		}
		all = append(all, d.passing(inParts(d.elem), regs, func(rows []int) { quarters[g] = rows })...)
	}
	u.rows[0] = make([]int, d.depth())
	for q := range count {
		regs := make([]int, parts+1)
		gather := action{0, func() {
			for g := range quarters {
				regs[g] = quarters[g][q]
			}
		}}
		all = append(append(all, gather), d.passing(ofParts(), regs, func(rows []int) {
			for s, v := range rows {
				u.rows[0][s*count+q] = v
			}
		})...)
	}
	return all
}

// walk goes on to the columns from end on of a block, to the next block or, after the last one, to the first
// one's next line.
func (d *dots) walk(u *unit, end int) {
	d.ctx.LEAQ(operand.Mem{Base: d.b[0], Index: d.column[1], Scale: uint8(d.reach())}, d.b[0])
	switch {
	case end < d.lanes():
	case u.first == 0 && d.apart:
		d.ctx.ADDQ(d.skew.hop, d.b[0])
	case u.first == u.blocks-1:
		d.ctx.ADDQ(d.back, d.b[0])
	case u.first == u.blocks-2 && d.shares(u.blocks):
		d.ctx.SUBQ(d.shift, d.b[0])
	}
}
