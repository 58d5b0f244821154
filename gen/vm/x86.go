package vm

import (
	"fmt"
	"strings"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// x86 is what AVX2 and AVX-512 share: addresses, counters, control flow and
// the arithmetic, whose instructions differ in the register's width only.
type x86 struct {
	ctx   *build.Context
	elem  Elem
	skips int                    // labels of the machine's own
	ones  map[uint64]operand.Mem // single elements that hold a constant
	x86Set
}

func newX86(ctx *build.Context, elem Elem) *x86 {
	return &x86{ctx: ctx, elem: elem, ones: map[uint64]operand.Mem{}}
}

// x86Set is what distinguishes the instruction sets.
type x86Set interface {
	width() int // of a vector, in bytes
	vec() reg.VecVirtual
	// embed returns how c stands in an instruction as its first operand, in
	// memory, and which of i's constructors takes it.
	embed(i instruction, c constant) (operand.Op, ctor)
	compare(predicate uint8, a, b Operand) Operand
	maskOr(a, b Operand) Operand
	selectLanes(mask, yes, no Operand) Operand
	fold(v reg.VecVirtual, lanes int) reg.VecVirtual
}

// ctor makes an instruction.
type ctor func(ops ...operand.Op) (*ir.Instruction, error)

// ternary adapts a constructor of three operands.
func ternary(f func(a, b, c operand.Op) (*ir.Instruction, error)) ctor {
	return func(ops ...operand.Op) (*ir.Instruction, error) { return f(ops[0], ops[1], ops[2]) }
}

func (m *x86) emit(c ctor, ops ...operand.Op) {
	in, err := c(ops...)
	if err != nil {
		panic(fmt.Sprintf("vm: %v", err))
	}
	m.ctx.Instruction(in)
}

func (m *x86) Lanes() int { return m.width() / m.elem.Size() }

func (m *x86) Begin(f *Signature) {
	m.ctx.Function(f.Name)
	m.ctx.Attributes(attr.NOSPLIT)
	m.ctx.SignatureExpr(f.goSignature())
	m.ctx.Doc(f.Doc...)
	m.ctx.Pragma("noescape")
}

func (m *x86) Return(result Operand) {
	m.ctx.VZEROUPPER()
	if result != nil {
		ret, err := m.ctx.ReturnIndex(0).Resolve()
		if err != nil {
			panic(fmt.Sprintf("vm: %v", err))
		}
		m.emit(scalarMove[m.elem], m.register(result).AsX(), ret.Addr)
	}
	m.ctx.RET()
}

func (m *x86) Base(arg string) Ptr {
	return m.ctx.Load(m.ctx.Param(arg).Base(), m.ctx.GP64())
}

func (m *x86) Len(arg string) Count {
	return m.ctx.Load(m.ctx.Param(arg).Len(), m.ctx.GP64())
}

func (m *x86) Int(arg string) Count {
	return m.ctx.Load(m.ctx.Param(arg), m.ctx.GP64())
}

func (m *x86) Splat(arg string) Operand {
	addr, err := m.ctx.Param(arg).Resolve()
	if err != nil {
		panic(fmt.Sprintf("vm: %v", err))
	}
	return m.broadcast(addr.Addr)
}

func (m *x86) SplatField(arg string, i int) Operand {
	base := m.ctx.Load(m.ctx.Param(arg), m.ctx.GP64())
	return m.broadcast(operand.Mem{Base: base, Disp: i * m.elem.Size()})
}

func (m *x86) broadcast(addr operand.Mem) reg.VecVirtual {
	v := m.vec()
	m.emit(broadcast[m.elem], addr, v)
	return v
}

func (m *x86) Const(bits uint64) Operand { return constant{bits} }

func (m *x86) Copy(a Operand) Operand {
	v := m.vec()
	if c, ok := a.(constant); ok {
		m.load(c, v)
	} else {
		m.emit(move[m.elem], a.(reg.VecVirtual), v)
	}
	return v
}

// load puts a constant into v.
func (m *x86) load(c constant, v reg.VecVirtual) {
	if c.bits == 0 {
		m.emit(arithmetic[Xor].plain[m.elem], v, v, v)
		return
	}
	m.emit(broadcast[m.elem], m.scalar(c), v)
}

// scalar returns the address of one element that holds c.
func (m *x86) scalar(c constant) operand.Mem {
	mem, ok := m.ones[c.bits]
	if !ok {
		name := fmt.Sprintf("one%s%0*x", m.elem.Suffix(), 2*m.elem.Size(), c.bits)
		mem = m.ctx.ConstData(name, m.datum(c.bits))
		m.ones[c.bits] = mem
	}
	return mem
}

// datum returns an element for a data section.
func (m *x86) datum(bits uint64) operand.Constant {
	if m.elem == F32 {
		return operand.U32(bits)
	}
	return operand.U64(bits)
}

// register returns a in a register.
func (m *x86) register(a Operand) reg.VecVirtual {
	if _, ok := a.(constant); ok {
		return m.Copy(a).(reg.VecVirtual)
	}
	return a.(reg.VecVirtual)
}

func (m *x86) Assign(dst, src Operand) {
	if dst != src {
		m.emit(move[m.elem], src.(reg.VecVirtual), dst.(reg.VecVirtual))
	}
}

func (m *x86) Label(name string) { m.ctx.Label(name) }

func (m *x86) JumpLess(c Count, imm int, label string) {
	m.ctx.CMPQ(c.(reg.Register), operand.I32(imm))
	m.ctx.JLT(operand.LabelRef(label))
}

func (m *x86) JumpAtLeast(c Count, imm int, label string) {
	m.ctx.CMPQ(c.(reg.Register), operand.I32(imm))
	m.ctx.JGE(operand.LabelRef(label))
}

func (m *x86) AddImm(c Count, imm int) { m.ctx.ADDQ(operand.I32(imm), c.(reg.Register)) }

func (m *x86) Advance(p Ptr, elems int) {
	m.ctx.ADDQ(operand.I32(elems*m.elem.Size()), p.(reg.Register))
}

func (m *x86) AdvanceBy(p Ptr, c Count) {
	q := p.(reg.Register)
	m.ctx.LEAQ(operand.Mem{Base: q, Index: c.(reg.Register), Scale: uint8(m.elem.Size())}, q)
}

func (m *x86) CopyPtr(p Ptr) Ptr {
	q := m.ctx.GP64()
	m.ctx.MOVQ(p.(reg.Register), q)
	return q
}

func (m *x86) at(p Ptr, vec int) operand.Mem {
	return operand.Mem{Base: p.(reg.Register), Disp: vec * m.width()}
}

func (m *x86) Load(p Ptr, vec int) Operand {
	v := m.vec()
	m.emit(unaligned[m.elem], m.at(p, vec), v)
	return v
}

func (m *x86) Store(p Ptr, vec int, v Operand) {
	m.emit(unaligned[m.elem], m.register(v), m.at(p, vec))
}

// goSignature returns the function's type as Go source.
func (f *Signature) goSignature() string {
	var params []string
	for _, p := range f.Params {
		t := f.Elem.Go()
		switch p.Kind {
		case Slice:
			t = "[]" + t
		case Int:
			t = "int"
		case Fields:
			t = fmt.Sprintf("*[%d]%s", p.Len, t)
		}
		params = append(params, p.Name+" "+t)
	}
	s := "func(" + strings.Join(params, ", ") + ")"
	if f.Result {
		s += " " + f.Elem.Go()
	}
	return s
}
