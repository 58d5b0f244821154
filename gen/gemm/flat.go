package gemm

import (
	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	x "github.com/mmcloughlin/avo/x86"
)

// flat emits the micro-kernel for a C without gaps that has fewer columns than a vector has lanes, an A that is stored
// transposed and a short k: the gradient of the weights of a last layer. C is taken for what it is in memory, one
// row of vectors, each of which belongs to several rows of C: as many rows as lanes are as many vectors as there
// are columns. Their elements of A, which are side by side, are brought to their lanes by a permutation; so are B's, once.
//
// The scratch memory has, for each vector of a group, the permutation of A and the elements of each row of B.
type flat struct {
	packer
	c, a, m reg.GPVirtual // of the next rows
	csa     reg.GPVirtual
	space   reg.GPVirtual
	left    reg.GPVirtual // vectors of a group, or elements of the last one
	n       operand.Mem
}

// flatDepth is the most k: beyond, the permutations cost more than idle lanes.
const flatDepth = 8

// AVX512Flat emits the kernels.
func AVX512Flat(ctx *build.Context) {
	eachElem(ctx, func(e *emitter) { (&flat{packer: packer{newAVX512(e), e}}).function() })
}

// function emits the choice of the variant for k, and all of them.
func (f *flat) function() {
	c := f.ctx
	f.places()
	f.declare("Flat"+f.elem.Suffix(), "func(c, a, b, space *%[1]s, m, n, k, csa, rsb int)")
	f.n = f.param("n")
	f.limit(f.arg("n"))
	f.c, f.a, f.m = f.arg("c"), f.arg("a"), f.arg("m")
	f.csa, f.space, f.left = f.stride("csa"), c.GP64(), c.GP64()
	k := f.arg("k")
	for depth := 1; depth < flatDepth; depth++ {
		c.CMPQ(k, operand.U8(depth))
		c.JE(depthLabel(depth))
	}
	for depth := flatDepth; depth >= 1; depth-- {
		c.Label(string(depthLabel(depth)))
		f.spread(depth)
		f.groups(depth)
		f.lastGroup(depth)
		c.JMP(operand.LabelRef("done"))
	}
	c.Label("done")
	f.end()
}

// name returns the name of the table of places.
func (f *flat) name() string { return "places" + f.elem.Suffix() }

// places adds the constants: for each number of columns and each vector of a group, the row and the column of each
// of its lanes, in bytes.
func (f *flat) places() {
	c, lanes := f.ctx, f.lanes()
	c.StaticGlobal(f.name())
	c.DataAttributes(attr.RODATA | attr.NOPTR)
	for n := 1; n < lanes; n++ {
		for v := range n {
			f.appendBytes(func(l int) int { return (v*lanes + l) / n })
			f.appendBytes(func(l int) int { return (v*lanes + l) % n })
		}
	}
}

// appendBytes adds a byte for each lane.
func (f *flat) appendBytes(of func(lane int) int) {
	for l := 0; l < f.lanes(); l += 8 {
		var word uint64
		for i := range 8 {
			word |= uint64(of(l+i)) << (8 * i)
		}
		f.ctx.AppendDatum(operand.U64(word))
	}
}

// The registers: permutation, sum, permuted elements of A, then k rows of B or columns of A.
const (
	flatPlace = iota
	flatSum
	flatMoved
	flatRows
)

// spread fills the scratch memory.
func (f *flat) spread(k int) {
	c := f.ctx
	row, rsb := f.arg("b"), f.stride("rsb")
	for p := range k {
		f.load(operand.Mem{Base: row}, flatRows+p, true)
		if p < k-1 {
			c.ADDQ(rsb, row)
		}
	}
	table, at := c.GP64(), c.GP64()
	// The vectors of all smaller numbers of columns come first: n*(n-1)/2.
	c.MOVQ(f.n, at)
	c.LEAQ(operand.Mem{Base: at, Disp: -1}, f.left)
	c.IMULQ(at, f.left)
	c.IMUL3Q(operand.U8(f.lanes()), f.left, f.left)
	c.LEAQ(operand.NewDataAddr(operand.NewStaticSymbol(f.name()), 0), table)
	c.ADDQ(f.left, table)
	c.Load(c.Param("space"), at)
	c.MOVQ(f.n, f.left)
	loop := f.label("spread")
	c.Label(loop)
	f.op(x.VPMOVZXBD, x.VPMOVZXBQ, operand.Mem{Base: table}, f.vec(flatPlace))
	f.op(x.VMOVUPS, x.VMOVUPD, f.vec(flatPlace), operand.Mem{Base: at})
	f.op(x.VPMOVZXBD, x.VPMOVZXBQ, operand.Mem{Base: table, Disp: f.lanes()}, f.vec(flatPlace))
	for p := range k {
		f.op(x.VPERMPS, x.VPERMPD, f.vec(flatRows+p), f.vec(flatPlace), f.vec(flatMoved))
		f.op(x.VMOVUPS, x.VMOVUPD, f.vec(flatMoved), operand.Mem{Base: at, Disp: (1 + p) * f.bytes()})
	}
	c.ADDQ(operand.U8(2*f.lanes()), table)
	c.ADDQ(operand.U32((1+k)*f.bytes()), at)
	c.DECQ(f.left)
	c.JNZ(operand.LabelRef(loop))
}

// groups emits the loop over groups of as many rows as lanes.
func (f *flat) groups(k int) {
	c := f.ctx
	loop, end, vectors := f.label("group"), f.label("end"), f.label("vectors")
	c.Label(loop)
	c.CMPQ(f.m, operand.U8(f.lanes()))
	c.JL(operand.LabelRef(end))
	f.columnsOfA(k, false)
	c.MOVQ(f.n, f.left)
	c.Label(vectors)
	f.vector(k)
	f.store(flatSum, operand.Mem{Base: f.c}, false)
	f.nextVector(k)
	c.DECQ(f.left)
	c.JNZ(operand.LabelRef(vectors))
	c.ADDQ(operand.U8(f.bytes()), f.a)
	c.SUBQ(operand.U8(f.lanes()), f.m)
	c.JMP(operand.LabelRef(loop))
	c.Label(end)
}

// lastGroup emits what computes the rows that are left.
func (f *flat) lastGroup(k int) {
	c := f.ctx
	none, vectors, last := f.label("none"), f.label("vectors"), f.label("last")
	c.CMPQ(f.m, operand.U8(0))
	c.JE(operand.LabelRef(none))
	f.limit(f.m)
	f.columnsOfA(k, true)
	c.IMULQ(f.n, f.m)
	c.MOVQ(f.m, f.left)
	c.ANDQ(operand.U8(f.lanes()-1), f.left)
	f.limit(f.left)
	c.Label(vectors)
	c.SUBQ(operand.U8(f.lanes()), f.m)
	c.JL(operand.LabelRef(last))
	f.vector(k)
	f.store(flatSum, operand.Mem{Base: f.c}, false)
	f.nextVector(k)
	c.JMP(operand.LabelRef(vectors))
	c.Label(last)
	c.CMPQ(f.left, operand.U8(0))
	c.JE(operand.LabelRef(none))
	f.vector(k)
	f.store(flatSum, operand.Mem{Base: f.c}, true)
	c.Label(none)
}

// columnsOfA loads a group's elements of A, and begins with its first vector.
func (f *flat) columnsOfA(k int, part bool) {
	c := f.ctx
	at := c.GP64()
	c.MOVQ(f.a, at)
	for p := range k {
		f.load(operand.Mem{Base: at}, flatRows+p, part)
		if p < k-1 {
			c.ADDQ(f.csa, at)
		}
	}
	c.Load(c.Param("space"), f.space)
}

// vector computes a vector of C.
func (f *flat) vector(k int) {
	f.op(x.VMOVUPS, x.VMOVUPD, operand.Mem{Base: f.space}, f.vec(flatPlace))
	f.zero(flatSum)
	for p := range k {
		f.op(x.VPERMPS, x.VPERMPD, f.vec(flatRows+p), f.vec(flatPlace), f.vec(flatMoved))
		f.op(x.VFMADD231PS, x.VFMADD231PD, operand.Mem{Base: f.space, Disp: (1 + p) * f.bytes()}, f.vec(flatMoved), f.vec(flatSum))
	}
}

func (f *flat) nextVector(k int) {
	f.ctx.ADDQ(operand.U8(f.bytes()), f.c)
	f.ctx.ADDQ(operand.U32((1+k)*f.bytes()), f.space)
}
