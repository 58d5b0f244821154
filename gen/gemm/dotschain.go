package gemm

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// inTurn returns how many steps along k a turn of the main loop takes: a cache line of each column, or
// of whole lines so many that there is a next block to transpose while one is multiplied.
func (d *dots) inTurn(blocks int) int {
	if d.lines {
		return max(1, 2/blocks)
	}
	return 4
}

// chain emits the loops over k: several steps at a time, a step at a time, the rest.
func (d *dots) chain(r, blocks int) {
	c := d.ctx
	c.Load(c.Param("a"), d.a)
	c.MOVQ(d.bj, d.b[0])
	for q := 1; q < d.pointers(blocks); q++ {
		c.LEAQ(operand.Mem{Base: d.b[q-1], Index: d.column[1], Scale: uint8(d.reach())}, d.b[q])
	}
	if d.keep {
		c.MOVQ(d.packed, d.out)
	}
	if d.lines {
		back := c.GP64()
		c.IMUL3Q(operand.I32(-blocks*d.lanes()), d.column[1], back)
		c.ADDQ(operand.U8(d.bytes()), back)
		if d.shares(blocks) {
			c.ADDQ(d.shift, back)
		}
		c.MOVQ(back, d.back)
	}
	left := c.GP64()
	c.Load(c.Param("k"), left)
	if turn := d.inTurn(blocks); turn > 1 {
		d.loop(r, blocks, turn, left)
	}
	d.loop(r, blocks, 1, left)
	d.rest(r, blocks)
}

// pointers returns how many pointers so many blocks of columns need.
func (d *dots) pointers(blocks int) int {
	if d.lines {
		return 1
	}
	return blocks * d.lanes() / d.reach()
}

// loop emits a loop that takes so many steps along k while as many are left.
func (d *dots) loop(r, blocks, steps int, left reg.GPVirtual) {
	c := d.ctx
	loop, end := d.label("k"), d.label("end")
	depth := steps * d.depth()
	c.SUBQ(operand.U8(depth), left)
	c.JL(operand.LabelRef(end))
	d.align()
	c.Label(loop)
	d.steps(r, blocks, steps)
	if !d.lines { // whose units go on by themselves
		for q := range d.pointers(blocks) {
			c.ADDQ(operand.U8(depth*d.elem.Size()), d.b[q])
		}
		c.ADDQ(operand.U8(depth*d.elem.Size()), d.a)
	}
	c.SUBQ(operand.U8(depth), left)
	c.JGE(operand.LabelRef(loop))
	c.Label(end)
	c.ADDQ(operand.U8(depth), left)
}

// steps emits so many steps along k. While one unit is multiplied, the next one is transposed:
// their instructions take turns, because the CPU would not look far enough ahead to overlap them.
func (d *dots) steps(r, blocks, steps int) {
	var units []*unit
	for s := range steps {
		for q := 0; q < blocks; q += d.together(r, blocks) {
			units = append(units, newUnit(r, blocks, q, d.together(r, blocks), s*d.depth()))
		}
	}
	d.allFree(r, blocks)
	d.interleave(d.transposing(units[0]), nil)
	for i, u := range units {
		var next []action
		if i+1 < len(units) {
			next = d.transposing(units[i+1])
		}
		d.interleave(next, d.multiplying(u))
	}
}

// rest emits what is left of k after whole blocks: what is there of the columns is transposed,
// then multiplied by one column of A after the other until the last one. Kept blocks stay
// together, because their rows are stored side by side.
func (d *dots) rest(r, blocks int) {
	c := d.ctx
	done := d.label("whole")
	c.CMPQ(d.tail, operand.U8(0))
	c.JE(operand.LabelRef(done))
	count := 1
	if d.keep {
		count = d.together(r, blocks)
	}
	for q := 0; q < blocks; q += count {
		d.restOf(newUnit(r, blocks, q, count, 0))
	}
	c.Label(done)
}

// restOf is rest for one unit.
func (d *dots) restOf(u *unit) {
	next := d.label("next")
	u.part = true
	d.allFree(u.r, u.blocks)
	d.interleave(d.transposing(u), nil)
	for p := range d.depth() - 1 {
		if p > 0 {
			d.ctx.CMPQ(d.tail, operand.U8(p))
			d.ctx.JE(operand.LabelRef(next))
		}
		d.interleave(nil, d.multiplyingColumn(u, p))
	}
	d.ctx.Label(next)
}
