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
// transposed in registers on their way into the FMAs; packing them first
// would cost more than the products.
//
// It works in YMM registers, because their shuffles have twice the throughput of
// ZMM's, on blocks of 8 columns times 8 k (4 times 4 for float64), and on
// several blocks of columns side by side, whose chains hide each other's latency.
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

// The first registers belong to the transposition and the broadcast.
const (
	dotBroadcast = 8
	dotFirst     = 9
)

// most returns how many accumulators there are room for.
func (d *dots) most() int {
	if d.wide {
		return 32 - dotFirst
	}
	return 16 - dotFirst
}

// rows returns the most rows of A: beyond 8, packing is the better way.
func (d *dots) rows() int { return min(8, d.most()) }

// blocks returns how many blocks of columns go side by side for r rows.
func (d *dots) blocks(r int) int { return min(4, d.most()/r) }

func (d *dots) function() {
	c := d.ctx
	c.Function("Dots" + d.elem.Suffix())
	c.Attributes(attr.NOSPLIT)
	c.SignatureExpr(fmt.Sprintf(kernelSignature, d.elem.Go()))
	c.Pragma("noescape")
	d.prologue()
	m := d.arg("m")
	for r := 1; r < d.rows(); r++ {
		c.CMPQ(m, operand.U8(r))
		c.JE(rowsLabel(r))
	}
	for r := d.rows(); r >= 1; r-- {
		c.Label(string(rowsLabel(r)))
		d.columns(r, d.blocks(r))
		if d.blocks(r) > 1 {
			d.columns(r, 1)
		}
		c.JMP(operand.LabelRef("done"))
	}
	c.Label("done")
	d.end()
}

func (d *dots) prologue() {
	c := d.ctx
	d.c, d.bj, d.n, d.ldc = c.AllocLocal(8), c.AllocLocal(8), c.AllocLocal(8), c.AllocLocal(8)
	c.MOVQ(d.arg("c"), d.c)
	c.MOVQ(d.arg("b"), d.bj)
	c.MOVQ(d.arg("n"), d.n)
	c.MOVQ(d.stride("ldc"), d.ldc)
	d.column = d.odds("rsb", d.side())
	d.row = d.odds("rsa", d.rows())
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
	d.eachVector(r, blocks, func(acc int, at operand.Mem) { d.op(x.VMOVUPS, x.VMOVUPD, d.reg(acc), at) })
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
	d.eachVector(r, blocks, func(acc int, at operand.Mem) { d.op(x.VMOVUPS, x.VMOVUPD, at, d.reg(acc)) })
	c.JMP(operand.LabelRef(ready))
	c.Label(fresh)
	for acc := range r * blocks {
		v := d.reg(acc)
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

// reg returns an accumulator.
func (d *dots) reg(acc int) reg.VecPhysical { return ymm[dotFirst+acc] }

// eachVector calls use for each vector of C, row by row.
func (d *dots) eachVector(r, blocks int, use func(acc int, at operand.Mem)) {
	p := d.ctx.GP64()
	d.ctx.MOVQ(d.c, p)
	for i := range r {
		for q := range blocks {
			use(i*blocks+q, operand.Mem{Base: p, Disp: q * d.bytes()})
		}
		if i < r-1 {
			d.ctx.ADDQ(d.ldc, p)
		}
	}
}

// chain emits the loop over k, of which each turn takes one block's side.
func (d *dots) chain(r, blocks int) {
	c := d.ctx
	c.Load(c.Param("a"), d.a)
	for q := range blocks {
		if q == 0 {
			c.MOVQ(d.bj, d.b[0])
			continue
		}
		c.LEAQ(operand.Mem{Base: d.b[q-1], Index: d.column[1], Scale: uint8(d.side())}, d.b[q])
	}
	left := c.GP64()
	c.Load(c.Param("k"), left)
	d.loop(r, blocks, lineBlocks, left)
	d.loop(r, blocks, 1, left)
}

// lineBlocks is how many steps along k one block of columns takes before the next
// one's turn: a cache line's worth, because many columns at a distance of a power of
// two push each other's lines out.
const lineBlocks = 2

// loop emits a loop that takes so many steps along k while as many are left.
func (d *dots) loop(r, blocks, steps int, left reg.GPVirtual) {
	c := d.ctx
	loop, end := d.label("k"), d.label("end")
	c.SUBQ(operand.U8(steps*d.side()), left)
	c.JL(operand.LabelRef(end))
	c.Label(loop)
	for q := range blocks {
		for s := range steps {
			d.block(q, r, blocks, s*d.side())
		}
		c.ADDQ(operand.U8(steps*d.bytes()), d.b[q])
	}
	c.ADDQ(operand.U8(steps*d.bytes()), d.a)
	c.SUBQ(operand.U8(steps*d.side()), left)
	c.JGE(operand.LabelRef(loop))
	c.Label(end)
	c.ADDQ(operand.U8(steps*d.side()), left)
}

// block transposes block q from k on, half of it at a time, and multiplies it by A.
func (d *dots) block(q, r, blocks, k int) {
	half := d.side() / 2
	for p0 := k; p0 < k+d.side(); p0 += half {
		for i := range half {
			d.op(x.VMOVUPS, x.VMOVUPD, d.bAt(q, i, p0), ymm[i].AsX())
			d.ctx.VINSERTF128(operand.U8(1), d.bAt(q, i+half, p0), ymm[i], ymm[i])
		}
		for p, v := range d.shuffle(0) {
			for i := range r {
				d.multiply(d.aAt(i, p0+p), v, i*blocks+q)
			}
		}
	}
}

// multiply adds the element at a times vector v to an accumulator.
func (d *dots) multiply(a operand.Mem, v, acc int) {
	if d.wide {
		d.op(x.VFMADD231PS_BCST, x.VFMADD231PD_BCST, a, ymm[v], d.reg(acc))
		return
	}
	d.op(x.VBROADCASTSS, x.VBROADCASTSD, a, ymm[dotBroadcast])
	d.op(x.VFMADD231PS, x.VFMADD231PD, ymm[dotBroadcast], ymm[v], d.reg(acc))
}

func (d *dots) bAt(q, column, p int) operand.Mem {
	return multiple(d.b[q], d.column, column, p*d.elem.Size())
}

func (d *dots) aAt(row, p int) operand.Mem { return multiple(d.a, d.row, row, p*d.elem.Size()) }
