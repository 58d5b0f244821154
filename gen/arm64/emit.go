package arm64

import (
	"fmt"
	"strings"

	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// instruction is what a constructor knows: the operands in printing order, and
// which of them are read and written. Registers inside memory operands, lists
// and words are found by emit.
type instruction struct {
	opcode   string
	suffixes []string
	operands []Operand
	reads    []Operand
	writes   []Operand
}

// emit appends the instruction to the active function.
func (c *Context) emit(in instruction) *ir.Instruction {
	i := &ir.Instruction{
		Opcode:   in.opcode,
		Suffixes: in.suffixes,
		Operands: in.operands,
		Inputs:   registersOf(in.reads),
		Outputs:  registersOf(in.writes),
	}
	for _, op := range in.operands {
		m, ok := op.(Mem)
		if !ok {
			continue
		}
		i.Inputs = append(i.Inputs, m.registers()...)
		i.Suffixes = append(i.Suffixes, m.suffixes()...)
		if m.writesBack() {
			i.Outputs = append(i.Outputs, m.base)
		}
	}
	for _, op := range in.operands {
		if err := checkOperand(op); err != nil {
			c.errorf("%s: %v", instructionText(i), err)
			return i
		}
	}
	c.active().AddInstruction(i)
	return i
}

// registersOf flattens operands to the registers in them.
func registersOf(ops []Operand) []Operand {
	var rs []Operand
	for _, op := range ops {
		switch op := op.(type) {
		case binder:
			rs = append(rs, op.registers()...)
		case reg.Register:
			rs = append(rs, op)
		}
	}
	return rs
}

// checkOperand finds operands that no instruction can take.
func checkOperand(op Operand) error {
	switch op := op.(type) {
	case nil:
		return fmt.Errorf("operand is nil")
	case operand.Mem, operand.LabelRef, literal, immediate, floatImmediate, symbolAddress:
		return nil
	case binder:
		for _, r := range op.registers() {
			if err := checkRegister(r); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("operand %s of type %T: not one of this package", op.Asm(), op)
}

// checkRegister finds zero-valued handles and impossible lanes.
func checkRegister(op Operand) error {
	switch r := op.(type) {
	case General:
		if r.Register == nil {
			return fmt.Errorf("general register is the zero value; use Context.GP or R")
		}
	case Vector:
		if r.Register == nil {
			return fmt.Errorf("vector register is the zero value; use Context.V or V")
		}
		if r.form == element && !r.laneInRange() {
			return fmt.Errorf("%s: lane out of range", r.Asm())
		}
		if r.form == arranged && !r.arr.valid() {
			return fmt.Errorf("%s: no arrangement", r.Asm())
		}
	}
	return nil
}

// instructionText is the instruction for an error message.
func instructionText(i *ir.Instruction) string {
	names := make([]string, len(i.Operands))
	for k, op := range i.Operands {
		names[k] = operandText(op)
	}
	return i.OpcodeWithSuffixes() + " " + strings.Join(names, ", ")
}

// operandText is op.Asm for operands that may not be complete yet.
func operandText(op Operand) string {
	switch op := op.(type) {
	case nil:
		return "nil"
	case word:
		names := make([]string, len(op.regs))
		for k, v := range op.regs {
			names[k] = operandText(v)
		}
		return strings.TrimSpace(op.name + " " + strings.Join(names, ", ") + " " + op.imm)
	case binder:
		for _, r := range op.registers() {
			if checkRegister(r) != nil {
				return fmt.Sprintf("invalid %T", op)
			}
		}
	}
	return op.Asm()
}
