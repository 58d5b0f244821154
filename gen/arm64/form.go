package arm64

// form is one row of the encoding tables: a mnemonic, the bits that all its
// variants share, and which arrangements it has.
type form struct {
	name string
	base uint32
	// size maps an arrangement to its Q and size bits, and tells which exist.
	size func(Arrangement) (uint32, bool)
	// keeps says that the old destination is a source too.
	keeps bool
}

// accumulating is f with its destination among the sources.
func (f form) accumulating() form {
	f.keeps = true
	return f
}

// narrow is f without 64-bit lanes.
func (f form) narrow() form {
	f.size = narrowIntSize
	return f
}

// floatSize encodes the arrangements of float32 and float64: bit 22 is sz.
func floatSize(a Arrangement) (uint32, bool) {
	switch a {
	case S2, S4, D2:
		i := arrangementInfo[a]
		return i.q<<30 | (i.size-2)<<22, true
	}
	return 0, false
}

// intSize encodes all arrangements of vectors of two lanes and more.
func intSize(a Arrangement) (uint32, bool) {
	if !a.valid() || a == D1 {
		return 0, false
	}
	i := arrangementInfo[a]
	return i.q<<30 | i.size<<22, true
}

// narrowIntSize is intSize without the 64-bit lanes that multiplication,
// minimum and maximum lack.
func narrowIntSize(a Arrangement) (uint32, bool) {
	bits, ok := intSize(a)
	return bits, ok && a != D2
}

// byteSize encodes bitwise operations, whose size field belongs to the opcode.
func byteSize(a Arrangement) (uint32, bool) {
	if a != B8 && a != B16 {
		return 0, false
	}
	return arrangementInfo[a].q << 30, true
}

// quadOnly encodes Q alone, for shifts, whose amount tells the size.
func quadOnly(a Arrangement) (uint32, bool) {
	bits, ok := intSize(a)
	return bits & (1 << 30), ok
}

// longFloatSize encodes the narrow side of a conversion to twice the width.
func longFloatSize(a Arrangement) (uint32, bool) {
	bits, ok := intSize(a)
	// H is 0 and S is 1, one less than their sizes as integers.
	return bits - 1<<22, ok && (a == H4 || a == H8 || a == S2 || a == S4)
}

// shiftedSize encodes the narrow side of a widening shift by nothing: the size
// stands where a shift's amount does, as its highest one.
func shiftedSize(a Arrangement) (uint32, bool) {
	_, ok := narrowIntSize(a)
	if !ok {
		return 0, false
	}
	i := arrangementInfo[a]
	return i.q<<30 | 8<<i.size<<16, true
}

// The classes of the Advanced SIMD encoding. u is bit 29, high the upper bit of
// the size field where a class uses it as part of the opcode.

func floatThreeSame(name string, u, high, opcode uint32) form {
	return form{name: name, base: 0x0e200400 | u<<29 | high<<23 | opcode<<11, size: floatSize}
}

func intThreeSame(name string, u, opcode uint32) form {
	return form{name: name, base: 0x0e200400 | u<<29 | opcode<<11, size: intSize}
}

func bitwise(name string, u, size uint32) form {
	return form{name: name, base: 0x0e201c00 | u<<29 | size<<22, size: byteSize}
}

func floatTwoMisc(name string, u, high, opcode uint32) form {
	return form{name: name, base: 0x0e200800 | u<<29 | high<<23 | opcode<<12, size: floatSize}
}

func intTwoMisc(name string, u, opcode uint32) form {
	return form{name: name, base: 0x0e200800 | u<<29 | opcode<<12, size: intSize}
}

func byElement(name string, u, opcode uint32) form {
	return form{name: name, base: 0x0f800000 | u<<29 | opcode<<12, size: floatSize}
}

func shiftImmediate(name string, u, opcode uint32) form {
	return form{name: name, base: 0x0f000400 | u<<29 | opcode<<11, size: quadOnly}
}

func floatAcross(name string, high, opcode uint32) form {
	return form{name: name, base: 0x2e300800 | high<<23 | opcode<<12, size: floatSize}
}

func intAcross(name string, u, opcode uint32) form {
	return form{name: name, base: 0x0e300800 | u<<29 | opcode<<12, size: narrowIntSize}
}

func scalarPair(name string, high, opcode uint32) form {
	return form{name: name, base: 0x7e300800 | high<<23 | opcode<<12, size: floatSize}
}
