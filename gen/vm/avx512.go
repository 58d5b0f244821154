package vm

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	x "github.com/mmcloughlin/avo/x86"
)

// avx512 is the machine of AVX-512 F, VL, DQ and BW: 32 ZMM registers, masks in
// registers of their own, constants broadcast from memory within instructions.
type avx512 struct {
	*x86
	masks []reg.Register // of the tail's vectors
}

// NewAVX512 returns a machine that adds functions to ctx.
func NewAVX512(ctx *build.Context, elem Elem) Machine {
	m := &avx512{x86: newX86(ctx, elem)}
	m.x86Set = m
	return m
}

func (m *avx512) width() int          { return 64 }
func (m *avx512) vec() reg.VecVirtual { return m.ctx.ZMM() }

// Prepare: pairs of masks for four vectors do not fit into the 7 mask registers.
func (m *avx512) Prepare(b *Body, carried int) int {
	if b.size() <= 6 && carried == 0 && !b.has(MaskOr) {
		return 4
	}
	return 2
}

func (m *avx512) embed(i instruction, c constant) (operand.Op, ctor) {
	return m.scalar(c), i.bcst[m.elem]
}

func (m *avx512) compare(predicate uint8, a, b Operand) Operand {
	k := m.ctx.K()
	src, c := m.source(compareAVX512, b)
	m.emit(c, operand.U8(predicate), src, m.register(a), k)
	return k
}

var compareAVX512 = instruction{[2]ctor{x.VCMPPS, x.VCMPPD}, [2]ctor{x.VCMPPS_BCST, x.VCMPPD_BCST}}

func (m *avx512) maskOr(a, b Operand) Operand {
	k := m.ctx.K()
	m.ctx.KORW(a.(reg.Register), b.(reg.Register), k)
	return k
}

func (m *avx512) selectLanes(mask, yes, no Operand) Operand {
	dst, k := m.vec(), mask.(reg.Register)
	if no == Operand(constant{0}) {
		m.emit(zeroing[m.elem], m.register(yes), k, dst)
		return dst
	}
	src, c := m.source(blend, yes)
	m.emit(c, src, m.register(no), k, dst)
	return dst
}

// zeroing moves the lanes of a mask, with +0 elsewhere.
var zeroing = [2]ctor{ternary(x.VMOVUPS_Z), ternary(x.VMOVUPD_Z)}

var blend = instruction{[2]ctor{x.VBLENDMPS, x.VBLENDMPD}, [2]ctor{x.VBLENDMPS_BCST, x.VBLENDMPD_BCST}}

func (m *avx512) fold(v reg.VecVirtual, lanes int) reg.VecVirtual {
	dst := m.vec()
	switch lanes * m.elem.Size() {
	case 64:
		m.ctx.VEXTRACTF64X4(operand.U8(1), v, dst.AsY())
	case 32:
		m.ctx.VEXTRACTF32X4(operand.U8(1), v.AsY(), dst.AsX())
	case 16:
		m.ctx.VPERMILPD(operand.U8(1), v.AsX(), dst.AsX())
	case 8:
		m.ctx.VMOVSHDUP(v.AsX(), dst.AsX())
	}
	return dst
}

// Tail sets the first c bits of the masks, taken as one long mask. The shift
// count has to be in CL: SHLX is not in the instruction sets that we ask for.
func (m *avx512) Tail(c Count, vecs int) {
	bits := m.ctx.GP64()
	m.ctx.MOVQ(c.(reg.Register), reg.RCX)
	m.ctx.MOVQ(operand.I32(-1), bits)
	m.ctx.SHLQ(reg.CL, bits)
	m.ctx.NOTQ(bits)
	m.masks = nil
	for v := range vecs {
		if v > 0 {
			m.ctx.SHRQ(operand.U8(m.Lanes()), bits)
		}
		k := m.ctx.K()
		m.ctx.KMOVW(bits.As32(), k)
		m.masks = append(m.masks, k)
	}
}

func (m *avx512) LoadTail(p Ptr, vec int, fill Operand) Operand {
	if fill == Operand(constant{0}) {
		v := m.vec()
		m.emit(zeroing[m.elem], m.at(p, vec), m.masks[vec], v)
		return v
	}
	v := m.Copy(fill).(reg.VecVirtual)
	m.emit(unaligned[m.elem], m.at(p, vec), m.masks[vec], v)
	return v
}

func (m *avx512) StoreTail(p Ptr, vec int, v Operand) {
	m.emit(unaligned[m.elem], m.register(v), m.masks[vec], m.at(p, vec))
}
