package arm64

import (
	"strings"
	"testing"
)

// TestParameterMoves: the width and sign of a move follow the Go type.
func TestParameterMoves(t *testing.T) {
	for typ, want := range map[string][2]string{
		"int": {"MOVD", "MOVD"}, "uintptr": {"MOVD", "MOVD"}, "*float32": {"MOVD", "MOVD"},
		"int32": {"MOVW", "MOVW"}, "uint32": {"MOVWU", "MOVW"},
		"int16": {"MOVH", "MOVH"}, "uint16": {"MOVHU", "MOVH"},
		"int8": {"MOVB", "MOVB"}, "byte": {"MOVBU", "MOVB"}, "bool": {"MOVBU", "MOVB"},
	} {
		c := NewContext("kernel")
		c.Function("fn", "func(a uint8, x "+typ+") "+typ)
		c.Store(c.Load(c.Param("x"), c.GP()), c.ReturnIndex(0))
		c.RET()
		is := compiled(t, c).Instructions()
		if got := [2]string{is[0].Opcode, is[1].Opcode}; got != want {
			t.Errorf("%s: load and store are %v, want %v", typ, got, want)
		}
	}
}

func TestFloatParameterMoves(t *testing.T) {
	for typ, want := range map[string]string{"float32": "FMOVS", "float64": "FMOVD"} {
		c := NewContext("kernel")
		c.Function("fn", "func(x "+typ+") "+typ)
		c.StoreFloat(c.LoadFloat(c.Param("x"), c.V()), c.ReturnIndex(0))
		c.RET()
		is := compiled(t, c).Instructions()
		if is[0].Opcode != want || is[1].Opcode != want {
			t.Errorf("%s: load and store are %s and %s, want %s", typ, is[0].Opcode, is[1].Opcode, want)
		}
	}
}

// TestSelfMoves: moving a whole register to itself does nothing, moving its low
// lane clears the rest.
func TestSelfMoves(t *testing.T) {
	c := NewContext("kernel")
	c.Function("fn", "func(x *[4]float32)")
	p, v := R(5), V(6)
	c.Load(c.Param("x"), p)
	c.MOVD(p, R(5))
	c.FMOVQ(p.At(0), v)
	c.VMOV(v.B16(), V(6).B16())
	c.VMOV(v.B8(), V(6).B8())
	c.FMOVS(v, V(6))
	c.FMOVQ(v, p.At(0))
	c.RET()
	var got []string
	for _, i := range compiled(t, c).Instructions() {
		got = append(got, i.Opcode)
	}
	if want := "MOVD FMOVQ VMOV FMOVS FMOVQ RET"; strings.Join(got, " ") != want {
		t.Errorf("instructions are %s, want %s", strings.Join(got, " "), want)
	}
}

// TestDataKeepsBits: values that decimal text would lose arrive as they are.
func TestDataKeepsBits(t *testing.T) {
	c := NewContext("main")
	d := c.Data("values")
	at32 := d.F32(negativeZero32(), 1)
	d.U32(0x7fc00001)
	at64 := d.F64(0.1)
	atInt := d.U64(1<<63 | 1)
	if at32 != 0 || at64 != 16 || atInt != 24 || d.Len() != 32 {
		t.Fatalf("offsets %d, %d, %d, length %d: want 0, 16, 24, 32", at32, at64, atInt, d.Len())
	}
	c.Function("values", "func(out *[4]uint64)")
	out := c.Load(c.Param("out"), c.GP())
	p := c.GP()
	c.MOVD(d.Addr(at32), p)
	a, b := c.V(), c.V()
	c.FLDPQ(p.At(0), a, b)
	c.FSTPQ(a, b, out.At(0))
	c.RET()
	got := runModule(t, c, `package main

import "fmt"

func main() {
	var out [4]uint64
	values(&out)
	fmt.Printf("%x", out)
}
`)
	if want := "[3f80000080000000 7fc00001 3fb999999999999a 8000000000000001]"; got != want {
		t.Errorf("values are %s, want %s", got, want)
	}
}

func negativeZero32() float32 {
	zero := float32(0)
	return -zero
}
