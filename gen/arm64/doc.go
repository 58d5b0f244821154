// Package arm64 lets avo generate arm64 assembly. avo's instruction set and
// register families are x86; its intermediate representation, liveness, register
// allocator, control-flow passes and printers are not, and this package supplies
// what they need: registers, operands, instruction constructors and the passes
// that avo keeps closed.
//
// A Context builds one file:
//
//	c := arm64.NewContext("kernel")
//	c.Function("double", "func(x *[4]float32)")
//	p := c.Load(c.Param("x"), c.GP())
//	v := c.V()
//	c.FMOVQ(p.At(0), v)
//	c.WFADD(v.S4(), v.S4(), v.S4())
//	c.FMOVQ(v, p.At(0))
//	c.RET()
//	asm, stubs, err := c.Generate("mygen")
//
// # Two kinds of constructor
//
// A constructor named as in Go's assembler (MOVD, FADDS, VFMLA) is native: it
// takes its operands in Go's order, sources first and the destination last.
//
// A constructor that begins with W (WFADD, WFMLAElem) stands for an instruction
// that Go's assembler lacks, which in Go 1.26 is all vector floating point but
// VFMLA and VFMLS. It takes its operands in ARM's order, the destination first,
// and prints as a WORD directive with the instruction as a comment, in exactly
// the spelling of go tool objdump -gnu; package asmcheck compares the two.
//
// All instructions belong to the ARMv8.0 baseline, which every arm64 machine
// that Go supports has.
//
// # Registers
//
// Context.GP and Context.V make virtual registers; R and V are fixed ones, which
// may be mixed in. A Vector is viewed as lanes (v.S4()), as one lane (v.S(1)) or
// as a scalar (v.Single()). General registers carry addresses: p.At(16),
// p.Post(16), p.Index(i, 2).
//
// Contiguous registers (lists of VLD1, VST1, VTBL beyond one) are outside what
// the allocator can do; use FLDPQ or fixed registers.
//
// # Checks
//
// Context refuses operands that an instruction does not have, and immediates
// that the assembler would build behind the writer's back in R27. Compile, run
// by Generate, refuses registers and flags read before they are written, vector
// results that nothing reads, one register written twice by one instruction,
// and code that runs past the end of its function. Errors name the position, or
// the function and instruction.
//
// Functions are NOSPLIT leaves without a frame. Go cannot preempt assembly, so
// one call should stay below about a millisecond.
package arm64
