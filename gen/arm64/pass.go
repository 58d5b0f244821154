package arm64

import (
	"fmt"
	"strings"

	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/reg"
)

// Compile turns a file built with a Context into one that avo's printers take.
// It is avo's pass.Compile with the parts that know x86 replaced.
var Compile = pass.Concat(
	pass.Verify,
	function(pass.PruneJumpToFollowingLabel),
	function(pass.PruneDanglingLabels),
	function(pass.LabelTarget),
	function(pass.CFG),
	function(checkTerminated),
	function(pass.Liveness),
	function(checkDefined),
	function(checkUsed),
	function(allocate),
	function(bind),
	function(pass.VerifyAllocation),
	function(checkOutputs),
	function(labelLast),
	function(pruneSelfMoves),
	pass.Func(pass.IncludeTextFlagHeader),
	function(pass.RequiredISAExtensions),
)

// function runs p on every function and names the function in its error.
func function(p func(*ir.Function) error) pass.Interface {
	return pass.FunctionPass(func(fn *ir.Function) error {
		if err := p(fn); err != nil {
			return fmt.Errorf("function %s: %w", fn.Name, err)
		}
		return nil
	})
}

// allocate assigns registers with avo's graph colouring, one allocator for each
// kind. Two registers interfere if one is written while the other is live, and
// also if one instruction writes both: a load over its own advancing base is
// unpredictable even if nothing reads either of them.
func allocate(fn *ir.Function) error {
	fn.Allocation = reg.NewEmptyAllocation()
	for _, k := range []struct {
		kind      reg.Kind
		name      string
		registers []reg.Physical
	}{
		{KindGeneral, "general", generalRegisters()},
		{KindVector, "vector", vectorRegisters()},
	} {
		a, err := pass.NewAllocator(k.registers)
		if err != nil {
			return err
		}
		for _, i := range fn.Instructions() {
			addInterference(a, i, k.kind)
		}
		found, err := a.Allocate()
		if err != nil {
			live, at := pressure(fn, k.kind)
			return fmt.Errorf("%s registers: %w: up to %d live of %d, after %s",
				k.name, err, live, len(k.registers), instructionText(at))
		}
		if err := fn.Allocation.Merge(found); err != nil {
			return err
		}
	}
	return nil
}

// addInterference records what instruction i keeps apart.
func addInterference(a *pass.Allocator, i *ir.Instruction, k reg.Kind) {
	for _, r := range i.InputRegisters() {
		if r.Kind() == k {
			a.Add(r.ID())
		}
	}
	outputs := i.OutputRegisters()
	for n, d := range outputs {
		if d.Kind() != k {
			continue
		}
		a.Add(d.ID())
		live := i.LiveOut.OfKind(k)
		live.DiscardRegister(d)
		for _, other := range outputs[n+1:] {
			if other.Kind() == k && other.ID() != d.ID() {
				live.AddRegister(other)
			}
		}
		a.AddInterferenceSet(d, live)
	}
}

// pressure is the largest number of registers of kind k live after one
// instruction, and that instruction.
func pressure(fn *ir.Function, k reg.Kind) (int, *ir.Instruction) {
	most, at := -1, (*ir.Instruction)(nil)
	for _, i := range fn.Instructions() {
		live := i.LiveOut.OfKind(k)
		for _, d := range i.OutputRegisters() {
			if d.Kind() == k {
				live.AddRegister(d)
			}
		}
		if len(live) > most {
			most, at = len(live), i
		}
	}
	return most, at
}

// bind rebuilds every operand over the registers that were allocated.
func bind(fn *ir.Function) error {
	for _, i := range fn.Instructions() {
		for _, ops := range [][]operand.Op{i.Operands, i.Inputs, i.Outputs} {
			for n, op := range ops {
				b, ok := op.(binder)
				if !ok {
					continue
				}
				replaced, err := b.bind(fn.Allocation)
				if err != nil {
					return fmt.Errorf("%s: %w", instructionText(i), err)
				}
				ops[n] = replaced
			}
		}
	}
	return nil
}

// labelLast moves a branch's label to the end, where arm64 wants it; avo's
// control-flow passes look for it in front.
func labelLast(fn *ir.Function) error {
	for _, i := range fn.Instructions() {
		if i.IsBranch {
			i.Operands = append(i.Operands[1:len(i.Operands):len(i.Operands)], i.Operands[0])
		}
	}
	return nil
}

// pruneSelfMoves removes moves of a whole register to itself. FMOVS, FMOVD and
// VMOV of 8 bytes are no such moves: they clear the rest of the vector register.
func pruneSelfMoves(fn *ir.Function) error {
	var kept []ir.Node
	for _, n := range fn.Nodes {
		if i, ok := n.(*ir.Instruction); ok && isSelfMove(i) {
			continue
		}
		kept = append(kept, n)
	}
	fn.Nodes = kept
	return nil
}

func isSelfMove(i *ir.Instruction) bool {
	if i.Opcode != "MOVD" && i.Opcode != "VMOV" {
		return false
	}
	src, ok1 := i.Operands[0].(bound)
	dst, ok2 := i.Operands[1].(bound)
	whole := i.Opcode == "MOVD" || strings.HasSuffix(dst.text, "."+B16.String())
	return ok1 && ok2 && whole && src.ID() == dst.ID() && src.text == dst.text
}
