package arm64

import (
	"fmt"
	"strings"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Operand is anything an instruction takes: General, Vector, Mem, List, Imm, a
// shifted register, a parameter or a symbol's address.
type Operand = operand.Op

// opaque makes an operand look like a constant to avo, whose set of operand
// types is closed. What such an operand reads stands in the instruction's
// Inputs; that it must be rebuilt after allocation, in its bind method.
type opaque struct{ operand.Constant }

// binder is an operand that contains registers.
type binder interface {
	Operand
	// registers lists what evaluating the operand reads.
	registers() []Operand
	// bind is the same operand over allocated registers.
	bind(reg.Allocation) (Operand, error)
}

// bound is a register operand after allocation, with its view already printed.
type bound struct {
	physical
	text string
}

// Asm is the text of the view.
func (b bound) Asm() string { return b.text }

func (r General) registers() []Operand { return []Operand{r} }

func (r General) bind(a reg.Allocation) (Operand, error) {
	p, err := lookup(r.Register, a)
	if err != nil {
		return nil, err
	}
	return bound{p.(physical), registerName(p)}, nil
}

func (v Vector) registers() []Operand { return []Operand{v} }

func (v Vector) bind(a reg.Allocation) (Operand, error) {
	p, err := lookup(v.Register, a)
	if err != nil {
		return nil, err
	}
	v.Register = p
	return bound{p.(physical), v.Asm()}, nil
}

// immediate is an integer constant.
type immediate struct {
	opaque
	value int64
}

// Imm is the integer constant $x.
func Imm(x int64) Operand { return immediate{value: x} }

// Asm is the constant in decimal, which the assembler reads at any size.
func (i immediate) Asm() string { return fmt.Sprintf("$%d", i.value) }

// floatImmediate is one of the 256 constants that FMOV encodes.
type floatImmediate struct {
	opaque
	value float64
}

// FloatImm is a floating-point constant for FMOVS and FMOVD: +-(16..31)/16 times
// a power of two from 2^-3 to 2^4.
func FloatImm(x float64) Operand { return floatImmediate{value: x} }

// Asm is the constant in the parentheses that keep a sign apart from the dollar.
func (i floatImmediate) Asm() string { return fmt.Sprintf("$(%s)", operand.F64(i.value)) }

// literal is text that needs no register: a condition, a prefetch operation.
type literal struct {
	opaque
	text string
}

func lit(text string) Operand { return literal{text: text} }

// Asm is the text itself.
func (l literal) Asm() string { return l.text }

// shifted is the second source of an arithmetic instruction.
type shifted struct {
	opaque
	r      General
	op     string
	amount uint
}

// LSL is r shifted left by n bits, as a source of ADD, SUB, AND, CMP and others.
func (r General) LSL(n uint) Operand { return shifted{r: r, op: "<<", amount: n} }

// LSR is r shifted right by n bits.
func (r General) LSR(n uint) Operand { return shifted{r: r, op: ">>", amount: n} }

// ASR is r shifted right by n bits with its sign.
func (r General) ASR(n uint) Operand { return shifted{r: r, op: "->", amount: n} }

// Asm is R3<<2.
func (s shifted) Asm() string { return fmt.Sprintf("%s%s%d", s.r.Asm(), s.op, s.amount) }

func (s shifted) registers() []Operand { return s.r.registers() }

func (s shifted) bind(a reg.Allocation) (Operand, error) {
	p, err := lookup(s.r.Register, a)
	s.r.Register = p
	return s, err
}

// List is a register list of VLD1, VST1 and VTBL. The allocator cannot place
// consecutive registers, so a list of more than one wants fixed registers.
type List []Vector

// listOperand is a List as an operand; a slice itself could not be compared.
type listOperand struct {
	opaque
	regs        List
	open, close string
}

// Asm is [V0.S4, V1.S4], or (F0, F1) for a pair.
func (l listOperand) Asm() string {
	names := make([]string, len(l.regs))
	for i, v := range l.regs {
		names[i] = v.Asm()
	}
	return l.open + strings.Join(names, ", ") + l.close
}

func (l listOperand) registers() []Operand { return vectorsOf(l.regs) }

func (l listOperand) bind(a reg.Allocation) (Operand, error) {
	regs := make(List, len(l.regs))
	for i, v := range l.regs {
		p, err := lookup(v.Register, a)
		if err != nil {
			return nil, err
		}
		v.Register = p
		regs[i] = v
		if l.open == "[" && i > 0 && number(v) != (number(regs[i-1])+1)%32 {
			return nil, fmt.Errorf("register list wants consecutive registers, found V%d after V%d",
				number(v), number(regs[i-1]))
		}
	}
	l.regs = regs
	return l, nil
}

func vectorsOf(vs []Vector) []Operand {
	ops := make([]Operand, len(vs))
	for i, v := range vs {
		ops[i] = v
	}
	return ops
}
