package vm

import (
	"slices"

	"github.com/lockstep-go/lockstep/gen/arm64"
)

// constants keeps what neon knows of the constants: all in a table, the most
// used ones of a function's body in registers throughout.
type constants struct {
	data    *arm64.Data    // all constants of the file's functions, a vector each
	offsets map[uint64]int // in data
	table   arm64.General  // data's address, if this function has it
	held    map[uint64]arm64.Vector

	// The constant loaded last, which the other vectors of an interleaved
	// operation use next.
	recent     uint64
	recentHeld arm64.Vector
}

func (c *constants) begin() {
	c.table, c.held = arm64.General{}, map[uint64]arm64.Vector{}
	c.forget()
}

// forget drops the constant loaded last, where another path may join.
func (c *constants) forget() { c.recentHeld = arm64.Vector{} }

func (m *neon) Const(bits uint64) Operand { return constant{bits} }

// offset returns where in the table a constant is.
func (m *neon) offset(bits uint64) int {
	c := &m.consts
	if c.data == nil {
		c.data = m.ctx.Data("constants" + m.elem.Suffix())
	}
	off, ok := c.offsets[bits]
	if !ok {
		both := bits
		if m.elem == F32 {
			both |= bits << 32
		}
		off = c.data.U64(both, both)
		c.offsets[bits] = off
	}
	return off
}

// address returns where in memory a constant is.
func (m *neon) address(bits uint64) arm64.Mem {
	off := m.offset(bits)
	if m.consts.table.Register != nil {
		return m.consts.table.At(off)
	}
	p := m.ctx.GP()
	m.ctx.MOVD(m.consts.data.Addr(off), p)
	return p.At(0)
}

// Copy loads constants rather than moving them from a register: a load leaves
// the arithmetic's pipes alone.
func (m *neon) Copy(a Operand) Operand {
	v := m.ctx.V()
	switch c, ok := a.(constant); {
	case !ok:
		m.ctx.VMOV(vector(a).B16(), v.B16())
	case c.bits == 0:
		m.ctx.VMOVI(0, v.B16())
	default:
		m.ctx.FMOVQ(m.address(c.bits), v)
	}
	return v
}

func (m *neon) Assign(dst, src Operand) {
	if dst != src {
		m.ctx.VMOV(vector(src).B16(), vector(dst).B16())
	}
}

// register returns a in a register that must not be written.
func (m *neon) register(a Operand) arm64.Vector {
	k, ok := a.(constant)
	if !ok {
		return vector(a)
	}
	c := &m.consts
	if v, ok := c.held[k.bits]; ok {
		return v
	}
	if c.recentHeld.Register == nil || c.recent != k.bits {
		c.recent, c.recentHeld = k.bits, m.Copy(a).(arm64.Vector)
	}
	return c.recentHeld
}

// The share of registers that interleaving must leave to other things: results
// that no operand makes room for, and constants loaded where they are used.
const neonReserve = 3

// Prepare interleaves as many vectors as fit, which is what keeps an in-order
// core busy, and gives the registers left over to the constants used most.
func (m *neon) Prepare(b *Body, carried int) int {
	free := 32 - neonReserve - b.splats() - carried
	unroll := 1
	for _, u := range []int{2, 3, 4} {
		if u*b.pressure() <= free && (u != 3 || carried == 0) {
			unroll = u
		}
	}
	addends, uses := constantUses(b)
	if len(addends)+len(uses) == 0 {
		return unroll
	}
	for _, bits := range append(addends, uses...) {
		m.offset(bits)
	}
	m.consts.table = m.ctx.GP()
	m.ctx.MOVD(m.consts.data.Addr(0), m.consts.table)
	for _, u := range uses[:max(0, min(len(uses), free-unroll*b.pressure()))] {
		m.consts.held[u] = m.Copy(constant{u}).(arm64.Vector)
	}
	return unroll
}

// constantUses returns the constants that a body adds to products, and those that
// it needs in registers, the ones with the most uses first. An addend is in none,
// as the multiply-add overwrites it; and what an instruction has built in is
// neither.
func constantUses(b *Body) (addends, registers []uint64) {
	uses := map[uint64]int{}
	for _, n := range b.nodes {
		for i, a := range n.args {
			k := b.nodes[a]
			switch {
			case k.kind != constNode || k.bits == 0 || n.op == And && k.bits == b.elem.SignBit()-1:
			case (n.op == FMA || n.op == FNMA) && i == 2:
				addends = append(addends, k.bits)
			default:
				if uses[k.bits] == 0 {
					registers = append(registers, k.bits)
				}
				uses[k.bits]++
			}
		}
	}
	slices.SortStableFunc(registers, func(x, y uint64) int { return uses[y] - uses[x] })
	return addends, registers
}
