package gemm

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
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
//
// There is a second form: blocks of 16 columns times 16 k (8 times 8), of which ZMM registers take whole
// lines at once. It is for columns that are pages apart, whose lines push each other out of L1 before the next
// k is wanted, and for CPUs that shuffle whole ZMM registers as fast as halves.
type dots struct {
	packer
	most  int  // rows of A
	keep  bool // the transposed columns are stored, too
	lines bool // whole lines

	b      [4]reg.GPVirtual      // the first columns, and each block's first after them, at the current k; of lines, the next one to load
	column map[int]reg.GPVirtual // odd multiples of the distance of B's columns
	a      reg.GPVirtual         // row 0 of A at the current k
	row    map[int]reg.GPVirtual // odd multiples of the distance of A's rows
	c, bj  operand.Mem           // of the next columns
	n, ldc operand.Mem           // columns left; distance of C's rows
	tail   operand.Mem           // k left after whole blocks
	csa    operand.Op            // distance of A's columns
	again  operand.Mem           // row 0 of A at the k of the first block
	back   operand.Mem           // from the end of the last block's columns to the next line of the first one's
	over   operand.Mem           // what the last block shares with the one before: bytes of a row of C
	shift  operand.Mem           // and the distance of so many columns of B

	apart bool // the blocks are at different k
	skew  skew

	free []int // registers for blocks

	packed operand.Mem   // where the next columns are stored, transposed
	out    reg.GPVirtual // the same at the current k
	ldp    operand.Mem   // distance of its rows
}

// The most rows of A. With 8, the FMAs take nearly all of the time; of whole lines, which take turns, there may be as many as
// leave registers for a block, and for the addresses of what is stored.
const dotRows, lineRows, linePackRows = 8, 13, 12

// dotWidth is the most columns side by side for more rows than two, which have chains enough.
const dotWidth = 16

// AVX2Dots and AVX512Dots emit the kernels for a transposed B and few rows.
func AVX2Dots(ctx *build.Context) {
	eachElem(ctx, func(e *emitter) { (&dots{packer: packer{newAVX2(e), e}, most: dotRows}).function("Dots") })
}

func AVX512Dots(ctx *build.Context) {
	eachElem(ctx, func(e *emitter) {
		half := packer{newAVX512Half(e), e}
		(&dots{packer: half, most: dotRows}).function("Dots")
		(&dots{packer: half, most: dotRows, keep: true}).packing("DotsPack")
		whole := packer{newAVX512(e), e}
		(&dots{packer: whole, most: lineRows, lines: true}).function("DotsLines")
		(&dots{packer: whole, most: linePackRows, lines: true, keep: true}).packing("DotsPackLines")
	})
}

// function emits the kernel for 1 to dotRows rows.
func (d *dots) function(name string) {
	c := d.ctx
	d.declare(name+d.elem.Suffix(), kernelSignature)
	d.prologue()
	m := d.arg("m")
	for r := 1; r < d.most; r++ {
		c.CMPQ(m, operand.U8(r))
		c.JE(rowsLabel(r))
	}
	for r := d.most; r >= 1; r-- {
		c.Label(string(rowsLabel(r)))
		if d.takesSkew(r) {
			d.skewed(r)
		}
		d.groups(r)
		c.JMP(operand.LabelRef("done"))
	}
	c.Label("done")
	d.end()
}

// packing emits the kernel for a number of rows that also stores the columns it has transposed:
// as packed rows of B, for the rows of A that are still to come.
func (d *dots) packing(name string) {
	c := d.ctx
	d.declare(name+d.elem.Suffix(), "func(c, a, b, packed *%[1]s, n, k, ldc, rsa, rsb, ldp, mode int)")
	d.packed, d.out, d.ldp = c.AllocLocal(8), c.GP64(), c.AllocLocal(8)
	c.MOVQ(d.stride("ldp"), d.ldp)
	c.MOVQ(d.arg("packed"), d.packed)
	d.prologue()
	d.groups(d.most)
	d.end()
}

func (d *dots) prologue() {
	c := d.ctx
	d.c, d.bj, d.n, d.ldc = c.AllocLocal(8), c.AllocLocal(8), c.AllocLocal(8), c.AllocLocal(8)
	d.tail = c.AllocLocal(8)
	if d.lines {
		d.back, d.again = c.AllocLocal(8), c.AllocLocal(8)
		if d.csa = operand.U8(d.elem.Size()); !d.keep {
			d.csa = d.stride("csa")
		}
	}
	if d.overlaps() {
		d.over, d.shift = c.AllocLocal(8), c.AllocLocal(8)
		for _, m := range d.skew.places() {
			*m = c.AllocLocal(8)
		}
		c.MOVQ(operand.U32(0), d.over)
		c.MOVQ(operand.U32(0), d.shift)
	}
	c.MOVQ(d.arg("c"), d.c)
	c.MOVQ(d.arg("b"), d.bj)
	c.MOVQ(d.arg("n"), d.n)
	c.MOVQ(d.stride("ldc"), d.ldc)
	tail := d.arg("k")
	c.ANDQ(operand.U32(d.depth()-1), tail)
	c.MOVQ(tail, d.tail)
	d.limit(tail)
	d.column = d.odds("rsb", d.reach())
	d.row = d.odds("rsa", d.most)
	d.a = c.GP64()
	for q := range d.b {
		d.b[q] = c.GP64()
	}
}

// group emits what computes so many blocks and goes on to the next columns.
func (d *dots) group(r, blocks int) {
	c := d.ctx
	width := blocks * d.lanes()
	d.start(r, blocks)
	d.chain(r, blocks)
	d.eachVector(r, blocks, func(acc int, at operand.Mem) { d.store(acc, at, false) })
	step := c.GP64()
	c.IMUL3Q(operand.U8(width), d.column[1], step)
	c.ADDQ(step, d.bj)
	c.ADDQ(operand.U32(width*d.elem.Size()), d.c)
	if d.keep {
		c.ADDQ(operand.U32(width*d.elem.Size()), d.packed)
	}
	c.SUBQ(operand.U8(width), d.n)
}

// start sets the chains of a group.
func (d *dots) start(r, blocks int) {
	accs := make([]int, r*blocks)
	for i := range accs {
		accs[i] = d.first(r, blocks) + i
	}
	d.begin(accs, func(load func(acc int, at operand.Mem)) { d.eachVector(r, blocks, load) })
}

// begin sets chains to +0 or to what C holds, of which each calls load for every vector.
func (d *dots) begin(accs []int, each func(load func(acc int, at operand.Mem))) {
	c := d.ctx
	fresh, ready := d.label("fresh"), d.label("ready")
	c.TESTQ(operand.U32(fromC), d.param("mode"))
	c.JZ(operand.LabelRef(fresh))
	each(func(acc int, at operand.Mem) { d.load(at, acc, false) })
	c.JMP(operand.LabelRef(ready))
	c.Label(fresh)
	for _, acc := range accs {
		d.zero(acc)
	}
	c.Label(ready)
}

// eachVector calls use for each vector of C, row by row, with its accumulator.
func (d *dots) eachVector(r, blocks int, use func(acc int, at operand.Mem)) {
	p := d.ctx.GP64()
	d.ctx.MOVQ(d.c, p)
	last := p
	if d.shares(blocks) {
		last = d.ctx.GP64()
		d.ctx.MOVQ(p, last)
		d.ctx.SUBQ(d.over, last)
	}
	for i := range r {
		for q := range blocks {
			at := operand.Mem{Base: p, Disp: q * d.bytes()}
			if q == blocks-1 {
				at.Base = last
			}
			use(d.first(r, blocks)+i*blocks+q, at)
		}
		if i < r-1 {
			d.ctx.ADDQ(d.ldc, p)
			if last != p {
				d.ctx.ADDQ(d.ldc, last)
			}
		}
	}
}
