package gemm

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Columns that are a power of two apart have their lines for the same k in a few sets of L1. Two blocks side by side
// have more of them than there is room for, and what the hardware fetches ahead for one pushes out what it has fetched
// for the other. So the second block of a pair runs some lines behind the first one: then their lines are in other sets.
//
// Neither waits for the other at the ends. When the first block is complete it goes on to the next pair, while the second one
// still has lines to go; then that follows. Only where there is no such neighbour, at the very beginning and end, lines of
// the same pair are gone over for nothing.

// skewLines is how many lines the second block is behind, skewRows the most rows for which that pays: with more, less
// of the time goes into fetching B.
const skewLines, skewRows = 4, 7

// skew is where the blocks of a pair are, and what comes next. All distances are in bytes.
type skew struct {
	hop   operand.Mem // from the end of the first block's columns to the second block's
	delta operand.Mem // from the first block's column of A to the second one's
	far   operand.Mem // a column's whole lines but for skewLines
	span  operand.Mem // the columns of A that belong to them
	line  operand.Mem // the columns of A that belong to one line
	pair  operand.Mem // the columns of a pair
	left  operand.Mem // lines until one of the blocks is complete
	ends  operand.Mem // which one: 0 the first, 1 the second
	done  operand.Mem // set if the first block has come to its end
	later operand.Mem // where the second block's results go; 0 if it has not begun
}

// places returns all of it.
func (s *skew) places() []*operand.Mem {
	return []*operand.Mem{&s.hop, &s.delta, &s.far, &s.span, &s.line, &s.pair, &s.left, &s.ends, &s.done, &s.later}
}

// takesSkew tells whether the kernel does so for r rows.
func (d *dots) takesSkew(r int) bool { return d.overlaps() && r <= skewRows }

// skewed emits what computes all pairs of blocks for r rows, if the mode asks for it.
func (d *dots) skewed(r int) {
	c, s := d.ctx, &d.skew
	loop, second, finished := d.label("line"), d.label("second"), d.label("finished")
	c.TESTQ(operand.U32(skewMode), d.param("mode"))
	c.JZ(operand.LabelRef(finished))
	c.CMPQ(d.n, operand.U8(2*d.lanes()))
	c.JL(operand.LabelRef(finished))
	d.measure()
	c.MOVQ(operand.U32(0), s.done)
	c.MOVQ(operand.U32(0), s.later)
	for i := range 2 * r {
		d.zero(d.first(r, 2) + i)
	}
	c.MOVQ(d.bj, d.b[0])
	c.Load(c.Param("a"), d.a)
	c.MOVQ(d.a, d.again)
	d.beginBlock(r, 0, d.c)
	d.ahead(operand.U32(0))

	d.align()
	c.Label(loop)
	d.apart = true
	d.steps(r, 2, 1)
	d.apart = false
	next := c.GP64()
	c.MOVQ(s.line, next)
	c.ADDQ(next, d.again)
	c.DECQ(s.left)
	c.JNZ(operand.LabelRef(loop))

	c.CMPQ(s.ends, operand.U8(0))
	c.JNE(operand.LabelRef(second))
	d.firstEnds(r)
	c.JMP(operand.LabelRef(loop))
	c.Label(second)
	d.secondEnds(r, finished)
	c.JMP(operand.LabelRef(loop))
	c.Label(finished)
}

// fetchNext fetches the line after the one at an address: the hardware, too, fetches ahead in so many streams, but not always in time.
func (d *dots) fetchNext(at operand.Mem) {
	at.Disp += d.bytes()
	d.ctx.PREFETCHT0(at)
}

// measure sets the distances that stay.
func (d *dots) measure() {
	c, s := d.ctx, &d.skew
	r := c.GP64()
	c.MOVQ(d.csa, r)
	c.IMUL3Q(operand.U8(d.depth()), r, r)
	c.MOVQ(r, s.line)
	c.IMUL3Q(operand.U8(2*d.lanes()), d.column[1], r)
	c.MOVQ(r, s.pair)
	c.Load(c.Param("k"), r)
	c.ANDQ(operand.I32(-d.depth()), r)
	c.SUBQ(operand.U8(skewLines*d.depth()), r)
	c.SHLQ(operand.U8(shift(d.elem)), r)
	c.MOVQ(r, s.far)
	d.asLines(r)
	c.IMULQ(s.line, r)
	c.MOVQ(r, s.span)
}

// asLines turns bytes of a column into lines.
func (d *dots) asLines(r reg.GPVirtual) { d.ctx.SHRQ(operand.U8(6), r) }

// behind lets the second block run skewLines behind the first one, in the same pair, until the first one ends.
func (d *dots) behind() {
	c, s := d.ctx, &d.skew
	r := c.GP64()
	c.MOVQ(operand.I32(-skewLines*d.bytes()), r)
	d.place(r)
	c.IMUL3Q(operand.I32(-skewLines), s.line, r)
	c.MOVQ(r, s.delta)
	c.MOVQ(s.far, r)
	d.asLines(r)
	c.MOVQ(r, s.left)
	c.MOVQ(operand.U32(0), s.ends)
}

// ahead lets the first block begin while the second one goes over its last lines, until that ends: in a pair that
// is so far back.
func (d *dots) ahead(back operand.Op) {
	c, s := d.ctx, &d.skew
	r := c.GP64()
	c.MOVQ(s.far, r)
	c.SUBQ(back, r)
	d.place(r)
	c.MOVQ(s.span, r)
	c.MOVQ(r, s.delta)
	c.MOVQ(operand.U32(skewLines), s.left)
	c.MOVQ(operand.U32(1), s.ends)
}

// place sets how the pointer to B's columns walks: from the end of the first block's to the second block's, and back to the
// first one's next line.
func (d *dots) place(hop reg.GPVirtual) {
	c, s := d.ctx, &d.skew
	c.MOVQ(hop, s.hop)
	c.NEGQ(hop)
	c.SUBQ(s.pair, hop)
	c.ADDQ(operand.U8(d.bytes()), hop)
	c.MOVQ(hop, d.back)
}

// firstEnds emits what completes the first block and lets it go on to the next pair, or else begin its own
// anew for nothing.
func (d *dots) firstEnds(r int) {
	c, s := d.ctx, &d.skew
	at, last, ready := c.GP64(), d.label("last"), d.label("ready")
	c.MOVQ(d.b[0], at)
	d.endBlock(r, 0, d.c)
	c.SUBQ(s.far, at)
	c.SUBQ(operand.U32(skewLines*d.bytes()), at)
	c.MOVQ(at, d.b[0])
	step := c.GP64()
	c.IMUL3Q(operand.U8(skewLines), s.line, step)
	c.ADDQ(s.span, step)
	c.SUBQ(step, d.again)
	c.MOVQ(s.pair, step)
	c.ADDQ(step, d.bj)
	c.ADDQ(operand.U32(2*d.bytes()), d.c)
	c.SUBQ(operand.U8(2*d.lanes()), d.n)
	c.CMPQ(d.n, operand.U8(2*d.lanes()))
	c.JL(operand.LabelRef(last))
	c.ADDQ(step, d.b[0])
	d.beginBlock(r, 0, d.c)
	d.ahead(s.pair)
	c.JMP(operand.LabelRef(ready))
	c.Label(last)
	c.MOVQ(operand.U32(1), s.done)
	d.ahead(operand.U32(0))
	c.Label(ready)
}

// secondEnds emits what completes the second block, if it has begun, and lets it follow the first one, if
// that is not done.
func (d *dots) secondEnds(r int, finished string) {
	c, s := d.ctx, &d.skew
	at, begun := c.GP64(), d.label("begun")
	c.CMPQ(s.later, operand.U8(0))
	c.JE(operand.LabelRef(begun))
	c.MOVQ(d.b[0], at)
	c.MOVQ(s.pair, d.b[0])
	c.SHRQ(operand.U8(1), d.b[0])
	c.ADDQ(s.hop, d.b[0])
	c.ADDQ(at, d.b[0])
	d.endBlock(r, 1, s.later)
	c.MOVQ(at, d.b[0])
	c.Label(begun)
	c.CMPQ(s.done, operand.U8(0))
	c.JNE(operand.LabelRef(finished))
	results := c.GP64()
	c.MOVQ(d.c, results)
	c.ADDQ(operand.U8(d.bytes()), results)
	c.MOVQ(results, s.later)
	d.beginBlock(r, 1, s.later)
	d.behind()
}

// beginBlock sets a block's chains.
func (d *dots) beginBlock(r, block int, at operand.Mem) {
	accs := make([]int, r)
	for i := range accs {
		accs[i] = d.first(r, 2) + 2*i + block
	}
	d.begin(accs, func(load func(acc int, at operand.Mem)) { d.eachOfBlock(r, block, at, load) })
}

// endBlock goes over what is left of k after whole lines, from the pointer on, and stores the chains.
func (d *dots) endBlock(r, block int, at operand.Mem) {
	c, whole := d.ctx, d.label("whole")
	c.CMPQ(d.tail, operand.U8(0))
	c.JE(operand.LabelRef(whole))
	d.apart = true
	d.restOf(newUnit(r, 2, block, 1, 0))
	d.apart = false
	c.Label(whole)
	d.eachOfBlock(r, block, at, func(acc int, m operand.Mem) { d.store(acc, m, false) })
}

// eachOfBlock calls use for each row of a block, with its accumulator and its place in C.
func (d *dots) eachOfBlock(r, block int, at operand.Mem, use func(acc int, m operand.Mem)) {
	p := d.ctx.GP64()
	d.ctx.MOVQ(at, p)
	for i := range r {
		use(d.first(r, 2)+2*i+block, operand.Mem{Base: p})
		if i < r-1 {
			d.ctx.ADDQ(d.ldc, p)
		}
	}
}
