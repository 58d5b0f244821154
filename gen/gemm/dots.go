package gemm

import (
	"fmt"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	x "github.com/mmcloughlin/avo/x86"
)

// dots emits the micro-kernel for few rows of A and a B whose columns are
// contiguous: each element of C is the dot product of two contiguous vectors, but
// must be summed in order. So the lanes are columns, as ever, and blocks of B are
// transposed in registers on their way into the FMAs.
//
// It works in YMM registers, because their shuffles have at least the throughput
// of ZMM's, on blocks of 8 columns times 4 k (4 times 2 for float64). Several
// blocks of columns go side by side: their chains hide each other's latency, and
// they share the broadcasts of A.
type dots struct {
	*transposer
	wide bool // 32 registers and broadcasts from memory (AVX-512VL)

	b      [4]reg.GPVirtual      // the blocks' columns 0, at the current k
	column map[int]reg.GPVirtual // odd multiples of the distance of B's columns
	a      reg.GPVirtual         // row 0 of A at the current k
	row    map[int]reg.GPVirtual // odd multiples of the distance of A's rows
	c, bj  operand.Mem           // of the next columns
	n, ldc operand.Mem           // columns left; distance of C's rows
}

// dotRows is the most rows of A: with them, the FMAs take nearly all of the time.
const dotRows = 8

// dotWidth is the most columns side by side for several rows: more columns at a
// distance of a power of two would push each other out of L1.
const dotWidth = 16

// half is the columns of a half register, and the k of a block.
func (d *dots) half() int { return d.side() / 2 }

// together returns how many of so many blocks share the broadcasts of A: they are
// transposed at the same time, into as many as 8 registers.
func (d *dots) together(blocks int) int { return min(blocks, 8/d.half()) }

// blocks returns how many blocks of columns go side by side for r rows.
func (d *dots) blocks(r int) int {
	for blocks := len(d.b); blocks > 1; blocks /= 2 {
		if (r == 1 || blocks*d.side() <= dotWidth) && d.first(blocks)+r*blocks <= d.last() {
			return blocks
		}
	}
	return 1
}

// first and last bound the registers of the accumulators. Below are those of the transposed
// blocks and a temporary one; AVX2 has the mask above.
func (d *dots) first(blocks int) int {
	if d.wide {
		return 16
	}
	return d.together(blocks)*d.half() + 1
}

func (d *dots) last() int {
	if d.wide {
		return 32
	}
	return avx2Mask
}

func (d *dots) function() {
	c := d.ctx
	c.Function("Dots" + d.elem.Suffix())
	c.Attributes(attr.NOSPLIT)
	c.SignatureExpr(fmt.Sprintf(kernelSignature, d.elem.Go()))
	c.Pragma("noescape")
	d.prologue()
	m := d.arg("m")
	for r := 1; r < dotRows; r++ {
		c.CMPQ(m, operand.U8(r))
		c.JE(rowsLabel(r))
	}
	for r := dotRows; r >= 1; r-- {
		c.Label(string(rowsLabel(r)))
		for blocks := d.blocks(r); blocks >= 1; blocks /= 2 {
			d.columns(r, blocks)
		}
		c.JMP(operand.LabelRef("done"))
	}
	c.Label("done")
	d.end()
}

func (d *dots) prologue() {
	c := d.ctx
	d.c, d.bj, d.n, d.ldc = c.AllocLocal(8), c.AllocLocal(8), c.AllocLocal(8), c.AllocLocal(8)
	d.tail = c.AllocLocal(8)
	c.MOVQ(d.arg("c"), d.c)
	c.MOVQ(d.arg("b"), d.bj)
	c.MOVQ(d.arg("n"), d.n)
	c.MOVQ(d.stride("ldc"), d.ldc)
	tail := d.arg("k")
	c.ANDQ(operand.U32(d.half()-1), tail)
	c.MOVQ(tail, d.tail)
	d.limit(tail)
	d.column = d.odds("rsb", d.side())
	d.row = d.odds("rsa", dotRows)
	d.a = c.GP64()
	for q := range d.b {
		d.b[q] = c.GP64()
	}
}

// columns emits the loop over groups of so many blocks of columns.
func (d *dots) columns(r, blocks int) {
	c := d.ctx
	loop, rest := d.label("columns"), d.label("rest")
	width := blocks * d.side()
	c.Label(loop)
	c.CMPQ(d.n, operand.U8(width))
	c.JL(operand.LabelRef(rest))
	d.start(r, blocks)
	d.chain(r, blocks)
	d.eachVector(r, blocks, func(acc int, at operand.Mem) { d.op(x.VMOVUPS, x.VMOVUPD, ymm[acc], at) })
	step := c.GP64()
	c.IMUL3Q(operand.U8(width), d.column[1], step)
	c.ADDQ(step, d.bj)
	c.ADDQ(operand.U32(width*d.elem.Size()), d.c)
	c.SUBQ(operand.U8(width), d.n)
	c.JMP(operand.LabelRef(loop))
	c.Label(rest)
}

// start sets the chains to +0 or to what C holds.
func (d *dots) start(r, blocks int) {
	c := d.ctx
	fresh, ready := d.label("fresh"), d.label("ready")
	c.TESTQ(operand.U32(fromC), d.param("mode"))
	c.JZ(operand.LabelRef(fresh))
	d.eachVector(r, blocks, func(acc int, at operand.Mem) { d.op(x.VMOVUPS, x.VMOVUPD, at, ymm[acc]) })
	c.JMP(operand.LabelRef(ready))
	c.Label(fresh)
	for i := range r * blocks {
		v := ymm[d.first(blocks)+i]
		d.op(d.xor(), d.xor(), v, v, v)
	}
	c.Label(ready)
}

func (d *dots) xor() ctor {
	if d.wide {
		return x.VPXORD // which knows all 32 registers
	}
	return x.VXORPS
}

// eachVector calls use for each vector of C, row by row, with its accumulator.
func (d *dots) eachVector(r, blocks int, use func(acc int, at operand.Mem)) {
	p := d.ctx.GP64()
	d.ctx.MOVQ(d.c, p)
	for i := range r {
		for q := range blocks {
			use(d.first(blocks)+i*blocks+q, operand.Mem{Base: p, Disp: q * d.bytes()})
		}
		if i < r-1 {
			d.ctx.ADDQ(d.ldc, p)
		}
	}
}

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
	for s := range steps {
		for q := 0; q < blocks; q += d.together(blocks) {
			d.step(r, blocks, q, s*d.half())
		}
	}
	for q := range blocks {
		c.ADDQ(operand.U8(bytes), d.b[q])
	}
	c.ADDQ(operand.U8(bytes), d.a)
	c.SUBQ(operand.U8(steps*d.half()), left)
	c.JGE(operand.LabelRef(loop))
	c.Label(end)
	c.ADDQ(operand.U8(steps*d.half()), left)
}

// step transposes the blocks from the first on that go together, and multiplies them
// by the columns of A from k on.
func (d *dots) step(r, blocks, first, k int) {
	half, temp := d.half(), d.together(blocks)*d.half()
	var rows [][]int
	for q := range d.together(blocks) {
		v := q * half
		for i := range half {
			d.op(x.VMOVUPS, x.VMOVUPD, d.bAt(first+q, i, k), ymm[v+i].AsX())
			d.ctx.VINSERTF128(operand.U8(1), d.bAt(first+q, i+half, k), ymm[v+i], ymm[v+i])
		}
		var done []int
		done, temp = d.shuffle(v, temp)
		rows = append(rows, done)
	}
	for p := range half {
		for i := range r {
			acc := d.first(blocks) + i*blocks + first
			if len(rows) == 1 && d.wide {
				d.op(x.VFMADD231PS_BCST, x.VFMADD231PD_BCST, d.aAt(i, k+p), ymm[rows[0][p]], ymm[acc])
				continue
			}
			d.op(x.VBROADCASTSS, x.VBROADCASTSD, d.aAt(i, k+p), ymm[temp])
			for q := range rows {
				d.op(x.VFMADD231PS, x.VFMADD231PD, ymm[temp], ymm[rows[q][p]], ymm[acc+q])
			}
		}
	}
}

// rest emits what is left of k after whole blocks: block by block, loading under a mask.
func (d *dots) rest(r, blocks int) {
	c, half := d.ctx, d.half()
	done := d.label("whole")
	c.CMPQ(d.tail, operand.U8(0))
	c.JE(operand.LabelRef(done))
	for q := range blocks {
		next, temp := d.label("next"), half
		for i := range half {
			d.loadPart(d.bAt(q, i, 0), i)
			d.loadPart(d.bAt(q, i+half, 0), temp)
			c.VINSERTF128(operand.U8(1), ymm[temp].AsX(), ymm[i], ymm[i])
		}
		rows, temp := d.shuffle(0, temp)
		for p := range half - 1 {
			if p > 0 {
				c.CMPQ(d.tail, operand.U8(p))
				c.JE(operand.LabelRef(next))
			}
			for i := range r {
				d.op(x.VBROADCASTSS, x.VBROADCASTSD, d.aAt(i, p), ymm[temp])
				d.op(x.VFMADD231PS, x.VFMADD231PD, ymm[temp], ymm[rows[p]], ymm[d.first(blocks)+i*blocks+q])
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

func (d *dots) bAt(q, column, p int) operand.Mem {
	return multiple(d.b[q], d.column, column, p*d.elem.Size())
}

func (d *dots) aAt(row, p int) operand.Mem { return multiple(d.a, d.row, row, p*d.elem.Size()) }
