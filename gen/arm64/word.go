package arm64

import (
	"fmt"
	"strings"

	"github.com/mmcloughlin/avo/reg"
)

// word is the operand of a WORD directive: an instruction that Go's assembler
// has no mnemonic for. Everything but the register numbers is known when it is
// built; the encoding is completed when the printer asks for the text, after
// registers were bound.
type word struct {
	opaque
	name string
	bits uint32   // the encoding with all register fields zero
	regs []Vector // ARM order: Rd, Rn, Rm
	imm  string   // last operand, "#3"; empty if there is none
}

// registerShift places the operands' numbers: every form used here has Rd at
// bit 0, Rn at bit 5 and Rm at bit 16.
var registerShift = [...]uint{0, 5, 16}

// encode is the finished instruction.
func (w word) encode() uint32 {
	bits := w.bits
	for i, v := range w.regs {
		bits |= number(v) << registerShift[i]
	}
	return bits
}

// mnemonic is the instruction exactly as go tool objdump -gnu prints it.
func (w word) mnemonic() string {
	ops := make([]string, 0, len(w.regs)+1)
	for _, v := range w.regs {
		ops = append(ops, v.gnu())
	}
	if w.imm != "" {
		ops = append(ops, w.imm)
	}
	return w.name + " " + strings.Join(ops, ", ")
}

// Asm is the encoding with the mnemonic as a comment.
func (w word) Asm() string {
	return fmt.Sprintf("$0x%08x // %s", w.encode(), w.mnemonic())
}

func (w word) registers() []Operand { return vectorsOf(w.regs) }

func (w word) bind(a reg.Allocation) (Operand, error) {
	regs := make([]Vector, len(w.regs))
	for i, v := range w.regs {
		p, err := lookup(v.Register, a)
		if err != nil {
			return nil, err
		}
		v.Register = p
		regs[i] = v
	}
	w.regs = regs
	return w, nil
}
