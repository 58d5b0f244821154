// Package gemm generates the micro-kernels of matrix multiplication and the
// routines that pack its operands. docs/gemm.md explains how they fit together.
package gemm

import (
	"fmt"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	x "github.com/mmcloughlin/avo/x86"

	"github.com/lockstep-go/lockstep/gen/vm"
)

// isa is what the micro-kernels of AVX2 and AVX-512 differ in. Vector registers
// are numbered; the kernels lay them out themselves, because all of them are
// in use.
type isa interface {
	bytes() int // of a vector
	regs() int  // vectors
	vec(i int) reg.VecPhysical

	// limit sets up partial access: the lanes at and beyond n of a partial
	// vector are neither read nor written. Edges take scratch from there on.
	limit(n reg.GPVirtual)
	load(m operand.Mem, v int, part bool) // lanes not read become zero
	store(v int, m operand.Mem, part bool)
	zero(v int)
	// fmaBroadcast adds to acc the product of b and the element at m, if there is
	// such an instruction.
	fmaBroadcast(m operand.Mem, b, acc int) bool
}

type ctor = func(...operand.Op) (*ir.Instruction, error)

// emitter adds instructions for one element type.
type emitter struct {
	ctx  *build.Context
	elem vm.Elem
	uniq int
}

// eachElem calls emit for each element type.
func eachElem(ctx *build.Context, emit func(*emitter)) {
	for _, elem := range []vm.Elem{vm.F32, vm.F64} {
		emit(&emitter{ctx: ctx, elem: elem})
	}
}

// declare begins a function, in whose signature %[1]s stands for the element type.
func (e *emitter) declare(name, signature string) {
	e.ctx.Function(name)
	e.ctx.Attributes(attr.NOSPLIT)
	e.ctx.SignatureExpr(fmt.Sprintf(signature, e.elem.Go()))
	e.ctx.Pragma("noescape")
}

// op adds the instruction for the element type.
func (e *emitter) op(f32, f64 ctor, ops ...operand.Op) {
	c := f32
	if e.elem == vm.F64 {
		c = f64
	}
	in, err := c(ops...)
	if err != nil {
		panic(fmt.Sprint(err, ops))
	}
	e.ctx.Instruction(in)
}

// align makes what follows begin where a cache line does.
func (e *emitter) align() {
	e.ctx.Instruction(&ir.Instruction{Opcode: "PCALIGN", Operands: []operand.Op{operand.U8(64)}})
}

// label returns a name that no other label of the function has.
func (e *emitter) label(prefix string) string {
	e.uniq++
	return fmt.Sprintf("%s_%d", prefix, e.uniq)
}

func (e *emitter) arg(name string) reg.GPVirtual {
	return e.ctx.Load(e.ctx.Param(name), e.ctx.GP64()).(reg.GPVirtual)
}

// shift turns elements into bytes.
func shift(e vm.Elem) int { return 2 + int(e) }

// stride loads a distance in elements and turns it into bytes.
func (e *emitter) stride(name string) reg.GPVirtual {
	r := e.arg(name)
	e.ctx.SHLQ(operand.U8(shift(e.elem)), r)
	return r
}

// odds loads a distance and returns its odd multiples below limit: with the
// scales of an address, they reach every row.
func (e *emitter) odds(name string, limit int) map[int]reg.GPVirtual {
	one := e.stride(name)
	multiples := map[int]reg.GPVirtual{1: one}
	for odd := 3; odd < limit; odd += 2 {
		multiples[odd] = e.ctx.GP64()
		e.ctx.LEAQ(operand.Mem{Base: multiples[odd-2], Index: one, Scale: 2}, multiples[odd])
	}
	return multiples
}

// multiple returns the address at the i-fold of the distance behind base, and disp
// bytes on: i is an odd number times 1, 2, 4 or 8.
func multiple(base reg.Register, odds map[int]reg.GPVirtual, i, disp int) operand.Mem {
	if i == 0 {
		return operand.Mem{Base: base, Disp: disp}
	}
	scale := i & -i
	return operand.Mem{Base: base, Index: odds[i/scale], Scale: uint8(scale), Disp: disp}
}

// param returns where an argument is.
func (e *emitter) param(name string) operand.Mem {
	b, err := e.ctx.Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}

func three(c func(a, b, c operand.Op) (*ir.Instruction, error)) ctor {
	return func(ops ...operand.Op) (*ir.Instruction, error) { return c(ops[0], ops[1], ops[2]) }
}

// avx2 masks partial loads by VMASKMOV with a vector of its own and stores in
// pieces: masked stores are microcoded on AMD's Zen.
type avx2 struct {
	*emitter
	iota  operand.Op // 0, 1, 2, ... in the lanes
	count operand.Op // lanes of the partial vector
}

func newAVX2(e *emitter) isa { return &avx2{emitter: e} }

// The last register holds the mask.
const avx2Mask = 15

func (m *avx2) bytes() int                { return 32 }
func (m *avx2) regs() int                 { return 16 }
func (m *avx2) vec(i int) reg.VecPhysical { return ymm[i] }

func (m *avx2) limit(n reg.GPVirtual) {
	m.count = n
	if m.iota == nil {
		m.iota = m.numbers()
	}
	mask := ymm[avx2Mask]
	m.ctx.VMOVQ(n, mask.AsX())
	m.op(x.VPBROADCASTD, x.VPBROADCASTQ, mask.AsX(), mask)
	m.op(x.VPCMPGTD, x.VPCMPGTQ, m.iota, mask, mask)
}

// numbers adds the constant of a vector that holds 0, 1, 2, ...
func (m *avx2) numbers() operand.Mem {
	iota := m.ctx.StaticGlobal("iota" + m.elem.Suffix())
	m.ctx.DataAttributes(attr.RODATA | attr.NOPTR)
	for i := range m.bytes() / m.elem.Size() {
		if m.elem == vm.F32 {
			m.ctx.AppendDatum(operand.U32(i))
		} else {
			m.ctx.AppendDatum(operand.U64(i))
		}
	}
	return iota
}

func (m *avx2) load(mem operand.Mem, v int, part bool) {
	if part {
		m.op(three(x.VMASKMOVPS), three(x.VMASKMOVPD), mem, ymm[avx2Mask], ymm[v])
		return
	}
	m.op(x.VMOVUPS, x.VMOVUPD, mem, ymm[v])
}

func (m *avx2) store(v int, mem operand.Mem, part bool) {
	if !part {
		m.op(x.VMOVUPS, x.VMOVUPD, ymm[v], mem)
		return
	}
	p, done := m.ctx.GP64(), m.label("stored")
	m.ctx.LEAQ(mem, p)
	lanes := m.bytes() / m.elem.Size()
	at := operand.Mem{Base: p}
	low := ymm[v].AsX()
	// The highest bit of the count stands for the whole vector.
	m.ifBit(lanes, done, func() { m.op(x.VMOVUPS, x.VMOVUPD, ymm[v], at) })
	m.ifBit(lanes/2, "", func() {
		m.op(x.VMOVUPS, x.VMOVUPD, low, at)
		m.ctx.VEXTRACTF128(operand.U8(1), ymm[v], low)
		m.ctx.ADDQ(operand.U8(16), p)
	})
	m.ifBit(lanes/4, "", func() {
		m.ctx.VMOVLPS(low, at)
		if m.elem == vm.F32 {
			m.ctx.VPERMILPD(operand.U8(1), low, low)
			m.ctx.ADDQ(operand.U8(8), p)
		}
	})
	if m.elem == vm.F32 {
		m.ifBit(1, "", func() { m.ctx.VMOVSS(low, at) })
	}
	m.ctx.Label(done)
}

// ifBit emits code for when the bit of the count is set; it jumps to done after it.
func (m *avx2) ifBit(bit int, done string, then func()) {
	skip := m.label("skip")
	m.ctx.TESTQ(operand.U32(bit), m.count)
	m.ctx.JZ(operand.LabelRef(skip))
	then()
	if done != "" {
		m.ctx.JMP(operand.LabelRef(done))
	}
	m.ctx.Label(skip)
}

func (m *avx2) zero(v int) { m.ctx.VXORPS(ymm[v], ymm[v], ymm[v]) }

func (m *avx2) fmaBroadcast(operand.Mem, int, int) bool { return false }

// avx512 masks every access to the last vector: on Intel, and on AMD since Zen 4,
// a mask costs nothing. Its vectors are whole or half registers.
type avx512 struct {
	*emitter
	width   int
	vectors [32]reg.VecPhysical
}

func newAVX512(e *emitter) isa     { return &avx512{e, 64, zmm} }
func newAVX512Half(e *emitter) isa { return &avx512{e, 32, ymm} }

var lastLanes = reg.K1

func (m *avx512) bytes() int                { return m.width }
func (m *avx512) regs() int                 { return 32 }
func (m *avx512) vec(i int) reg.VecPhysical { return m.vectors[i] }

func (m *avx512) limit(n reg.GPVirtual) {
	mask := m.ctx.GP64()
	m.ctx.MOVQ(n, reg.RCX)
	m.ctx.MOVQ(operand.I32(-1), mask)
	m.ctx.SHLQ(reg.CL, mask)
	m.ctx.NOTQ(mask)
	m.ctx.KMOVW(mask.As32(), lastLanes)
}

func (m *avx512) load(mem operand.Mem, v int, part bool) {
	if part {
		m.op(three(x.VMOVUPS_Z), three(x.VMOVUPD_Z), mem, lastLanes, m.vectors[v])
		return
	}
	m.op(x.VMOVUPS, x.VMOVUPD, mem, m.vectors[v])
}

func (m *avx512) store(v int, mem operand.Mem, part bool) {
	if part {
		m.op(x.VMOVUPS, x.VMOVUPD, m.vectors[v], lastLanes, mem)
		return
	}
	m.op(x.VMOVUPS, x.VMOVUPD, m.vectors[v], mem)
}

func (m *avx512) zero(v int) { m.op(x.VPXORD, x.VPXORD, m.vectors[v], m.vectors[v], m.vectors[v]) }

func (m *avx512) fmaBroadcast(mem operand.Mem, b, acc int) bool {
	m.op(x.VFMADD231PS_BCST, x.VFMADD231PD_BCST, mem, m.vectors[b], m.vectors[acc])
	return true
}

var (
	ymm = [...]reg.VecPhysical{
		reg.Y0, reg.Y1, reg.Y2, reg.Y3, reg.Y4, reg.Y5, reg.Y6, reg.Y7,
		reg.Y8, reg.Y9, reg.Y10, reg.Y11, reg.Y12, reg.Y13, reg.Y14, reg.Y15,
		reg.Y16, reg.Y17, reg.Y18, reg.Y19, reg.Y20, reg.Y21, reg.Y22, reg.Y23,
		reg.Y24, reg.Y25, reg.Y26, reg.Y27, reg.Y28, reg.Y29, reg.Y30, reg.Y31,
	}
	zmm = [...]reg.VecPhysical{
		reg.Z0, reg.Z1, reg.Z2, reg.Z3, reg.Z4, reg.Z5, reg.Z6, reg.Z7,
		reg.Z8, reg.Z9, reg.Z10, reg.Z11, reg.Z12, reg.Z13, reg.Z14, reg.Z15,
		reg.Z16, reg.Z17, reg.Z18, reg.Z19, reg.Z20, reg.Z21, reg.Z22, reg.Z23,
		reg.Z24, reg.Z25, reg.Z26, reg.Z27, reg.Z28, reg.Z29, reg.Z30, reg.Z31,
	}
)
