package vm

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	x "github.com/mmcloughlin/avo/x86"
)

// instruction holds the constructors of one operation, by element type: with
// register or full-width memory operands, and with a broadcast memory operand.
type instruction struct {
	plain, bcst [2]ctor
}

// arithmetic are the operations that take their operands reversed: the second
// first, which may be in memory, then the first, then the result.
var arithmetic = map[Op]instruction{
	Add:    {[2]ctor{x.VADDPS, x.VADDPD}, [2]ctor{x.VADDPS_BCST, x.VADDPD_BCST}},
	Sub:    {[2]ctor{x.VSUBPS, x.VSUBPD}, [2]ctor{x.VSUBPS_BCST, x.VSUBPD_BCST}},
	Mul:    {[2]ctor{x.VMULPS, x.VMULPD}, [2]ctor{x.VMULPS_BCST, x.VMULPD_BCST}},
	Div:    {[2]ctor{x.VDIVPS, x.VDIVPD}, [2]ctor{x.VDIVPS_BCST, x.VDIVPD_BCST}},
	Max:    {[2]ctor{x.VMAXPS, x.VMAXPD}, [2]ctor{x.VMAXPS_BCST, x.VMAXPD_BCST}},
	Min:    {[2]ctor{x.VMINPS, x.VMINPD}, [2]ctor{x.VMINPS_BCST, x.VMINPD_BCST}},
	And:    {[2]ctor{x.VANDPS, x.VANDPD}, [2]ctor{x.VANDPS_BCST, x.VANDPD_BCST}},
	Or:     {[2]ctor{x.VORPS, x.VORPD}, [2]ctor{x.VORPS_BCST, x.VORPD_BCST}},
	Xor:    {[2]ctor{x.VXORPS, x.VXORPD}, [2]ctor{x.VXORPS_BCST, x.VXORPD_BCST}},
	IntAdd: {[2]ctor{x.VPADDD, x.VPADDQ}, [2]ctor{x.VPADDD_BCST, x.VPADDQ_BCST}},
	IntSub: {[2]ctor{x.VPSUBD, x.VPSUBQ}, [2]ctor{x.VPSUBD_BCST, x.VPSUBQ_BCST}},
}

// commutes says which of them may swap operands to have a constant second.
var commutes = map[Op]bool{Add: true, Mul: true, And: true, Or: true, Xor: true, IntAdd: true}

// The forms of a fused multiply-add, by what the last operand, which receives
// the result, is: 213 the factor y (op0 + op1*y), 231 the addend (op0*op1 + y),
// 132 the factor (op0*y + op1). The first operand may be in memory.
var (
	fma213 = map[Op]instruction{
		FMA:  {[2]ctor{x.VFMADD213PS, x.VFMADD213PD}, [2]ctor{x.VFMADD213PS_BCST, x.VFMADD213PD_BCST}},
		FNMA: {[2]ctor{x.VFNMADD213PS, x.VFNMADD213PD}, [2]ctor{x.VFNMADD213PS_BCST, x.VFNMADD213PD_BCST}},
	}
	fma231 = map[Op]instruction{
		FMA:  {[2]ctor{x.VFMADD231PS, x.VFMADD231PD}, [2]ctor{x.VFMADD231PS_BCST, x.VFMADD231PD_BCST}},
		FNMA: {[2]ctor{x.VFNMADD231PS, x.VFNMADD231PD}, [2]ctor{x.VFNMADD231PS_BCST, x.VFNMADD231PD_BCST}},
	}
)

var (
	squareRoot = [2]ctor{x.VSQRTPS, x.VSQRTPD}
	shiftLeft  = [2]ctor{x.VPSLLD, x.VPSLLQ}
	unaligned  = [2]ctor{x.VMOVUPS, x.VMOVUPD}
	move       = [2]ctor{x.VMOVAPS, x.VMOVAPD}
	broadcast  = [2]ctor{x.VBROADCASTSS, x.VBROADCASTSD}
	scalarMove = [2]ctor{x.VMOVSS, x.VMOVSD}
)

// The comparisons' predicates, ordered and quiet.
var predicates = map[Op]uint8{GT: 0x1e, LT: 0x11, LE: 0x12}

const unordered = 0x03

func (m *x86) Do(ins []Instr) []Operand {
	var results []Operand
	for _, in := range ins {
		results = append(results, m.do(in))
	}
	return results
}

func (m *x86) do(in Instr) Operand {
	a := in.Args
	switch in.Op {
	case FMA, FNMA:
		return m.fma(in)
	case GT, LT, LE:
		return m.compare(predicates[in.Op], a[0], a[1])
	case IsNaN:
		return m.compare(unordered, a[0], a[0])
	case MaskOr:
		return m.maskOr(a[0], a[1])
	case Select:
		return m.selectLanes(a[0], a[1], a[2])
	case Fold:
		return m.x86Set.fold(a[0].(reg.VecVirtual), in.Imm)
	}
	dst := m.result(in)
	switch in.Op {
	case Sqrt:
		m.emit(squareRoot[m.elem], m.register(a[0]), dst)
	case Shl:
		m.emit(shiftLeft[m.elem], operand.U8(in.Imm), m.register(a[0]), dst)
	default:
		first, second := a[0], a[1]
		if _, ok := first.(constant); ok && commutes[in.Op] {
			first, second = second, first
		}
		src, c := m.source(arithmetic[in.Op], second)
		m.emit(c, src, m.register(first), dst)
	}
	return dst
}

// source returns an operand that may be in memory, with the constructor for it.
func (m *x86) source(i instruction, a Operand) (operand.Op, ctor) {
	if c, ok := a.(constant); ok {
		return m.embed(i, c)
	}
	return a.(reg.VecVirtual), i.plain[m.elem]
}

// result returns a register for an instruction's result: that of a dead operand
// if there is one, which keeps carried values in place.
func (m *x86) result(in Instr) reg.VecVirtual {
	for i, a := range in.Args {
		if v, ok := a.(reg.VecVirtual); ok && in.Dead[i] {
			return v
		}
	}
	return m.vec()
}

// fma picks the form that overwrites an operand nobody needs any more, and has
// a constant where an instruction can read it from memory.
func (m *x86) fma(in Instr) Operand {
	a, b, c := in.Args[0], in.Args[1], in.Args[2]
	deadA, deadB, deadC := in.Dead[0], in.Dead[1], in.Dead[2]
	if _, ok := a.(constant); ok {
		a, b, deadA, deadB = b, a, deadB, deadA
	}
	if _, ok := b.(constant); !ok && !deadC {
		if deadB && !deadA {
			a, b, deadA = b, a, true
		}
		if deadA {
			src, ctor := m.source(fma213[in.Op], c)
			m.emit(ctor, src, b.(reg.VecVirtual), a.(reg.VecVirtual))
			return a
		}
	}
	dst := c
	if !deadC {
		dst = m.Copy(c)
	}
	src, ctor := m.source(fma231[in.Op], b)
	m.emit(ctor, src, m.register(a), dst.(reg.VecVirtual))
	return dst
}
