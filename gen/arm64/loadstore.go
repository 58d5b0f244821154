package arm64

import "fmt"

// Loads and stores of vector registers, in Go's operand order. A load writes
// the whole register: what it does not fill becomes zero, except in the lane
// forms of VLD1.

// FMOVQ loads or stores 128 bits.
func (c *Context) FMOVQ(src, dst Operand) { c.floatMove("FMOVQ", 16, src, dst) }

// FMOVD loads or stores 64 bits, or moves them between vector and general
// registers, or sets the low lane to a FloatImm.
func (c *Context) FMOVD(src, dst Operand) { c.floatMove("FMOVD", 8, src, dst) }

// FMOVS is FMOVD for 32 bits.
func (c *Context) FMOVS(src, dst Operand) { c.floatMove("FMOVS", 4, src, dst) }

func (c *Context) floatMove(opcode string, size int, src, dst Operand) {
	in := instruction{opcode: opcode, operands: []Operand{src, dst}}
	var err error
	mem, load := src.(Mem)
	dstMem, store := dst.(Mem)
	to, toVector := dst.(Vector)
	from, fromVector := src.(Vector)
	switch {
	case load && toVector:
		err, in.writes = mem.checkSingle(size), []Operand{to}
	case store && fromVector:
		err, in.reads = dstMem.checkSingle(size), []Operand{from}
	case size == 16:
		err = fmt.Errorf("want memory and a vector register, have %T and %T", src, dst)
	default:
		err = checkFloatMove(src, dst)
		in.reads, in.writes = []Operand{src}, []Operand{dst}
	}
	if err != nil {
		c.errorf("%s: %v", opcode, err)
		return
	}
	for i, op := range in.operands {
		if v, ok := op.(Vector); ok {
			in.operands[i] = v.fp()
		}
	}
	c.emit(in)
}

// checkFloatMove allows vector <- vector, general or constant, and general <-
// vector.
func checkFloatMove(src, dst Operand) error {
	switch dst.(type) {
	case Vector:
		switch s := src.(type) {
		case Vector, General:
			return nil
		case floatImmediate:
			_, err := floatImm8(s.value)
			return err
		}
	case General:
		if _, ok := src.(Vector); ok {
			return nil
		}
	}
	return fmt.Errorf("no form takes %T and %T", src, dst)
}

// FLDPQ loads 128 bits at m into a and the next 128 into b.
func (c *Context) FLDPQ(m Mem, a, b Vector) { c.loadPair("FLDPQ", 16, m, a, b) }

// FLDPD loads 64 bits at m into a and the next 64 into b.
func (c *Context) FLDPD(m Mem, a, b Vector) { c.loadPair("FLDPD", 8, m, a, b) }

// FLDPS loads 32 bits at m into a and the next 32 into b.
func (c *Context) FLDPS(m Mem, a, b Vector) { c.loadPair("FLDPS", 4, m, a, b) }

// FSTPQ stores the 128 bits of a at m and those of b behind.
func (c *Context) FSTPQ(a, b Vector, m Mem) { c.storePair("FSTPQ", 16, a, b, m) }

// FSTPD stores the low 64 bits of a at m and those of b behind.
func (c *Context) FSTPD(a, b Vector, m Mem) { c.storePair("FSTPD", 8, a, b, m) }

// FSTPS stores the low 32 bits of a at m and those of b behind.
func (c *Context) FSTPS(a, b Vector, m Mem) { c.storePair("FSTPS", 4, a, b, m) }

func pair(a, b Vector) listOperand {
	return listOperand{regs: List{a.fp(), b.fp()}, open: "(", close: ")"}
}

func (c *Context) loadPair(opcode string, size int, m Mem, a, b Vector) {
	if err := m.checkPair(size); err != nil {
		c.errorf("%s: %v", opcode, err)
		return
	}
	c.emit(instruction{opcode: opcode, operands: []Operand{m, pair(a, b)}, writes: []Operand{a, b}})
}

func (c *Context) storePair(opcode string, size int, a, b Vector, m Mem) {
	if err := m.checkPair(size); err != nil {
		c.errorf("%s: %v", opcode, err)
		return
	}
	c.emit(instruction{opcode: opcode, operands: []Operand{pair(a, b), m}, reads: []Operand{a, b}})
}

// VLD1 loads consecutive memory into the registers vs: one element view, whose
// other lanes stay, or one to four arranged views, which beyond one must be
// fixed and consecutive.
func (c *Context) VLD1(m Mem, vs ...Vector) {
	list, size, err := structure(vs)
	if err == nil {
		err = m.checkStructure(size)
	}
	if err != nil {
		c.errorf("VLD1: %v", err)
		return
	}
	in := instruction{opcode: "VLD1", operands: []Operand{m, list}, writes: vectorsOf(vs)}
	if vs[0].form == element {
		in.reads = in.writes
	}
	c.emit(in)
}

// VST1 stores the registers of vs, as VLD1 loads them, to consecutive memory.
func (c *Context) VST1(vs List, m Mem) {
	list, size, err := structure(vs)
	if err == nil {
		err = m.checkStructure(size)
	}
	if err != nil {
		c.errorf("VST1: %v", err)
		return
	}
	c.emit(instruction{opcode: "VST1", operands: []Operand{list, m}, reads: vectorsOf(vs)})
}

// VLD1R loads one element into every lane of v.
func (c *Context) VLD1R(m Mem, v Vector) {
	if v.form != arranged {
		c.errorf("VLD1R: %s has no arrangement", operandText(v))
		return
	}
	if err := m.checkStructure(v.arr.ElemBytes()); err != nil {
		c.errorf("VLD1R: %v", err)
		return
	}
	list := listOperand{regs: List{v}, open: "[", close: "]"}
	c.emit(instruction{opcode: "VLD1R", operands: []Operand{m, list}, writes: []Operand{v}})
}

// structure is the operand of VLD1 and VST1 for vs, and the bytes it moves.
func structure(vs List) (Operand, int, error) {
	if len(vs) == 1 && vs[0].form == element {
		return vs[0], 1 << vs[0].size, nil
	}
	if len(vs) < 1 || len(vs) > 4 {
		return nil, 0, fmt.Errorf("%d registers: want 1 to 4", len(vs))
	}
	for _, v := range vs {
		if v.form != arranged || v.arr != vs[0].arr {
			return nil, 0, fmt.Errorf("register %s: want the same arrangement for all", operandText(v))
		}
	}
	bytes := len(vs) * vs[0].arr.Lanes() * vs[0].arr.ElemBytes()
	return listOperand{regs: vs, open: "[", close: "]"}, bytes, nil
}
