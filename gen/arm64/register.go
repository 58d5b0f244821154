package arm64

import (
	"fmt"

	"github.com/mmcloughlin/avo/reg"
)

// Kinds of register. They lie above avo's own kinds so that the two never meet
// in one live set.
const (
	KindGeneral reg.Kind = 16 // R0-R30, ZR
	KindVector  reg.Kind = 17 // V0-V31, of which F0-F31 are views
	KindFlags   reg.Kind = 18 // NZCV, tracked so that reading unset flags is found
)

// Every write of an arm64 register defines all of it: a W result clears the
// upper half of X, a scalar or 64-bit vector result clears the rest of V. So
// one mask per kind describes liveness exactly, and instructions that do keep
// part of their destination name it among their inputs.
const (
	generalSpec = reg.S64
	vectorSpec  = reg.S128
)

// zeroIndex is the encoding that instructions read as the zero register.
const zeroIndex = 31

// physical is a register of the machine. avo's register interface has
// unexported methods, so it can only be satisfied by embedding; a virtual
// register is the one implementation avo lets other packages construct, and
// what differs is overridden here.
type physical struct {
	reg.Register
}

func newPhysical(k reg.Kind, i reg.Index, s reg.Spec) physical {
	return physical{reg.NewVirtual(i, k, s)}
}

// ID is the embedded virtual register's without the bit that marks it virtual.
func (p physical) ID() reg.ID { return p.Register.ID() &^ 1 }

// PhysicalIndex is the register's number.
func (p physical) PhysicalIndex() reg.Index { return p.ID().Index() }

// Info reports no restriction: registers that must not be handed out are never
// offered to the allocator.
func (p physical) Info() reg.Info { return reg.None }

// Asm is the bare name; an operand that needs a view prints its own text.
func (p physical) Asm() string { return registerName(p) }

// registerName names r as the assembler does, or, while r is virtual, in a way
// that cannot be mistaken for a register.
func registerName(r reg.Register) string {
	letter := map[reg.Kind]string{KindGeneral: "R", KindVector: "V", KindFlags: "NZCV"}[r.Kind()]
	switch {
	case r.ID().IsVirtual():
		return fmt.Sprintf("%%%s%d", letter, r.ID().Index())
	case r.Kind() == KindGeneral && r.ID().Index() == zeroIndex:
		return "ZR"
	case r.Kind() == KindFlags:
		return letter
	}
	return fmt.Sprintf("%s%d", letter, r.ID().Index())
}

// number is the five-bit encoding of an allocated register.
func number(r reg.Register) uint32 { return uint32(r.ID().Index()) }

// lookup is the register that a assigns to r; r itself when it is fixed.
func lookup(r reg.Register, a reg.Allocation) (reg.Register, error) {
	if r.ID().IsPhysical() {
		return r, nil
	}
	id, ok := a[r.ID()]
	if !ok {
		return nil, fmt.Errorf("register %s has no allocation", registerName(r))
	}
	spec := vectorSpec
	if id.Kind() == KindGeneral {
		spec = generalSpec
	}
	return newPhysical(id.Kind(), id.Index(), spec), nil
}

// General is a 64-bit general register.
type General struct {
	reg.Register
}

// Asm is the register's name.
func (r General) Asm() string { return registerName(r.Register) }

// ZR reads as zero and discards what is written. Its empty mask keeps it out of
// every live set.
var ZR = General{newPhysical(KindGeneral, zeroIndex, reg.S0)}

// flags stands for NZCV in Inputs and Outputs; it is no operand.
var flags = newPhysical(KindFlags, 0, reg.S8)

// R is the fixed general register Rn. Only R0-R17 and R19-R26 exist for
// generated code: R18 belongs to the platform, R27 is the assembler's scratch
// register, R28 holds g, R29 the frame pointer and R30 the return address.
// R panics on any other n.
func R(n int) General {
	if !allocatable(n) {
		panic(fmt.Sprintf("arm64: R(%d): want R0..R17 or R19..R26", n))
	}
	return General{newPhysical(KindGeneral, reg.Index(n), generalSpec)}
}

// V is the fixed vector register Vn; it panics unless 0 <= n <= 31. Go's ABI0
// leaves all of them to the callee.
func V(n int) Vector {
	if n < 0 || n > 31 {
		panic(fmt.Sprintf("arm64: V(%d): want V0..V31", n))
	}
	return Vector{Register: newPhysical(KindVector, reg.Index(n), vectorSpec)}
}

func allocatable(n int) bool { return n >= 0 && n <= 26 && n != 18 }

// generalRegisters lists what the allocator may hand out.
func generalRegisters() []reg.Physical {
	var rs []reg.Physical
	for n := 0; n <= 26; n++ {
		if allocatable(n) {
			rs = append(rs, newPhysical(KindGeneral, reg.Index(n), generalSpec))
		}
	}
	return rs
}

// vectorRegisters lists what the allocator may hand out.
func vectorRegisters() []reg.Physical {
	var rs []reg.Physical
	for n := 0; n <= 31; n++ {
		rs = append(rs, newPhysical(KindVector, reg.Index(n), vectorSpec))
	}
	return rs
}
