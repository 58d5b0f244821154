package gemm

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	x "github.com/mmcloughlin/avo/x86"
)

const kernelSignature = "func(c, a, b *%[1]s, m, n, k, ldc, rsa, csa, rsb int, alpha, beta %[1]s, mode int)"

// shape is the size of a micro-kernel's tile of C.
type shape struct {
	vecs  int  // columns, in vectors
	rows  int  // the most rows
	edge  bool // the last vector may be partial
	half  bool // the last vector is half as wide as the others
	rest  int  // or a part of a vector follows, which so many rows share: see rest.go
	packs bool // there is a second kernel that packs B, for whole vectors: see tilepack.go
}

// The bits of the mode argument.
const (
	fromC     = 1 << iota // the chains go on from what C holds
	withAlpha             // t*alpha follows the last k
	withBeta              // then fma(beta, c, t)
	prefetchB             // fetch rows of B ahead
	prefetchC             // fetch C, which is written in the end
	storeLast             // set by the kernel itself: the last steps store, k is without them
	skewMode              // of dots: blocks side by side are at different k
)

// kernel emits one micro-kernel: a function that walks down a panel of C, tile by
// tile. A tile of r rows is one of the variants 1 .. rows; each holds its part
// of C in registers over all of k:
//
//	load B's vectors; for each row: broadcast A's element, one FMA a vector
//
// Register plan: B's vectors from 0 on, the broadcast, then the accumulators, row by row. Zen 4 takes
// longer for a broadcast to one of the registers that AVX-512 added.
type kernel struct {
	isa
	last isa // of the last vector
	*emitter
	shape

	a, b, rsb, csa reg.GPVirtual         // current element of A, row of B; their steps along k
	multiples      map[int]reg.GPVirtual // odd multiples of the distance of A's rows
	c, aRow, m     operand.Mem           // of the next tile: C, A, rows left
	ldc            operand.Mem           // in bytes
	out, later     reg.GPVirtual         // where the current row of B is packed, and a later row: see tilepack.go
}

func (k *kernel) name(cols int) string {
	name := fmt.Sprintf("Gemm%sx%d", k.elem.Suffix(), cols)
	if k.edge && k.regs() == 16 {
		name += "Edge"
	}
	return name
}

// function emits the whole function.
func (k *kernel) function() {
	lanes := k.bytes() / k.elem.Size()
	cols := ((k.vecs-1)*k.bytes() + k.last.bytes()) / k.elem.Size()
	if k.rest > 0 {
		cols += lanes / k.rest
	}
	k.declare(k.name(cols), kernelSignature)
	k.m = k.param("m")
	k.prologue(lanes)
	k.ctx.Label("tile")
	k.dispatch()
	for r := 1; r <= k.rows; r++ {
		k.tile(r)
	}
	k.ctx.Label("done")
	k.ctx.VZEROUPPER()
	k.ctx.RET()
}

// prologue loads what stays the same from tile to tile.
func (k *kernel) prologue(lanes int) {
	c := k.ctx
	switch {
	case k.edge:
		k.limit(k.columns((k.vecs - 1) * lanes))
	case k.rest > 0:
		k.limitRest(k.columns(k.vecs * lanes))
	}
	k.c, k.aRow, k.ldc = k.param("c"), k.param("a"), k.param("ldc")
	k.rsb, k.csa = k.stride("rsb"), k.stride("csa")
	c.SHLQ(operand.U8(shift(k.elem)), k.ldc)
	k.multiples = k.odds("rsa", k.rows)
	k.a, k.b = c.GP64(), c.GP64()
	if steps, shortest := k.split(); steps > 0 {
		k.splitLast(steps, shortest)
	}
}

// columns returns the number of columns beyond so many.
func (k *kernel) columns(skip int) reg.GPVirtual {
	n := k.arg("n")
	if skip > 0 {
		k.ctx.SUBQ(operand.U32(skip), n)
	}
	return n
}

// dispatch jumps to the variant for the next tile: the full one while twice as
// many rows are left, then two tiles of about the same height, because a tile
// of few rows cannot fill the pipes.
func (k *kernel) dispatch() {
	c := k.ctx
	left := c.GP64()
	c.MOVQ(k.m, left)
	if k.rows > 1 {
		c.CMPQ(left, operand.U8(k.rows))
		c.JLE(operand.LabelRef("last"))
		c.CMPQ(left, operand.U8(2*k.rows))
		c.JGE(rowsLabel(k.rows))
		c.INCQ(left)
		c.SHRQ(operand.U8(1), left)
		if k.rest > 1 {
			c.ADDQ(operand.U8(k.rest-1), left)
			c.ANDQ(operand.I8(-k.rest), left)
		}
		c.Label("last")
	}
	k.search(left, 1, k.rows)
}

// search emits a binary search for the value of left among lo .. hi.
func (k *kernel) search(left reg.GPVirtual, lo, hi int) {
	if lo == hi {
		k.ctx.JMP(rowsLabel(lo))
		return
	}
	mid := (lo + hi) / 2
	above := k.label("above")
	k.ctx.CMPQ(left, operand.U8(mid))
	k.ctx.JG(operand.LabelRef(above))
	k.search(left, lo, mid)
	k.ctx.Label(above)
	k.search(left, mid+1, hi)
}

func rowsLabel(r int) operand.LabelRef { return operand.LabelRef(fmt.Sprintf("rows%d", r)) }

// tile emits the variant for r rows.
func (k *kernel) tile(r int) {
	k.ctx.Label(string(rowsLabel(r)))
	k.compute(r, func() { k.next(r) })
}

// compute emits what computes a tile of r rows, and what comes then.
func (k *kernel) compute(r int, then func()) {
	c := k.ctx
	fresh, ready, store := k.label("fresh"), k.label("ready"), k.label("store")
	c.TESTQ(operand.U32(fromC), k.mode())
	c.JZ(operand.LabelRef(fresh))
	for i := r * k.vecs; i < k.accs(r); i++ {
		k.zero(k.acc(r, i))
	}
	below := k.eachVector(r, k.resume)
	for range r {
		c.ADDQ(k.ldc, below)
		for v := range k.vecs {
			c.PREFETCHT0(operand.Mem{Base: below, Disp: v * k.bytes()})
		}
	}
	c.JMP(operand.LabelRef(ready))
	c.Label(fresh)
	for i := range k.accs(r) {
		k.zero(k.acc(r, i))
	}
	c.TESTQ(operand.U32(prefetchC), k.mode())
	c.JZ(operand.LabelRef(ready))
	k.eachVector(r, func(_ int, at operand.Mem, _ portion) { c.PREFETCHT0(at) })
	c.Label(ready)
	k.chain(r)
	c.TESTQ(operand.U32(withAlpha|withBeta|storeLast), k.mode())
	c.JZ(operand.LabelRef(store))
	if steps, _ := k.split(); steps > 0 {
		more := k.label("more")
		c.TESTQ(operand.U32(storeLast), k.mode())
		c.JZ(operand.LabelRef(more))
		k.storing(r)
		then()
		c.Label(more)
	}
	k.finish(r)
	c.Label(store)
	k.eachVector(r, k.write)
	then()
}

// mode returns the mode argument.
func (k *kernel) mode() operand.Mem { return k.param("mode") }

// accs returns the number of accumulators.
func (k *kernel) accs(r int) int {
	if k.rest > 0 {
		return r*k.vecs + (r+k.rest-1)/k.rest
	}
	return r * k.vecs
}

// acc returns the register of an accumulator.
func (k *kernel) acc(r, i int) int {
	switch {
	case k.rest > 0:
		return k.vecs + 2 + k.rest + i
	case r == 1:
		return 2 + i
	}
	return k.vecs + 1 + i
}

// eachVector calls use for each vector of the tile, with its accumulator and its place
// in C. It returns the address of the tile's last row.
func (k *kernel) eachVector(r int, use func(acc int, at operand.Mem, p portion)) (last reg.GPVirtual) {
	p := k.ctx.GP64()
	k.ctx.MOVQ(k.c, p)
	for i := range r {
		k.eachOfRow(r, i, p, use)
	}
	return p
}

// eachOfRow is eachVector for row i, the first of those that are left, at p. It advances p to the next one.
func (k *kernel) eachOfRow(r, i int, p reg.GPVirtual, use func(acc int, at operand.Mem, p portion)) {
	for v := range k.vecs {
		use(k.acc(r, i*k.vecs+v), operand.Mem{Base: p, Disp: v * k.bytes()}, k.portion(v))
	}
	if k.rest > 0 {
		use(k.restOf(r, i, p))
	}
	if i < r-1 {
		k.ctx.ADDQ(k.ldc, p)
	}
}

func (k *kernel) portion(v int) portion {
	if k.edge && v == k.vecs-1 {
		return edge
	}
	return whole
}

// of returns the instructions for a vector.
func (k *kernel) of(p portion) isa {
	if p == edge {
		return k.last
	}
	return k.isa
}

// resume loads a part of C as the chains so far.
func (k *kernel) resume(acc int, at operand.Mem, p portion) {
	if p < share {
		k.of(p).load(at, acc, p == edge)
		return
	}
	k.op(x.VMOVUPS, x.VMOVUPD, at, restMasks[p-share], k.vec(acc))
}

// next advances to the tile below, if there is one. C's address does not come from what eachVector
// has added up, because tiles of a short k would wait for it.
func (k *kernel) next(r int) {
	c := k.ctx
	step := c.GP64()
	c.SUBQ(operand.U8(r), k.m)
	c.JLE(operand.LabelRef("done"))
	c.MOVQ(k.ldc, step)
	c.IMUL3Q(operand.U8(r), step, step)
	c.ADDQ(step, k.c)
	c.IMUL3Q(operand.U8(r), k.multiples[1], step)
	c.ADDQ(step, k.aRow)
	c.JMP(operand.LabelRef("tile"))
}
