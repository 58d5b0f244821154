// Package amd64 turns what avo's build contexts hold into the files of one
// instruction set, and refuses code that the set does not have.
package amd64

import (
	"fmt"
	"slices"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/printer"
	"github.com/mmcloughlin/avo/reg"
)

// Level is an instruction set: what a CPU must have to run its functions.
type Level struct {
	Name       string   // of the package
	Extensions []string // that instructions may require, as avo names them
	Registers  int      // usable vector registers
}

// The levels. AVX2 without AVX-512's VL can only encode 16 registers.
var (
	AVX2   = Level{"avx2", []string{"CMOV", "MMX+", "SSE", "SSE2", "AVX", "AVX2", "FMA3"}, 16}
	AVX512 = Level{"avx512", append([]string{"AVX512F", "AVX512VL", "AVX512DQ", "AVX512BW"}, AVX2.Extensions...), 32}
)

// File compiles the functions in ctx and returns the assembly file and the Go
// file with their declarations.
func (l Level) File(ctx *build.Context) (asm, stubs []byte, err error) {
	ctx.ConstraintExpr("!purego")
	f, err := ctx.Result()
	if err != nil {
		return nil, nil, err
	}
	if err := pass.Compile.Execute(f); err != nil {
		return nil, nil, err
	}
	for _, fn := range f.Functions() {
		if err := l.check(fn); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", fn.Name, err)
		}
	}
	cfg := printer.Config{Name: "lockstep/gen", Argv: nil, Pkg: l.Name}
	if asm, err = printer.NewGoAsm(cfg).Print(f); err != nil {
		return nil, nil, err
	}
	stubs, err = printer.NewStubs(cfg).Print(f)
	return asm, stubs, err
}

// check reports what the level does not have. avo hands out Y16 to Y31 to code
// meant for AVX2 without a word.
func (l Level) check(fn *ir.Function) error {
	for _, ext := range fn.ISA {
		if !slices.Contains(l.Extensions, ext) {
			return fmt.Errorf("%s is not in %s", ext, l.Name)
		}
	}
	for _, in := range fn.Instructions() {
		for _, op := range in.Operands {
			for _, r := range operand.Registers(op) {
				if err := l.checkRegister(r); err != nil {
					return fmt.Errorf("%s: %w", in.Opcode, err)
				}
			}
		}
	}
	return nil
}

func (l Level) checkRegister(r reg.Register) error {
	p, ok := r.(reg.Physical)
	if !ok {
		return fmt.Errorf("register %s was not allocated", r.Asm())
	}
	narrow := l.Registers <= 16
	switch {
	case r.Kind() == reg.KindVector && int(p.PhysicalIndex()) >= l.Registers,
		r.Kind() == reg.KindVector && narrow && r.Size() > 32,
		r.Kind() == reg.KindOpmask && narrow:
		return fmt.Errorf("register %s is not in %s", r.Asm(), l.Name)
	}
	return nil
}
