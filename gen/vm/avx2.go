package vm

import (
	"fmt"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	x "github.com/mmcloughlin/avo/x86"
)

// avx2 is the machine of AVX2 with FMA3: 16 YMM registers, masks in vectors,
// partial loads by VMASKMOV, partial stores in pieces (VMASKMOV stores are
// microcoded on AMD's Zen).
type avx2 struct {
	*x86
	consts map[uint64]operand.Mem
	tables map[int]operand.Mem // of masks, by number of lanes
	masks  reg.Register        // address of the mask of vector 0 of the tail
	count  reg.Register        // elements in the tail
}

// NewAVX2 returns a machine that adds functions to ctx.
func NewAVX2(ctx *build.Context, elem Elem) Machine {
	m := &avx2{x86: newX86(ctx, elem), consts: map[uint64]operand.Mem{}, tables: map[int]operand.Mem{}}
	m.x86Set = m
	return m
}

func (m *avx2) width() int          { return 32 }
func (m *avx2) vec() reg.VecVirtual { return m.ctx.YMM() }

// Prepare: long bodies fill the out-of-order window by themselves, and two of
// them do not fit into 16 registers, nor do many besides carried vectors.
func (m *avx2) Prepare(b *Body, carried int) int {
	size := b.size()
	switch {
	case size <= 3 && carried == 0:
		return 4
	case size <= 6:
		return 2
	}
	return 1
}

// embed: instructions read a constant from a vector in memory.
func (m *avx2) embed(i instruction, c constant) (operand.Op, ctor) {
	mem, ok := m.consts[c.bits]
	if !ok {
		mem = m.ctx.StaticGlobal(fmt.Sprintf("all%s%0*x", m.elem.Suffix(), 2*m.elem.Size(), c.bits))
		m.ctx.DataAttributes(attr.RODATA | attr.NOPTR)
		m.repeat(c.bits, m.Lanes())
		m.consts[c.bits] = mem
	}
	return mem, i.plain[m.elem]
}

// repeat appends n elements to the current data section.
func (m *avx2) repeat(bits uint64, n int) {
	for range n {
		m.ctx.AppendDatum(m.datum(bits))
	}
}

func (m *avx2) compare(predicate uint8, a, b Operand) Operand {
	dst := m.vec()
	src, c := m.source(compareAVX2, b)
	m.emit(c, operand.U8(predicate), src, m.register(a), dst)
	return dst
}

var compareAVX2 = instruction{plain: [2]ctor{x.VCMPPS, x.VCMPPD}}

func (m *avx2) maskOr(a, b Operand) Operand {
	dst := m.vec()
	m.emit(x.VORPS, a.(reg.VecVirtual), b.(reg.VecVirtual), dst)
	return dst
}

// selectLanes: choosing zero is a bitwise operation, cheaper than a blend.
func (m *avx2) selectLanes(mask, yes, no Operand) Operand {
	dst, k := m.vec(), mask.(reg.VecVirtual)
	switch {
	case yes == Operand(constant{0}):
		m.emit([2]ctor{x.VANDNPS, x.VANDNPD}[m.elem], m.register(no), k, dst)
	case no == Operand(constant{0}):
		m.emit(arithmetic[And].plain[m.elem], m.register(yes), k, dst)
	case m.elem == F32:
		m.ctx.VBLENDVPS(k, m.register(yes), m.register(no), dst)
	default:
		m.ctx.VBLENDVPD(k, m.register(yes), m.register(no), dst)
	}
	return dst
}

func (m *avx2) fold(v reg.VecVirtual, lanes int) reg.VecVirtual {
	dst := m.vec()
	switch lanes * m.elem.Size() {
	case 32:
		m.ctx.VEXTRACTF128(operand.U8(1), v, dst.AsX())
	case 16:
		m.ctx.VPERMILPD(operand.U8(1), v.AsX(), dst.AsX())
	case 8:
		m.ctx.VMOVSHDUP(v.AsX(), dst.AsX())
	}
	return dst
}

// Tail points into a table of set lanes followed by clear ones, such that the
// first c lanes from there are set.
func (m *avx2) Tail(c Count, vecs int) {
	lanes := vecs * m.Lanes()
	m.count, m.masks = c.(reg.Register), m.ctx.GP64()
	back := m.ctx.GP64()
	m.ctx.MOVQ(m.count, back)
	m.ctx.NEGQ(back)
	m.ctx.LEAQ(m.maskTable(lanes).Offset(lanes*m.elem.Size()), m.masks)
	m.ctx.LEAQ(operand.Mem{Base: m.masks, Index: back, Scale: uint8(m.elem.Size())}, m.masks)
}

// maskTable returns the address of so many set lanes and as many clear ones.
func (m *avx2) maskTable(lanes int) operand.Mem {
	if table, ok := m.tables[lanes]; ok {
		return table
	}
	table := m.ctx.StaticGlobal(fmt.Sprintf("mask%s%d", m.elem.Suffix(), lanes))
	m.ctx.DataAttributes(attr.RODATA | attr.NOPTR)
	m.repeat(m.elem.SignBit()|(m.elem.SignBit()-1), lanes)
	m.repeat(0, lanes)
	m.tables[lanes] = table
	return table
}

func (m *avx2) LoadTail(p Ptr, vec int, fill Operand) Operand {
	mask, v := m.vec(), m.vec()
	m.ctx.VMOVUPS(m.at(m.masks, vec), mask)
	if m.elem == F32 {
		m.ctx.VMASKMOVPS(m.at(p, vec), mask, v)
	} else {
		m.ctx.VMASKMOVPD(m.at(p, vec), mask, v)
	}
	if fill == Operand(constant{0}) {
		return v
	}
	return m.selectLanes(mask, v, fill)
}

// StoreTail writes the pieces of 4, 2 and 1 elements that the count's bits name.
func (m *avx2) StoreTail(p Ptr, vec int, v Operand) {
	x, at := m.Copy(v).(reg.VecVirtual), m.at(m.CopyPtr(p), vec)
	for piece := m.Lanes() / 2; piece > 0; piece /= 2 {
		m.skips++
		skip := fmt.Sprintf("skip%d", m.skips)
		m.ctx.TESTQ(operand.I32(piece), m.count)
		m.ctx.JEQ(operand.LabelRef(skip))
		m.storePiece(x.AsX(), at, piece*m.elem.Size())
		if piece > 1 {
			m.ctx.ADDQ(operand.I32(piece*m.elem.Size()), at.Base)
			m.emit(move[m.elem], m.fold(x, 2*piece), x)
		}
		m.ctx.Label(skip)
	}
}

func (m *avx2) storePiece(v reg.Register, at operand.Mem, bytes int) {
	switch bytes {
	case 16:
		m.ctx.VMOVUPS(v, at)
	case 8:
		m.ctx.VMOVLPS(v, at)
	case 4:
		m.ctx.VMOVSS(v, at)
	}
}
