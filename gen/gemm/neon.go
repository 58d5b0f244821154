package gemm

import (
	"fmt"
	"slices"

	"github.com/lockstep-go/lockstep/gen/arm64"
	"github.com/lockstep-go/lockstep/gen/vm"
)

// NEON emits the micro-kernels of ARM's Advanced SIMD. Three vectors of columns
// by eight rows fill 24 of 32 registers with chains, which four pipes of latency
// four need 16 of; the wider ones keep as many busy with fewer rows.
func NEON(ctx *arm64.Context) {
	for _, elem := range []vm.Elem{vm.F32, vm.F64} {
		for _, s := range []struct{ vecs, rows int }{{1, 8}, {2, 8}, {3, 8}, {6, 4}, {12, 2}} {
			k := &neonKernel{Context: ctx, elem: elem, vecs: s.vecs, rows: s.rows}
			k.function()
		}
	}
}

// neonKernel emits one micro-kernel: a function that walks down a panel of C,
// tile by tile. FMLA multiplies a vector of B by one element of a vector of A, so
// A is loaded in vectors too, along whichever of its sides is contiguous: see
// column and row. Each order has variants for 1 .. rows rows.
//
// A last vector of fewer columns than it has lanes is moved to the left, over
// columns that the one before it holds as well: their chains are computed twice,
// to the same bits, and nothing beyond the operands is touched. Only a panel of
// less than one vector has variants of its own.
//
// The vector registers are laid out by hand, because all are in use:
// accumulators from 0 on, row by row, then A's vectors, then B's.
type neonKernel struct {
	*arm64.Context
	elem       vm.Elem
	vecs, rows int
	part       int // columns, if fewer than one vector has lanes; else 0

	c, a, b, m, k      arm64.General // of the next tile; k stays
	ldc, rsa, csa, rsb arm64.General // distances in bytes
	last               arm64.General // offset in bytes of the last vector of a row
	mode               arm64.General
}

const neonBytes = 16 // of a vector

func (k *neonKernel) lanes() int { return neonBytes / k.elem.Size() }

// all views a register as lanes of the element type.
func (k *neonKernel) all(v arm64.Vector) arm64.Vector {
	if k.elem == vm.F32 {
		return v.S4()
	}
	return v.D2()
}

// lane views element i of a register.
func (k *neonKernel) lane(v arm64.Vector, i int) arm64.Vector {
	if k.elem == vm.F32 {
		return v.S(i)
	}
	return v.D(i)
}

// function emits the whole function.
func (k *neonKernel) function() {
	k.Function(fmt.Sprintf("Gemm%sx%d", k.elem.Suffix(), k.vecs*k.lanes()), fmt.Sprintf(kernelSignature, k.elem.Go()))
	k.prologue()
	if k.vecs == 1 {
		for k.part = 1; k.part < k.lanes(); k.part++ {
			k.CMP(arm64.Imm(int64(k.part)), k.arg("n"))
			k.BEQ(k.label("panel"))
		}
	}
	k.part = 0
	k.panel()
	if k.vecs == 1 {
		for k.part = 1; k.part < k.lanes(); k.part++ {
			k.Label(k.label("panel"))
			k.panel()
		}
	}
	k.part = 0
	k.Label("done")
	k.RET()
}

// label makes a name that is the panel's own.
func (k *neonKernel) label(name string) string { return fmt.Sprintf("%s_%d", name, k.part) }

// prologue loads what stays the same from tile to tile.
func (k *neonKernel) prologue() {
	k.c, k.a, k.b, k.m, k.k, k.mode = k.arg("c"), k.arg("a"), k.arg("b"), k.arg("m"), k.arg("k"), k.arg("mode")
	k.ldc, k.rsa, k.csa, k.rsb = k.bytes("ldc"), k.bytes("rsa"), k.bytes("csa"), k.bytes("rsb")
	if k.vecs > 1 {
		k.last = k.bytes("n")
		k.SUB(arm64.Imm(neonBytes), k.last, k.last)
	}
}

// arg loads an argument.
func (k *neonKernel) arg(name string) arm64.General { return k.Load(k.Param(name), k.GP()) }

// bytes loads an argument that counts elements, as a number of bytes.
func (k *neonKernel) bytes(name string) arm64.General {
	r := k.arg(name)
	k.LSL(arm64.Imm(int64(shift(k.elem))), r, r)
	return r
}

// panel emits the tiles for both orders of A.
func (k *neonKernel) panel() {
	byRow := k.label("byrow")
	k.CMP(arm64.Imm(int64(k.elem.Size())), k.rsa)
	k.BNE(byRow)
	k.tiles(&column{k}, k.label("column"))
	k.Label(byRow)
	k.tiles(&row{neonKernel: k}, k.label("row"))
}

// order is how a tile reads A.
type order interface {
	most() int // rows of a tile
	// chain emits the loop over k for r rows.
	chain(r int)
	// down advances A by r rows.
	down(r int)
}

// tiles emits all variants for one order: the full one while twice as many rows
// are left, then two tiles of about the same height, because a tile of few rows
// cannot fill the pipes.
func (k *neonKernel) tiles(o order, name string) {
	most := o.most()
	rows := func(r int) string { return fmt.Sprintf("%s_%d", name, r) }
	left, single := k.GP(), k.NewLabel("single")
	k.Label(name)
	k.MOVD(k.m, left)
	k.CMP(arm64.Imm(int64(2*most)), left)
	k.BGE(rows(most))
	k.CMP(arm64.Imm(int64(most)), left)
	k.BLE(single)
	k.ADD(arm64.Imm(1), left, left)
	k.LSR(arm64.Imm(1), left, left)
	k.Label(single)
	variants := k.variants(most)
	for _, r := range variants[:len(variants)-1] {
		k.CMP(arm64.Imm(int64(r)), left)
		k.BGE(rows(r))
	}
	for _, r := range slices.Backward(variants) {
		k.Label(rows(r))
		k.start(r)
		o.chain(r)
		k.finish(r)
		o.down(r)
		k.SUBS(arm64.Imm(int64(r)), k.m, k.m)
		k.BGT(name)
		k.B("done")
	}
}

// variants returns the numbers of rows that there are tiles for, from most to 1. A
// panel of one vector is the rest of a product or a very thin one, and has few.
func (k *neonKernel) variants(most int) []int {
	if k.vecs == 1 {
		return []int{most, 4, 2, 1}
	}
	var all []int
	for r := most; r >= 1; r-- {
		all = append(all, r)
	}
	return all
}

func (k *neonKernel) acc(i, v int) arm64.Vector { return arm64.V(i*k.vecs + v) }

// start gives the chains their first values.
func (k *neonKernel) start(r int) {
	fresh, ready := k.NewLabel("fresh"), k.NewLabel("ready")
	k.TBZ(fromCBit, k.mode, fresh)
	k.eachVector(r, k.loadVector)
	k.B(ready)
	k.Label(fresh)
	for i := range r * k.vecs {
		k.VMOVI(0, arm64.V(i).B16())
	}
	k.Label(ready)
}

// The bits of the mode argument by their numbers; see the constants of their
// names without Bit.
const (
	fromCBit = iota
	withAlphaBit
	withBetaBit
)

// finish emits what follows the last k: t*alpha, fma(beta, c, t), and the store;
// and advances C.
func (k *neonKernel) finish(r int) {
	accs := r * k.vecs
	old, factor := arm64.V(accs), arm64.V(accs+1)
	noAlpha, store := k.NewLabel("alpha"), k.NewLabel("store")
	k.TBZ(withAlphaBit, k.mode, noAlpha)
	k.LoadDup(k.Param("alpha"), k.all(factor))
	for i := range accs {
		k.WFMUL(k.all(arm64.V(i)), k.all(arm64.V(i)), k.all(factor))
	}
	k.Label(noAlpha)
	k.TBZ(withBetaBit, k.mode, store)
	k.LoadDup(k.Param("beta"), k.all(factor))
	k.eachVector(r, func(v arm64.Vector, p arm64.General, off int) {
		k.loadVector(old, p, off)
		k.VFMLA(k.all(factor), k.all(old), k.all(v))
	})
	k.Label(store)
	end := k.eachVector(r, k.storeVector)
	k.ADD(k.ldc, end, k.c)
}

// eachVector calls use for each vector of the tile: its accumulator, and a
// pointer and offset for its place in C. It returns the pointer to the last row.
// All of a tile's C is read before any is written, as its vectors may overlap.
func (k *neonKernel) eachVector(r int, use func(v arm64.Vector, p arm64.General, off int)) arm64.General {
	p := k.GP()
	k.MOVD(k.c, p)
	for i := range r {
		for v := range k.vecs - 1 {
			use(k.acc(i, v), p, v*neonBytes)
		}
		at := p
		if k.vecs > 1 {
			at = k.GP()
			k.ADD(k.last, p, at)
		}
		use(k.acc(i, k.vecs-1), at, 0)
		if i < r-1 {
			k.ADD(k.ldc, p, p)
		}
	}
	return p
}

// loadVector loads a vector, or a part of one with zeros behind.
func (k *neonKernel) loadVector(v arm64.Vector, p arm64.General, off int) {
	if k.part == 0 {
		k.FMOVQ(p.At(off), v)
		return
	}
	third := arm64.General{}
	if k.part == 3 {
		third = k.GP()
		k.ADD(arm64.Imm(8), p, third)
	}
	k.loadPart(v, p, third)
}

// loadPart loads fewer columns than a vector has; the third by its own pointer.
func (k *neonKernel) loadPart(v arm64.Vector, p, third arm64.General) {
	if k.part*k.elem.Size() == 4 {
		k.FMOVS(p.At(0), v)
		return
	}
	k.FMOVD(p.At(0), v)
	if k.part == 3 {
		k.VLD1(third.At(0), v.S(2))
	}
}

// storeVector stores what loadVector loads.
func (k *neonKernel) storeVector(v arm64.Vector, p arm64.General, off int) {
	switch k.part * k.elem.Size() {
	case 0:
		k.FMOVQ(v, p.At(off))
	case 4:
		k.FMOVS(v, p.At(0))
	default:
		k.FMOVD(v, p.At(0))
	}
	if k.part == 3 {
		third := k.GP()
		k.ADD(arm64.Imm(8), p, third)
		k.VST1(arm64.List{v.S(2)}, third.At(0))
	}
}
