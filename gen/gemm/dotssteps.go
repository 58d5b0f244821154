package gemm

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
	x "github.com/mmcloughlin/avo/x86"
)

// unit is a step along k of some blocks that go together: they are transposed, then multiplied.
type unit struct {
	r, blocks int     // the kernel's rows, and all of its blocks
	first     int     // block
	k         int     // from the pointers on
	part      bool    // only the tail of k is there
	rows      [][]int // by block and k, the register of the transposed row
}

func newUnit(r, blocks, first, count, k int) *unit {
	return &unit{r: r, blocks: blocks, first: first, k: k, rows: make([][]int, count)}
}

// action is some instructions that belong together. Before, so many registers must be free.
type action struct {
	takes int
	emit  func()
}

// interleave emits two lists in turns, in proportion to their lengths. The first has to wait while
// it would take the last register that the second needs.
func (d *dots) interleave(a, b []action) {
	for i, j := 0, 0; i < len(a) || j < len(b); {
		spare := min(1, len(b)-j)
		if i < len(a) && i*len(b) <= j*len(a) && len(d.free) >= a[i].takes+spare {
			a[i].emit()
			i++
			continue
		}
		if j == len(b) || len(d.free) < b[j].takes {
			panic(fmt.Sprintf("gemm: dots: %d registers left, no action of %d and %d can go on", len(d.free), len(a)-i, len(b)-j))
		}
		b[j].emit()
		j++
	}
}

// allFree frees the registers below those of the accumulators. The lowest ones are taken first: see kernel.
func (d *dots) allFree(r, blocks int) {
	d.free = nil
	for v := d.first(r, blocks) - 1; v >= 0; v-- {
		d.free = append(d.free, v)
	}
}

func (d *dots) take() int {
	v := d.free[len(d.free)-1]
	d.free = d.free[:len(d.free)-1]
	return v
}

func (d *dots) release(v int) { d.free = append(d.free, v) }

// multiplying returns what adds the products of the unit's blocks and the columns of A, and stores the
// blocks if they are kept.
func (d *dots) multiplying(u *unit) []action {
	var all []action
	for p := range d.depth() {
		all = append(all, d.multiplyingColumn(u, p)...)
	}
	return all
}

// multiplyingColumn is multiplying for one column of A.
func (d *dots) multiplyingColumn(u *unit, p int) []action {
	var all []action
	if d.lines && u.blocks > 1 && p == 0 {
		all = append(all, action{0, func() { d.rewind(u) }})
	}
	if d.keep {
		all = append(all, action{0, func() { d.storeRow(u, p) }})
	}
	for i := range u.r {
		all = append(all, action{1, func() { d.multiply(u, i, p) }})
	}
	return append(all, action{0, func() {
		if d.lines {
			d.ctx.ADDQ(d.csa, d.a)
		}
		for q := range u.rows {
			d.release(u.rows[q][p])
		}
	}})
}

// rewind keeps the column of A at which the first block begins, and returns to it for each of the others.
func (d *dots) rewind(u *unit) {
	if u.first == 0 && !d.apart {
		d.ctx.MOVQ(d.a, d.again)
		return
	}
	d.ctx.MOVQ(d.again, d.a)
	if u.first > 0 && d.apart {
		d.ctx.ADDQ(d.skew.delta, d.a)
	}
}

// multiply adds the products of the element of A in row i and column p with a row of each block.
func (d *dots) multiply(u *unit, i, p int) {
	a, acc := d.aAt(i, u.k+p), d.first(u.r, u.blocks)+i*u.blocks+u.first
	if len(u.rows) == 1 && d.fmaBroadcast(a, u.rows[0][p], acc) {
		return
	}
	broadcast := d.take()
	d.op(x.VBROADCASTSS, x.VBROADCASTSD, a, d.vec(broadcast))
	for q := range u.rows {
		d.op(x.VFMADD231PS, x.VFMADD231PD, d.vec(broadcast), d.vec(u.rows[q][p]), d.vec(acc+q))
	}
	d.release(broadcast)
}

// storeRow keeps row p of the unit's blocks, and goes on to the next row.
func (d *dots) storeRow(u *unit, p int) {
	for q := range u.rows {
		d.op(x.VMOVUPS, x.VMOVUPD, d.vec(u.rows[q][p]), operand.Mem{Base: d.out, Disp: (u.first + q) * d.bytes()})
	}
	d.ctx.ADDQ(d.ldp, d.out)
}
