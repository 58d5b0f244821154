package arm64

import (
	"fmt"
	"strings"
)

// Emission of WORD-encoded instructions; operands stand in ARM's order, the
// destination first.

// emitWord emits f with the given extra bits over registers in ARM order.
func (c *Context) emitWord(f form, bits uint32, imm string, vs ...Vector) {
	sources := vs[1:]
	if f.keeps {
		sources = vs
	}
	w := word{name: f.name, bits: f.base | bits, regs: vs, imm: imm}
	c.emit(instruction{opcode: "WORD", operands: []Operand{w},
		reads: vectorsOf(sources), writes: vectorsOf(vs[:1])})
}

// sizeBits is the encoding of v's arrangement in f.
func (f form) sizeBits(v Vector) (uint32, error) {
	if v.form == arranged {
		if bits, ok := f.size(v.arr); ok {
			return bits, nil
		}
	}
	return 0, fmt.Errorf("%s has no such arrangement", operandText(v))
}

// same emits an instruction whose registers all have the same arrangement.
func (c *Context) same(f form, vs ...Vector) { c.sameImm(f, 0, "", vs...) }

func (c *Context) sameImm(f form, bits uint32, imm string, vs ...Vector) {
	size, err := f.sizeBits(vs[0])
	for _, v := range vs {
		if err == nil && (v.form != arranged || v.arr != vs[0].arr) {
			err = fmt.Errorf("arrangements differ")
		}
	}
	if err != nil {
		c.wordError(f, err, vs)
		return
	}
	c.emitWord(f, size|bits, imm, vs...)
}

// zero emits a comparison of a vector with zero.
func (c *Context) zero(f form, d, n Vector) { c.sameImm(f, 0, "#0", d, n) }

// elementOf emits an instruction whose last source is one element of m.
func (c *Context) elementOf(f form, d, n, m Vector) {
	size, err := f.sizeBits(d)
	switch {
	case err != nil:
	case n.form != arranged || n.arr != d.arr:
		err = fmt.Errorf("arrangements differ")
	case m.form != element || 1<<m.size != d.arr.ElemBytes() || !m.laneInRange():
		err = fmt.Errorf("%s is no element of that size", operandText(m))
	}
	if err != nil {
		c.wordError(f, err, []Vector{d, n, m})
		return
	}
	// The index fills H (bit 11) and, for words, L (bit 21) below it.
	lane := uint32(m.lane)
	index := lane << 11
	if m.size == 2 {
		index = lane>>1<<11 | lane&1<<21
	}
	c.emitWord(f, size|index, "", d, n, m)
}

// shiftRight emits a right shift by i bits, encoded as twice the lane's width
// less i.
func (c *Context) shiftRight(f form, i int, d, n Vector) {
	width := 8 * d.arr.ElemBytes()
	if i < 1 || i > width {
		c.wordError(f, fmt.Errorf("shift by %d: want 1..%d", i, width), []Vector{d, n})
		return
	}
	c.sameImm(f, uint32(2*width-i)<<16, fmt.Sprintf("#%d", i), d, n)
}

// checkLong tells whether n is half of d's lanes at half their width: the lower
// half (q = 0) as a 64-bit view, the upper as a 128-bit view.
func checkLong(q uint32, narrow, wide Vector) error {
	if narrow.form != arranged || wide.form != arranged {
		return fmt.Errorf("want arrangements, have %s and %s", operandText(narrow), operandText(wide))
	}
	n, w := arrangementInfo[narrow.arr], arrangementInfo[wide.arr]
	if w.q != 1 || n.q != q || w.size != n.size+1 {
		return fmt.Errorf("%s and %s: want half the width, %s", wide.arr, narrow.arr,
			[]string{"64 bits of it", "128 bits of it"}[q])
	}
	return nil
}

// convert emits a widening or narrowing instruction from n to d, of which narrow
// and wide are the two sides; q is as in checkLong.
func (c *Context) convert(f form, q uint32, narrow, wide, d, n Vector) {
	err := checkLong(q, narrow, wide)
	var size uint32
	if err == nil {
		var ok bool
		if size, ok = f.size(narrow.arr); !ok {
			err = fmt.Errorf("no such arrangement")
		}
	}
	if err != nil {
		c.wordError(f, err, []Vector{d, n})
		return
	}
	c.emitWord(f, size, "", d, n)
}

// across emits a reduction of all lanes of n into the scalar d.
func (c *Context) across(f form, allowed []Arrangement, d, n Vector) {
	for _, a := range allowed {
		if n.form != arranged || n.arr != a || d.form != scalar || 1<<d.size != a.ElemBytes() {
			continue
		}
		size, _ := f.size(a)
		c.emitWord(f, size, "", d, n)
		return
	}
	c.wordError(f, fmt.Errorf("want a scalar and all lanes as one of %v", allowed), []Vector{d, n})
}

// wordError reports operands that f cannot take.
func (c *Context) wordError(f form, err error, vs []Vector) {
	c.errorf("%s %s: %w", f.name, operandTexts(vs), err)
}

func operandTexts(vs []Vector) string {
	names := make([]string, len(vs))
	for i, v := range vs {
		names[i] = operandText(v)
	}
	return strings.Join(names, ", ")
}
