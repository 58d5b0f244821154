package arm64

import (
	"fmt"
	"slices"

	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/reg"
)

// checkTerminated reports code that runs past the end of its function, which
// would execute whatever the linker put there.
func checkTerminated(fn *ir.Function) error {
	is := fn.Instructions()
	if len(is) == 0 {
		return fmt.Errorf("no instructions")
	}
	last := is[len(is)-1]
	if !last.IsTerminal && !last.IsUnconditionalBranch() {
		return fmt.Errorf("ends with %s: want RET or a branch", instructionText(last))
	}
	return nil
}

// checkDefined reports registers and flags that some path reads before anything
// wrote them: they are live where the function begins. Go's ABI0 passes nothing
// in registers, so this holds for fixed registers as well.
func checkDefined(fn *ir.Function) error {
	is := fn.Instructions()
	ids := make([]reg.ID, 0, len(is[0].LiveIn))
	for id := range is[0].LiveIn {
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	for _, i := range is {
		for _, r := range i.InputRegisters() {
			if r.ID() == ids[0] {
				return fmt.Errorf("%s: reads %s, which some path has not written",
					instructionText(i), registerName(r))
			}
		}
	}
	return fmt.Errorf("register %v is live on entry", ids[0])
}

// checkOutputs reports instructions that write one register twice: both halves
// of a pair, or a loaded register that is also the advancing base. The
// architecture leaves the result open.
func checkOutputs(fn *ir.Function) error {
	for _, i := range fn.Instructions() {
		seen := map[reg.ID]bool{}
		for _, r := range i.OutputRegisters() {
			if seen[r.ID()] {
				return fmt.Errorf("%s: writes %s twice", instructionText(i), registerName(r))
			}
			seen[r.ID()] = true
		}
	}
	return nil
}

// checkUsed reports instructions whose vector results nothing reads: usually
// operands in the wrong order. General registers are exempt, because the last
// advance of a pointer is dead by nature.
func checkUsed(fn *ir.Function) error {
	for _, i := range fn.Instructions() {
		written, used := false, false
		for _, r := range i.OutputRegisters() {
			if r.Kind() == KindVector {
				_, live := i.LiveOut[r.ID()]
				written, used = true, used || live
			}
		}
		if written && !used {
			return fmt.Errorf("%s: nothing reads the result", instructionText(i))
		}
	}
	return nil
}
