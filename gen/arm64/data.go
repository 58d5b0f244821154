package arm64

import (
	"fmt"
	"math"
	"strconv"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
)

// Data is a read-only section of constants, private to its file. Its methods
// append values and return the offset of the first in bytes. Floats are written
// as their bits, so that every value, NaN and -0 included, arrives unchanged.
type Data struct {
	c *Context
	g *ir.Global
}

// Data begins the section name; functions of this file reach it with Addr.
func (c *Context) Data(name string) *Data {
	c.claim("data", name)
	g := ir.NewStaticGlobal(name)
	g.Attributes = attr.RODATA | attr.NOPTR
	c.file.AddSection(g)
	return &Data{c, g}
}

// Len is the size of the section so far.
func (d *Data) Len() int { return d.g.Size }

// F32 appends float32 values.
func (d *Data) F32(xs ...float32) int {
	at := d.align(4)
	for _, x := range xs {
		text := strconv.FormatFloat(float64(x), 'g', -1, 32)
		d.g.Append(commented{operand.U32(math.Float32bits(x)), text})
	}
	return at
}

// F64 appends float64 values.
func (d *Data) F64(xs ...float64) int {
	at := d.align(8)
	for _, x := range xs {
		text := strconv.FormatFloat(x, 'g', -1, 64)
		d.g.Append(commented{operand.U64(math.Float64bits(x)), text})
	}
	return at
}

// U32 appends 32-bit words.
func (d *Data) U32(xs ...uint32) int {
	at := d.align(4)
	for _, x := range xs {
		d.g.Append(operand.U32(x))
	}
	return at
}

// U64 appends 64-bit words.
func (d *Data) U64(xs ...uint64) int {
	at := d.align(8)
	for _, x := range xs {
		d.g.Append(operand.U64(x))
	}
	return at
}

// align makes the next offset a multiple of size and returns it.
func (d *Data) align(size int) int {
	for d.g.Size%size != 0 {
		d.g.Append(operand.U32(0))
	}
	return d.g.Size
}

// commented is a constant with its value in readable form behind it.
type commented struct {
	operand.Constant
	text string
}

// Asm is the constant and the comment.
func (k commented) Asm() string { return k.Constant.Asm() + " // " + k.text }

// symbolAddress is $name<>+off(SB), a source of MOVD.
type symbolAddress struct {
	opaque
	symbol operand.Symbol
	off    int
}

// Asm is the address in Go's syntax.
func (s symbolAddress) Asm() string { return fmt.Sprintf("$%s%+d(SB)", s.symbol, s.off) }

// Addr is the address of the byte at off, for MOVD into a general register.
func (d *Data) Addr(off int) Operand {
	if off < 0 || off >= d.g.Size {
		d.c.errorf("data %s: offset %d, have %d bytes", d.g.Symbol.Name, off, d.g.Size)
	}
	return symbolAddress{symbol: d.g.Symbol, off: off}
}
