package vm

import (
	"math"

	"github.com/lockstep-go/lockstep/gen/arm64"
)

// wordOps are the operations that one instruction does, in ARM's operand order.
var wordOps = map[Op]func(c *arm64.Context, d, n, m arm64.Vector){
	Add: (*arm64.Context).WFADD,
	Sub: (*arm64.Context).WFSUB,
	Mul: (*arm64.Context).WFMUL,
	Div: (*arm64.Context).WFDIV,
}

// Do copies the addends that it must not overwrite before anything else, so that
// an in-order core need not wait for each.
func (m *neon) Do(ins []Instr) []Operand {
	for _, in := range ins {
		if (in.Op == FMA || in.Op == FNMA) && !in.Dead[2] {
			in.Args[2], in.Dead[2] = m.Copy(in.Args[2]), true
		}
	}
	var results []Operand
	for _, in := range ins {
		results = append(results, m.do(in))
	}
	return results
}

func (m *neon) do(in Instr) Operand {
	a := in.Args
	switch in.Op {
	case FMA, FNMA:
		return m.fma(in)
	case Max:
		return m.extremum((*arm64.Context).WFMAX, GT, in)
	case Min:
		return m.extremum((*arm64.Context).WFMIN, LT, in)
	case GT, LT, LE:
		return m.compare(in.Op, a[0], a[1])
	case IsNaN:
		d, x := m.ctx.V(), m.all(m.register(a[0]))
		m.ctx.WFCMEQ(m.all(d), x, x)
		return mask{d, true}
	case MaskOr:
		return m.maskOr(a[0].(mask), a[1].(mask))
	case Select:
		return m.selectLanes(in)
	case And, Or, Xor:
		return m.bitwise(in)
	}
	x := m.register(a[0])
	switch in.Op {
	case Sqrt:
		d := m.result(in)
		m.ctx.WFSQRT(m.all(d), m.all(x))
		return d
	case Shl:
		d := m.result(in)
		m.ctx.VSHL(in.Imm, m.all(x), m.all(d))
		return d
	case Fold:
		d := m.ctx.V()
		m.ctx.VEXT(in.Imm/2*m.elem.Size(), x.B16(), x.B16(), d.B16())
		return d
	}
	y := m.register(a[1])
	d := m.result(in)
	switch in.Op {
	case IntAdd:
		m.ctx.VADD(m.all(y), m.all(x), m.all(d))
	case IntSub:
		m.ctx.VSUB(m.all(y), m.all(x), m.all(d))
	default:
		wordOps[in.Op](m.ctx, m.all(d), m.all(x), m.all(y))
	}
	return d
}

// result returns a register for an instruction's result: that of a dead operand
// if there is one, which keeps carried values in place.
func (m *neon) result(in Instr) arm64.Vector {
	for i, a := range in.Args {
		if v, ok := a.(arm64.Vector); ok && in.Dead[i] {
			return v
		}
	}
	return m.ctx.V()
}

// fma overwrites its addend, which is dead.
func (m *neon) fma(in Instr) Operand {
	x, y := m.register(in.Args[0]), m.register(in.Args[1])
	d := in.Args[2]
	if in.Op == FMA {
		m.ctx.VFMLA(m.all(y), m.all(x), m.all(vector(d)))
	} else {
		m.ctx.VFMLS(m.all(y), m.all(x), m.all(vector(d)))
	}
	return d
}

// extremum: ARM's own maximum and minimum differ from comparing and selecting
// where the first operand is NaN or both are zeros, so they serve where it is a
// constant that is neither.
func (m *neon) extremum(native func(c *arm64.Context, d, n, m arm64.Vector), holds Op, in Instr) Operand {
	x, y := in.Args[0], in.Args[1]
	if k, ok := x.(constant); ok && !m.zeroOrNaN(k) {
		c, v := m.register(x), m.register(y)
		d := m.result(in)
		native(m.ctx, m.all(d), m.all(v), m.all(c))
		return d
	}
	chosen := m.compare(holds, x, y).(mask)
	m.ctx.VBSL(m.register(y).B16(), m.register(x).B16(), chosen.v.B16())
	return chosen.v
}

func (m *neon) zeroOrNaN(k constant) bool {
	f := math.Float64frombits(k.bits)
	if m.elem == F32 {
		f = float64(math.Float32frombits(uint32(k.bits)))
	}
	return f == 0 || f != f
}

// compare has forms of its own for a comparison with zero.
func (m *neon) compare(op Op, a, b Operand) Operand {
	d := m.ctx.V()
	if b == Operand(constant{0}) {
		zero := map[Op]func(c *arm64.Context, d, n arm64.Vector){
			GT: (*arm64.Context).WFCMGT0, LT: (*arm64.Context).WFCMLT0, LE: (*arm64.Context).WFCMLE0,
		}[op]
		zero(m.ctx, m.all(d), m.all(m.register(a)))
		return mask{v: d}
	}
	x, y := m.all(m.register(a)), m.all(m.register(b))
	switch op {
	case GT:
		m.ctx.WFCMGT(m.all(d), x, y)
	case LT:
		m.ctx.WFCMGT(m.all(d), y, x)
	case LE:
		m.ctx.WFCMGE(m.all(d), y, x)
	}
	return mask{v: d}
}

func (m *neon) maskOr(a, b mask) Operand {
	d := m.ctx.V()
	if a.inverted {
		a, b = b, a
	}
	switch x, y := a.v.B16(), b.v.B16(); {
	case a.inverted: // both: not a, or not b, is not (a and b)
		m.ctx.VAND(x, y, d.B16())
		return mask{d, true}
	case b.inverted:
		m.ctx.WORN(d.B16(), x, y)
	default:
		m.ctx.VORR(x, y, d.B16())
	}
	return mask{v: d}
}

// selectLanes picks the form that overwrites an operand which nobody needs any
// more. Choosing zero is a bitwise operation.
func (m *neon) selectLanes(in Instr) Operand {
	k, yes, no := in.Args[0].(mask), in.Args[1], in.Args[2]
	deadYes, deadNo := in.Dead[1], in.Dead[2]
	if k.inverted {
		yes, no, deadYes, deadNo = no, yes, deadNo, deadYes
	}
	on := k.v.B16()
	d := m.ctx.V()
	switch {
	case yes == Operand(constant{0}):
		m.ctx.WBIC(d.B16(), m.register(no).B16(), on)
	case no == Operand(constant{0}):
		m.ctx.VAND(on, m.register(yes).B16(), d.B16())
	case deadNo && no != yes:
		m.ctx.VBIT(on, m.register(yes).B16(), vector(no).B16())
		return no
	case deadYes && no != yes:
		m.ctx.VBIF(on, m.register(no).B16(), vector(yes).B16())
		return yes
	default:
		d = k.v
		if !in.Dead[0] {
			d = m.Copy(k).(arm64.Vector)
		}
		m.ctx.VBSL(m.register(no).B16(), m.register(yes).B16(), d.B16())
	}
	return d
}

// bitwise: clearing the sign is an instruction that needs no constant.
func (m *neon) bitwise(in Instr) Operand {
	x := m.register(in.Args[0])
	if in.Op == And && in.Args[1] == Operand(constant{m.elem.SignBit() - 1}) {
		d := m.result(in)
		m.ctx.WFABS(m.all(d), m.all(x))
		return d
	}
	y := m.register(in.Args[1])
	d := m.result(in)
	emit := map[Op]func(c *arm64.Context, m, n, d arm64.Vector){
		And: (*arm64.Context).VAND, Or: (*arm64.Context).VORR, Xor: (*arm64.Context).VEOR,
	}[in.Op]
	emit(m.ctx, y.B16(), x.B16(), d.B16())
	return d
}
