package arm64

import "slices"

// Moves between lanes, and constants, in Go's operand order.

// VDUP copies src, a general register or an element view, into every lane of d.
func (c *Context) VDUP(src Operand, d Vector) {
	if d.form != arranged || !slices.Contains(intArrangements, d.arr) {
		c.errorf("VDUP %s: want an arrangement of %v", operandText(d), intArrangements)
		return
	}
	switch s := src.(type) {
	case General:
	case Vector:
		if s.form != element || 1<<s.size != d.arr.ElemBytes() {
			c.errorf("VDUP %s, %s: want an element of the destination's size", operandText(s), operandText(d))
			return
		}
	default:
		c.errorf("VDUP: source of type %T: want a general register or an element", src)
		return
	}
	c.emit(instruction{opcode: "VDUP", operands: []Operand{src, d}, reads: []Operand{src}, writes: []Operand{d}})
}

// VMOV copies a register (B8 or B16 views), or an element into an element or a
// general register (zero above), or a general register into an element. The
// other lanes of an element's register stay.
func (c *Context) VMOV(src, dst Operand) {
	in := instruction{opcode: "VMOV", operands: []Operand{src, dst}, reads: []Operand{src}, writes: []Operand{dst}}
	s, fromVector := src.(Vector)
	d, toVector := dst.(Vector)
	_, fromGeneral := src.(General)
	_, toGeneral := dst.(General)
	ok := false
	switch {
	case fromVector && toVector && s.form == arranged:
		ok = slices.Contains(byteArrangements, s.arr) && d.form == arranged && d.arr == s.arr
	case fromVector && toVector:
		ok = s.form == element && d.form == element && s.size == d.size
		in.reads = append(in.reads, d)
	case fromVector && toGeneral:
		ok = s.form == element
	case fromGeneral && toVector:
		ok = d.form == element
		in.reads = append(in.reads, d)
	}
	if !ok {
		c.errorf("VMOV: no form takes %s and %s", operandText(src), operandText(dst))
		return
	}
	c.emit(in)
}

// VMOVI sets every byte of d, a B8 or B16 view, to imm.
func (c *Context) VMOVI(imm uint8, d Vector) {
	if c.sameView("VMOVI", byteArrangements, d) {
		c.nativeImm("VMOVI", Imm(int64(imm)), nil, d)
	}
}

// VADDV adds all integer lanes of n; the sum is the low element of d, zero above.
func (c *Context) VADDV(n, d Vector) {
	allowed := []Arrangement{B8, B16, H4, H8, S4}
	if !c.sameView("VADDV", allowed, n) {
		return
	}
	c.emit(instruction{opcode: "VADDV", operands: []Operand{n, Vector{Register: d.Register}},
		reads: []Operand{n}, writes: []Operand{d}})
}

// VTBL looks bytes up: byte i of d is byte m[i] of the registers in table, 0 if
// there is none. Table registers have the view B16; more than one must be fixed
// and consecutive.
func (c *Context) VTBL(m Vector, table List, d Vector) {
	if len(table) < 1 || len(table) > 4 {
		c.errorf("VTBL: %d table registers, want 1 to 4", len(table))
		return
	}
	if !c.sameView("VTBL", byteArrangements, m, d) || !c.sameView("VTBL", []Arrangement{B16}, table...) {
		return
	}
	list := listOperand{regs: table, open: "[", close: "]"}
	c.emit(instruction{opcode: "VTBL", operands: []Operand{m, list, d},
		reads: []Operand{m, list}, writes: []Operand{d}})
}
