package vm

import (
	"fmt"

	"github.com/lockstep-go/lockstep/gen/arm64"
)

// neon is the machine of ARMv8.0's Advanced SIMD: 32 registers of 128 bits,
// masks in vectors, three-operand arithmetic without operands in memory, and
// multiply-adds that overwrite their addend.
type neon struct {
	ctx    *arm64.Context
	elem   Elem
	consts constants
	count  arm64.General // elements in the tail
	vecs   int           // vectors in the tail
}

// NewNEON returns a machine that adds functions to ctx.
func NewNEON(ctx *arm64.Context, elem Elem) Machine {
	return &neon{ctx: ctx, elem: elem, consts: constants{offsets: map[uint64]int{}}}
}

func (m *neon) Lanes() int { return neonWidth / m.elem.Size() }

const neonWidth = 16 // of a vector, in bytes

// all views a register as lanes of the element type.
func (m *neon) all(v arm64.Vector) arm64.Vector {
	if m.elem == F32 {
		return v.S4()
	}
	return v.D2()
}

// lane views element i of a register.
func (m *neon) lane(v arm64.Vector, i int) arm64.Vector {
	if m.elem == F32 {
		return v.S(i)
	}
	return v.D(i)
}

func (m *neon) Begin(f *Signature) {
	m.ctx.Function(f.Name, f.goSignature())
	m.ctx.Doc(f.Doc...)
	m.consts.begin()
}

func (m *neon) Return(result Operand) {
	if result != nil {
		m.ctx.StoreFloat(m.register(result), m.ctx.ReturnIndex(0))
	}
	m.ctx.RET()
}

func (m *neon) Base(arg string) Ptr  { return m.ctx.Load(m.ctx.Param(arg).Base(), m.ctx.GP()) }
func (m *neon) Len(arg string) Count { return m.ctx.Load(m.ctx.Param(arg).Len(), m.ctx.GP()) }
func (m *neon) Int(arg string) Count { return m.ctx.Load(m.ctx.Param(arg), m.ctx.GP()) }

func (m *neon) Splat(arg string) Operand {
	v := m.ctx.V()
	m.ctx.LoadDup(m.ctx.Param(arg), m.all(v))
	return v
}

func (m *neon) SplatField(arg string, i int) Operand {
	p, v := m.ctx.Load(m.ctx.Param(arg), m.ctx.GP()), m.ctx.V()
	if m.elem == F32 {
		m.ctx.FMOVS(p.At(4*i), v)
	} else {
		m.ctx.FMOVD(p.At(8*i), v)
	}
	m.ctx.VDUP(m.lane(v, 0), m.all(v))
	return v
}

func (m *neon) Label(name string) {
	m.ctx.Label(name)
	m.consts.forget()
}

func (m *neon) JumpLess(c Count, imm int, label string) {
	m.ctx.CMP(arm64.Imm(int64(imm)), c.(arm64.General))
	m.ctx.BLT(label)
}

func (m *neon) JumpAtLeast(c Count, imm int, label string) {
	m.ctx.CMP(arm64.Imm(int64(imm)), c.(arm64.General))
	m.ctx.BGE(label)
}

func (m *neon) AddImm(c Count, imm int) { m.move(c.(arm64.General), c.(arm64.General), imm) }

// move sets dst = src + imm.
func (m *neon) move(src, dst arm64.General, imm int) {
	switch {
	case imm < 0:
		m.ctx.SUB(arm64.Imm(int64(-imm)), src, dst)
	case imm > 0:
		m.ctx.ADD(arm64.Imm(int64(imm)), src, dst)
	default:
		m.ctx.MOVD(src, dst)
	}
}

func (m *neon) Advance(p Ptr, elems int) { m.AddImm(p, elems*m.elem.Size()) }

func (m *neon) AdvanceBy(p Ptr, c Count) {
	shift := uint(2)
	if m.elem == F64 {
		shift = 3
	}
	q := p.(arm64.General)
	m.ctx.ADD(c.(arm64.General).LSL(shift), q, q)
}

func (m *neon) CopyPtr(p Ptr) Ptr {
	q := m.ctx.GP()
	m.ctx.MOVD(p.(arm64.General), q)
	return q
}

func (m *neon) Load(p Ptr, vec int) Operand {
	v := m.ctx.V()
	m.ctx.FMOVQ(p.(arm64.General).At(vec*neonWidth), v)
	return v
}

func (m *neon) Store(p Ptr, vec int, v Operand) {
	m.ctx.FMOVQ(m.register(v), p.(arm64.General).At(vec*neonWidth))
}

func (m *neon) Tail(c Count, vecs int) { m.count, m.vecs = c.(arm64.General), vecs }

// partial emits access to the tail's share of a vector: whole, in part, or
// neither where the elements end before it. part is told the vector's address.
func (m *neon) partial(p Ptr, vec int, whole, part func(q arm64.General)) {
	base, first := p.(arm64.General), vec*m.Lanes()
	done, full := m.ctx.NewLabel("tail"), ""
	if m.vecs > 1 {
		m.JumpLess(m.count, first+1, done)
	}
	if vec < m.vecs-1 {
		full = m.ctx.NewLabel("whole")
		m.JumpAtLeast(m.count, first+m.Lanes(), full)
	}
	q := m.ctx.GP()
	m.move(base, q, vec*neonWidth)
	part(q)
	if full != "" {
		m.ctx.B(done)
		m.ctx.Label(full)
		whole(base)
	}
	m.ctx.Label(done)
}

// pieces emits access to the 1 to Lanes-1 elements that the count's lowest bits
// name: two of float32 as one double word, then one element.
func (m *neon) pieces(two, one func(lane int)) {
	if m.elem == F64 {
		one(0)
		return
	}
	single, end := m.ctx.NewLabel("single"), m.ctx.NewLabel("pieces")
	m.ctx.TBZ(1, m.count, single)
	two(0)
	m.ctx.TBZ(0, m.count, end)
	one(2)
	m.ctx.B(end)
	m.ctx.Label(single)
	one(0)
	m.ctx.Label(end)
}

func (m *neon) LoadTail(p Ptr, vec int, fill Operand) Operand {
	v := m.Copy(fill).(arm64.Vector)
	m.partial(p, vec, func(base arm64.General) {
		m.ctx.FMOVQ(base.At(vec*neonWidth), v)
	}, func(q arm64.General) {
		m.pieces(
			func(int) { m.ctx.VLD1(q.Post(8), v.D(0)) },
			func(lane int) { m.ctx.VLD1(q.At(0), m.lane(v, lane)) })
	})
	return v
}

func (m *neon) StoreTail(p Ptr, vec int, a Operand) {
	v := m.register(a)
	m.partial(p, vec, func(base arm64.General) {
		m.ctx.FMOVQ(v, base.At(vec*neonWidth))
	}, func(q arm64.General) {
		m.pieces(
			func(int) { m.ctx.VST1(arm64.List{v.D(0)}, q.Post(8)) },
			func(lane int) { m.ctx.VST1(arm64.List{m.lane(v, lane)}, q.At(0)) })
	})
}

// mask is a comparison's result. ARM compares for what holds only, so "is not"
// is kept as a promise until the mask is used.
type mask struct {
	v        arm64.Vector
	inverted bool
}

// vector returns what a register operand holds.
func vector(a Operand) arm64.Vector {
	switch a := a.(type) {
	case mask:
		return a.v
	case arm64.Vector:
		return a
	}
	panic(fmt.Sprintf("vm: operand of type %T is in no register", a))
}
