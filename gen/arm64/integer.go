package arm64

import (
	"fmt"
	"math/bits"
)

// Integer instructions on general registers, in Go's operand order: the
// destination is last.

// MOVD moves 64 bits: a register, Imm or a symbol's address into a register, or
// memory into a register, or a register into memory.
func (c *Context) MOVD(src, dst Operand) { c.move("MOVD", 8, src, dst) }

// MOVW moves 32 bits to or from memory, a load extending the sign.
func (c *Context) MOVW(src, dst Operand) { c.move("MOVW", 4, src, dst) }

// MOVWU moves 32 bits to or from memory, a load extending with zeros.
func (c *Context) MOVWU(src, dst Operand) { c.move("MOVWU", 4, src, dst) }

// MOVH moves 16 bits to or from memory, a load extending the sign.
func (c *Context) MOVH(src, dst Operand) { c.move("MOVH", 2, src, dst) }

// MOVHU moves 16 bits to or from memory, a load extending with zeros.
func (c *Context) MOVHU(src, dst Operand) { c.move("MOVHU", 2, src, dst) }

// MOVB moves 8 bits to or from memory, a load extending the sign.
func (c *Context) MOVB(src, dst Operand) { c.move("MOVB", 1, src, dst) }

// MOVBU moves 8 bits to or from memory, a load extending with zeros.
func (c *Context) MOVBU(src, dst Operand) { c.move("MOVBU", 1, src, dst) }

func (c *Context) move(opcode string, size int, src, dst Operand) {
	in := instruction{opcode: opcode, operands: []Operand{src, dst}}
	mem, load := src.(Mem)
	from, fromReg := src.(General)
	to, toReg := dst.(General)
	switch {
	case load && toReg:
		in.writes = []Operand{to}
	case fromReg && toReg:
		in.reads, in.writes = []Operand{from}, []Operand{to}
	case fromReg:
		var store bool
		if mem, store = dst.(Mem); !store {
			c.errorf("%s: want a register or memory as destination, have %T", opcode, dst)
			return
		}
		if mem.writesBack() && mem.base == from {
			c.errorf("%s: stores its own base register while advancing it", opcode)
			return
		}
		in.reads = []Operand{from}
	case toReg && opcode == "MOVD" && isConstant(src):
		in.writes = []Operand{to}
	default:
		c.errorf("%s: no form takes %T and %T", opcode, src, dst)
		return
	}
	if mem.base.Register != nil {
		if err := mem.checkSingle(size); err != nil {
			c.errorf("%s: %v", opcode, err)
			return
		}
	}
	c.emit(in)
}

func isConstant(op Operand) bool {
	switch op.(type) {
	case immediate, symbolAddress:
		return true
	}
	return false
}

// ADD computes d = n + src; src is a register, a shifted register or an Imm.
func (c *Context) ADD(src Operand, n, d General) { c.arithmetic("ADD", src, n, d) }

// SUB computes d = n - src.
func (c *Context) SUB(src Operand, n, d General) { c.arithmetic("SUB", src, n, d) }

// ADDS computes d = n + src and sets the flags.
func (c *Context) ADDS(src Operand, n, d General) { c.arithmetic("ADDS", src, n, d, flags) }

// SUBS computes d = n - src and sets the flags.
func (c *Context) SUBS(src Operand, n, d General) { c.arithmetic("SUBS", src, n, d, flags) }

// CMP sets the flags of n - src.
func (c *Context) CMP(src Operand, n General) {
	if err := checkArithmetic(src); err != nil {
		c.errorf("CMP: %v", err)
		return
	}
	c.emit(instruction{opcode: "CMP", operands: []Operand{src, n},
		reads: []Operand{src, n}, writes: []Operand{flags}})
}

func (c *Context) arithmetic(opcode string, src Operand, n, d General, also ...Operand) {
	if err := checkArithmetic(src); err != nil {
		c.errorf("%s: %v", opcode, err)
		return
	}
	c.emit(instruction{opcode: opcode, operands: []Operand{src, n, d},
		reads: []Operand{src, n}, writes: append(also, d)})
}

// checkArithmetic allows the immediates of one instruction, 12 bits, optionally
// shifted by 12; the assembler would build others in R27.
func checkArithmetic(src Operand) error {
	switch s := src.(type) {
	case General:
		return nil
	case shifted:
		return checkShift(s)
	case immediate:
		if s.value >= 0 && (s.value < 1<<12 || s.value < 1<<24 && s.value%(1<<12) == 0) {
			return nil
		}
		return fmt.Errorf("immediate %d: want 0..4095 or a multiple of 4096 below 1<<24", s.value)
	}
	return fmt.Errorf("source of type %T: want a register, a shifted register or Imm", src)
}

func checkShift(s shifted) error {
	if s.amount > 63 {
		return fmt.Errorf("shift by %d: want 0..63", s.amount)
	}
	return nil
}

// AND computes d = n & src; src is a register, a shifted register, or an Imm
// whose ones form a rotated run repeated at a power-of-two distance.
func (c *Context) AND(src Operand, n, d General) { c.logical("AND", src, n, d) }

// ORR computes d = n | src.
func (c *Context) ORR(src Operand, n, d General) { c.logical("ORR", src, n, d) }

// EOR computes d = n ^ src.
func (c *Context) EOR(src Operand, n, d General) { c.logical("EOR", src, n, d) }

// TST sets the flags of n & src.
func (c *Context) TST(src Operand, n General) {
	if err := checkLogical(src); err != nil {
		c.errorf("TST: %v", err)
		return
	}
	c.emit(instruction{opcode: "TST", operands: []Operand{src, n},
		reads: []Operand{src, n}, writes: []Operand{flags}})
}

func (c *Context) logical(opcode string, src Operand, n, d General) {
	if err := checkLogical(src); err != nil {
		c.errorf("%s: %v", opcode, err)
		return
	}
	c.emit(instruction{opcode: opcode, operands: []Operand{src, n, d},
		reads: []Operand{src, n}, writes: []Operand{d}})
}

func checkLogical(src Operand) error {
	switch s := src.(type) {
	case General:
		return nil
	case shifted:
		return checkShift(s)
	case immediate:
		if isBitmask(uint64(s.value)) {
			return nil
		}
		return fmt.Errorf("immediate %#x is no bitmask immediate", uint64(s.value))
	}
	return fmt.Errorf("source of type %T: want a register, a shifted register or Imm", src)
}

// isBitmask reports whether x repeats an element of 2, 4, ..., 64 bits whose
// ones are one rotated run, the only constants that AND, ORR and EOR encode.
func isBitmask(x uint64) bool {
	if x == 0 || x == ^uint64(0) {
		return false
	}
	for size := 2; size <= 64; size *= 2 {
		if bits.RotateLeft64(x, size) != x {
			continue
		}
		// In the smallest period, a single run of ones has one rising edge.
		edges := x &^ bits.RotateLeft64(x, 1)
		return bits.OnesCount64(edges) == 64/size
	}
	return false
}

// LSL computes d = n << src; src is a register or an Imm of 0..63.
func (c *Context) LSL(src Operand, n, d General) { c.shift("LSL", src, n, d) }

// LSR computes d = n >> src with zeros.
func (c *Context) LSR(src Operand, n, d General) { c.shift("LSR", src, n, d) }

// ASR computes d = n >> src with the sign.
func (c *Context) ASR(src Operand, n, d General) { c.shift("ASR", src, n, d) }

func (c *Context) shift(opcode string, src Operand, n, d General) {
	switch s := src.(type) {
	case General:
	case immediate:
		if s.value < 0 || s.value > 63 {
			c.errorf("%s by %d: want 0..63", opcode, s.value)
			return
		}
	default:
		c.errorf("%s: source of type %T: want a register or Imm", opcode, src)
		return
	}
	c.emit(instruction{opcode: opcode, operands: []Operand{src, n, d},
		reads: []Operand{src, n}, writes: []Operand{d}})
}

// MUL computes d = n * m.
func (c *Context) MUL(m, n, d General) { c.general("MUL", d, m, n) }

// MADD computes d = a + n*m.
func (c *Context) MADD(m, a, n, d General) { c.general("MADD", d, m, a, n) }

// MSUB computes d = a - n*m.
func (c *Context) MSUB(m, a, n, d General) { c.general("MSUB", d, m, a, n) }

// NEG computes d = -m.
func (c *Context) NEG(m, d General) { c.general("NEG", d, m) }

// UDIV computes d = n / m, unsigned; 0 for m = 0.
func (c *Context) UDIV(m, n, d General) { c.general("UDIV", d, m, n) }

func (c *Context) general(opcode string, d General, sources ...Operand) {
	c.emit(instruction{opcode: opcode, operands: append(sources[:len(sources):len(sources)], d),
		reads: sources, writes: []Operand{d}})
}

// Condition is what CSEL and FCSEL select by.
type Condition string

// The conditions on flags set by CMP (signed and unsigned) or FCMP.
const (
	EQ Condition = "EQ"
	NE Condition = "NE"
	LT Condition = "LT"
	LE Condition = "LE"
	GT Condition = "GT"
	GE Condition = "GE"
	LO Condition = "LO"
	LS Condition = "LS"
	HI Condition = "HI"
	HS Condition = "HS"
	MI Condition = "MI"
	PL Condition = "PL"
	VS Condition = "VS"
	VC Condition = "VC"
)

// CSEL computes d = n if cond holds, m otherwise.
func (c *Context) CSEL(cond Condition, n, m, d General) {
	c.emit(instruction{opcode: "CSEL", operands: []Operand{lit(string(cond)), n, m, d},
		reads: []Operand{n, m, flags}, writes: []Operand{d}})
}

// PRFM prefetches the line at m, a Mem with offset; op is a prefetch operation
// such as PLDL1KEEP.
func (c *Context) PRFM(m Mem, op string) {
	if m.mode != atOffset || m.off < 0 || m.off%8 != 0 || m.off > 8*4095 {
		c.errorf("PRFM %s: want an offset that is a multiple of 8 up to %d", operandText(m), 8*4095)
		return
	}
	c.emit(instruction{opcode: "PRFM", operands: []Operand{m, lit(op)}})
}

// PCALIGN pads with NOPs until the next instruction's address is a multiple of
// n bytes, a power of two from 8 to 2048.
func (c *Context) PCALIGN(n int) {
	if n < 8 || n > 2048 || n&(n-1) != 0 {
		c.errorf("PCALIGN %d: want a power of two from 8 to 2048", n)
		return
	}
	c.emit(instruction{opcode: "PCALIGN", operands: []Operand{Imm(int64(n))}})
}
