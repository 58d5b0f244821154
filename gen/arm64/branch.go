package arm64

import (
	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
)

// Branches. The label is a string; avo's passes find it in front of the other
// operands, where labelLast leaves it only until printing.

// RET returns to the caller.
func (c *Context) RET() { c.emit(instruction{opcode: "RET"}).IsTerminal = true }

// B branches to label.
func (c *Context) B(label string) { c.branch("B", label).IsConditional = false }

// BEQ branches if the flags say equal.
func (c *Context) BEQ(label string) { c.branch("BEQ", label, flags) }

// BNE branches if the flags say not equal.
func (c *Context) BNE(label string) { c.branch("BNE", label, flags) }

// BLT branches if the flags say signed less.
func (c *Context) BLT(label string) { c.branch("BLT", label, flags) }

// BLE branches if the flags say signed less or equal.
func (c *Context) BLE(label string) { c.branch("BLE", label, flags) }

// BGT branches if the flags say signed greater.
func (c *Context) BGT(label string) { c.branch("BGT", label, flags) }

// BGE branches if the flags say signed greater or equal.
func (c *Context) BGE(label string) { c.branch("BGE", label, flags) }

// BLO branches if the flags say unsigned less.
func (c *Context) BLO(label string) { c.branch("BLO", label, flags) }

// BLS branches if the flags say unsigned less or equal.
func (c *Context) BLS(label string) { c.branch("BLS", label, flags) }

// BHI branches if the flags say unsigned greater.
func (c *Context) BHI(label string) { c.branch("BHI", label, flags) }

// BHS branches if the flags say unsigned greater or equal.
func (c *Context) BHS(label string) { c.branch("BHS", label, flags) }

// BMI branches if the flags say negative.
func (c *Context) BMI(label string) { c.branch("BMI", label, flags) }

// BPL branches if the flags say positive or zero.
func (c *Context) BPL(label string) { c.branch("BPL", label, flags) }

// CBZ branches if r is zero.
func (c *Context) CBZ(r General, label string) { c.branch("CBZ", label, r) }

// CBNZ branches if r is not zero.
func (c *Context) CBNZ(r General, label string) { c.branch("CBNZ", label, r) }

// TBZ branches if bit n of r is zero.
func (c *Context) TBZ(n int, r General, label string) { c.testBit("TBZ", n, r, label) }

// TBNZ branches if bit n of r is one.
func (c *Context) TBNZ(n int, r General, label string) { c.testBit("TBNZ", n, r, label) }

func (c *Context) testBit(opcode string, n int, r General, label string) {
	if n < 0 || n > 63 {
		c.errorf("%s: bit %d, want 0..63", opcode, n)
	}
	c.branch(opcode, label, Imm(int64(n)), r)
}

// branch emits a branch that depends on operands; the flags are read without
// being printed.
func (c *Context) branch(opcode, label string, operands ...Operand) *ir.Instruction {
	printed := []Operand{operand.LabelRef(label)}
	for _, op := range operands {
		if op != Operand(flags) {
			printed = append(printed, op)
		}
	}
	i := c.emit(instruction{opcode: opcode, operands: printed, reads: operands})
	i.IsBranch = true
	i.IsConditional = true
	return i
}
