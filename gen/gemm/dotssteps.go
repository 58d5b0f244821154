package gemm

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
	x "github.com/mmcloughlin/avo/x86"
)

// unit is a step along k of the blocks that go together: they are transposed, then multiplied.
type unit struct {
	r, blocks int     // the kernel's rows, and blocks of columns
	first     int     // block
	k         int     // first of the unit, from the pointers on
	rows      [][]int // by block and k, the register of the transposed row
}

// action is some instructions that belong together. Before, so many registers must be free.
type action struct {
	takes int
	emit  func()
}

// steps emits so many steps along k. While one unit is multiplied, the next one is transposed:
// their instructions take turns, because the CPU would not look far enough ahead to overlap them.
func (d *dots) steps(r, blocks, steps int) {
	var units []*unit
	for s := range steps {
		for q := 0; q < blocks; q += d.together(blocks) {
			units = append(units, &unit{r: r, blocks: blocks, first: q, k: s * d.half(), rows: make([][]int, d.together(blocks))})
		}
	}
	d.free = nil
	for v := range min(d.first(r, blocks), avx2Mask) {
		d.free = append(d.free, v)
	}
	d.interleave(d.transposing(units[0]), nil)
	for i, u := range units {
		var next []action
		if i+1 < len(units) {
			next = d.transposing(units[i+1])
		}
		d.interleave(next, d.multiplying(u))
	}
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

func (d *dots) take() int {
	v := d.free[len(d.free)-1]
	d.free = d.free[:len(d.free)-1]
	return v
}

func (d *dots) release(v int) { d.free = append(d.free, v) }

// transposing returns what loads and transposes the unit's blocks.
func (d *dots) transposing(u *unit) []action {
	var all []action
	half := d.half()
	steps, transposed, free := unpackings(d.elem)
	for q := range u.rows {
		regs := make([]int, half+1)
		for i := range half {
			all = append(all, action{1, func() {
				v := d.take()
				d.op(x.VMOVUPS, x.VMOVUPD, d.bAt(u.first+q, i, u.k), ymm[v].AsX())
				d.ctx.VINSERTF128(operand.U8(1), d.bAt(u.first+q, i+half, u.k), ymm[v], ymm[v])
				regs[i] = v
			}})
		}
		for s, step := range steps {
			all = append(all, action{max(0, 1-s), func() {
				if s == 0 {
					regs[half] = d.take()
				}
				d.unpack(step, regs)
				if s < len(steps)-1 {
					return
				}
				for _, i := range transposed {
					u.rows[q] = append(u.rows[q], regs[i])
				}
				d.release(regs[free])
			}})
		}
	}
	return all
}

// multiplying returns what adds the products of the unit's blocks and the columns of A, and stores the
// blocks if they are kept.
func (d *dots) multiplying(u *unit) []action {
	var all []action
	for p := range d.half() {
		if d.keep {
			all = append(all, action{0, func() { d.storeRow(u, p) }})
		}
		for i := range u.r {
			all = append(all, action{1, func() {
				d.multiply(u, i, p)
				if i < u.r-1 {
					return
				}
				for q := range u.rows {
					d.release(u.rows[q][p])
				}
			}})
		}
	}
	return all
}

// multiply adds the products of the element of A in row i and column p with a row of each block.
func (d *dots) multiply(u *unit, i, p int) {
	a, acc := d.aAt(i, u.k+p), d.first(u.r, u.blocks)+i*u.blocks+u.first
	if len(u.rows) == 1 && d.wide {
		d.op(x.VFMADD231PS_BCST, x.VFMADD231PD_BCST, a, ymm[u.rows[0][p]], ymm[acc])
		return
	}
	broadcast := d.take()
	d.op(x.VBROADCASTSS, x.VBROADCASTSD, a, ymm[broadcast])
	for q := range u.rows {
		d.op(x.VFMADD231PS, x.VFMADD231PD, ymm[broadcast], ymm[u.rows[q][p]], ymm[acc+q])
	}
	d.release(broadcast)
}

// storeRow keeps row p of the unit's blocks, and goes on to the next row.
func (d *dots) storeRow(u *unit, p int) {
	for q := range u.rows {
		d.op(x.VMOVUPS, x.VMOVUPD, ymm[u.rows[q][p]], d.packedRow(u.first+q, 0))
	}
	d.ctx.ADDQ(d.ldp, d.out)
}
