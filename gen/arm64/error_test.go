package arm64

import (
	"bytes"
	"strings"
	"testing"

	"github.com/mmcloughlin/avo/operand"
)

// TestConstructorErrors: what no instruction encodes is refused where it is
// written.
func TestConstructorErrors(t *testing.T) {
	a, b, p, q := V(1), V(2), R(1), R(2)
	tests := []struct {
		name string
		emit func(c *Context)
		want string
	}{
		{"arrangements differ", func(c *Context) { c.WFADD(a.S4(), a.S4(), b.D2()) }, "arrangements differ"},
		{"no view", func(c *Context) { c.WFADD(a, a, b) }, "no such arrangement"},
		{"float bytes", func(c *Context) { c.WFMUL(a.B16(), a.B16(), b.B16()) }, "no such arrangement"},
		{"integer 64-bit maximum", func(c *Context) { c.WSMAX(a.D2(), a.D2(), b.D2()) }, "no such arrangement"},
		{"lane out of range", func(c *Context) { c.WFMLAElem(a.S4(), a.S4(), b.S(4)) }, "no element of that size"},
		{"lane of wrong size", func(c *Context) { c.WFMLAElem(a.D2(), a.D2(), b.S(1)) }, "no element of that size"},
		{"lane in list", func(c *Context) { c.VLD1(p.At(0), a.S(4)) }, "lane out of range"},
		{"across two lanes", func(c *Context) { c.WFMAXV(a.Single(), b.S2()) }, "all lanes"},
		{"across into vector", func(c *Context) { c.WFMAXV(a.S4(), b.S4()) }, "want a scalar"},
		{"widening", func(c *Context) { c.WFCVTL(a.D2(), b.S4()) }, "64 bits of it"},
		{"shift right by 0", func(c *Context) { c.WSSHR(a.S4(), b.S4(), 0) }, "want 1..32"},
		{"shift left by 32", func(c *Context) { c.VSHL(32, b.S4(), a.S4()) }, "want 0..31"},
		{"constant 0", func(c *Context) { c.WFMOV(a.S4(), 0) }, "no 8-bit floating-point constant"},
		{"constant 0.1", func(c *Context) { c.FMOVS(FloatImm(0.1), a) }, "no 8-bit floating-point constant"},
		{"native arrangement", func(c *Context) { c.VFMLA(a.H8(), a.H8(), b.H8()) }, "want one arrangement"},
		{"native mixed", func(c *Context) { c.VADD(a.S4(), a.S4(), b.S2()) }, "want one arrangement"},
		{"VMOV of lanes", func(c *Context) { c.VMOV(a.S4(), b.S4()) }, "no form takes"},
		{"VDUP size", func(c *Context) { c.VDUP(a.D(0), b.S4()) }, "element of the destination's size"},
		{"unaligned far offset", func(c *Context) { c.FMOVQ(p.At(260), a) }, "offset 260"},
		{"far offset", func(c *Context) { c.FMOVS(p.At(4*4096), a) }, "offset 16384"},
		{"write-back", func(c *Context) { c.FMOVQ(p.Post(256), a) }, "write-back of 256"},
		{"index register of FMOVQ", func(c *Context) { c.FMOVQ(p.Index(q, 4), a) }, "index shift 4"},
		{"index shift", func(c *Context) { c.FMOVS(p.Index(q, 3), a) }, "index shift 3"},
		{"register post-index", func(c *Context) { c.FMOVQ(p.PostBy(q), a) }, "only VLD1"},
		{"pair offset", func(c *Context) { c.FLDPQ(p.At(1024), a, b) }, "offset 1024"},
		{"list post-index", func(c *Context) { c.VLD1(p.Post(32), a.S4()) }, "equal the 16 bytes"},
		{"store of own base", func(c *Context) { c.MOVD(p, p.Post(8)) }, "own base"},
		{"memory to memory", func(c *Context) { c.MOVD(p.At(0), p.At(8)) }, "no form takes"},
		{"big immediate", func(c *Context) { c.ADD(Imm(4097), p, q) }, "immediate 4097"},
		{"negative immediate", func(c *Context) { c.ADD(Imm(-16), p, q) }, "immediate -16"},
		{"no bitmask", func(c *Context) { c.AND(Imm(5), p, q) }, "no bitmask immediate"},
		{"bit number", func(c *Context) { c.TBZ(64, p, "x") }, "bit 64"},
		{"prefetch offset", func(c *Context) { c.PRFM(p.At(-8), "PLDL1KEEP") }, "multiple of 8"},
		{"alignment", func(c *Context) { c.PCALIGN(24) }, "power of two"},
		{"zero value", func(c *Context) { c.WFADD(Vector{}.S4(), a.S4(), b.S4()) }, "zero value"},
		{"foreign operand", func(c *Context) { c.ADD(operand.U8(1), p, q) }, "source of type operand.U8"},
		{"unknown parameter", func(c *Context) { c.Load(c.Param("z"), p) }, `unknown variable "z"`},
		{"slice as scalar", func(c *Context) { c.Load(c.Param("x"), p) }, "not primitive"},
		{"float as integer", func(c *Context) { c.Load(c.Param("f"), p) }, "want an integer"},
		{"integer as float", func(c *Context) { c.LoadFloat(c.Param("n"), a) }, "want float32 or float64"},
		{"broadcast size", func(c *Context) { c.LoadDup(c.Param("f"), a.D2()) }, "element sizes differ"},
		{"data offset", func(c *Context) { d := c.Data("k"); d.F32(1); c.MOVD(d.Addr(4), p) }, "have 4 bytes"},
		{"data twice", func(c *Context) { c.Data("k"); c.Data("k") }, "data k: defined twice"},
		{"function twice", func(c *Context) { c.Function("fn", "func()") }, "function fn: defined twice"},
		{"constraint", func(c *Context) { c.Constraint("a||b") }, "constraint"},
		{"signature", func(c *Context) { c.Function("g", "func(x T)") }, "signature"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := NewContext("kernel")
			c.Function("fn", "func(x []float32, n int, f float32)")
			tt.emit(c)
			_, err := c.Result()
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("error %v, want one with %q", err, tt.want)
			}
			if !strings.HasPrefix(err.Error(), "error_test.go:") {
				t.Errorf("error %q does not begin with the caller's position", err)
			}
			if _, _, err := c.Generate("test"); err == nil {
				t.Error("Generate ignores the error")
			}
		})
	}
}

// TestPassErrors: what only the whole function shows.
func TestPassErrors(t *testing.T) {
	tests := []struct {
		name string
		body func(c *Context, p General, v Vector)
		want string
	}{
		{"vector read before written", func(c *Context, p General, v Vector) {
			c.WFADD(v.S4(), v.S4(), c.V().S4())
			c.FMOVQ(v, p.At(0))
			c.RET()
		}, "function fn: WORD fadd %V0.S4, %V0.S4, %V1.S4: reads %V1"},
		{"accumulator not cleared", func(c *Context, p General, v Vector) {
			acc := c.V()
			c.VFMLA(v.S4(), v.S4(), acc.S4())
			c.FMOVQ(acc, p.At(0))
			c.RET()
		}, "reads %V1, which some path has not written"},
		{"general read before written", func(c *Context, p General, v Vector) {
			c.FMOVQ(v, c.GP().At(0))
			c.RET()
		}, "reads %R1"},
		{"written on one path only", func(c *Context, p General, v Vector) {
			r := c.GP()
			c.CBZ(p, "skip")
			c.MOVD(Imm(1), r)
			c.Label("skip")
			c.MOVD(r, p.At(0))
			c.FMOVQ(v, p.At(16))
			c.RET()
		}, "reads %R1"},
		{"flags not set", func(c *Context, p General, v Vector) {
			c.Label("loop")
			c.FMOVQ(v, p.Post(16))
			c.BNE("loop")
			c.RET()
		}, "reads NZCV"},
		{"fixed register read", func(c *Context, p General, v Vector) {
			c.WFADD(v.S4(), v.S4(), V(7).S4())
			c.FMOVQ(v, p.At(0))
			c.RET()
		}, "reads V7"},
		{"unused result", func(c *Context, p General, v Vector) {
			c.WFADD(c.V().S4(), v.S4(), v.S4())
			c.RET()
		}, "nothing reads the result"},
		{"pair into one register", func(c *Context, p General, v Vector) {
			c.FMOVQ(v, p.At(0))
			c.FLDPQ(p.At(0), v, v)
			c.FMOVQ(v, p.At(0))
			c.RET()
		}, "writes V0 twice"},
		{"load over its own base", func(c *Context, p General, v Vector) {
			c.FMOVQ(v, p.At(0))
			c.MOVD(p.Post(8), p)
			c.RET()
		}, "writes R0 twice"},
		{"list of virtual registers", func(c *Context, p General, v Vector) {
			c.VLD1(p.At(0), V(4).S4(), V(6).S4())
			c.FMOVQ(V(4), p.At(0))
			c.FMOVQ(v, p.At(0))
			c.RET()
		}, "consecutive"},
		{"no return", func(c *Context, p General, v Vector) {
			c.FMOVQ(v, p.At(0))
		}, "want RET or a branch"},
		{"unknown label", func(c *Context, p General, v Vector) {
			c.FMOVQ(v, p.At(0))
			c.B("nowhere")
		}, `unknown label "nowhere"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := NewContext("kernel")
			c.Function("fn", "func(x *[16]float32)")
			p := c.Load(c.Param("x"), c.GP())
			v := c.V()
			c.FMOVQ(p.At(0), v)
			tt.body(c, p, v)
			_, _, err := c.Generate("test")
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestFixedRegisterRange(t *testing.T) {
	for name, f := range map[string]func(){
		"R18": func() { R(18) }, "R27": func() { R(27) }, "R-1": func() { R(-1) }, "V32": func() { V(32) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s exists", name)
				}
			}()
			f()
		}()
	}
}

// TestOutputIsReproducible generates one file often: maps must not show.
func TestOutputIsReproducible(t *testing.T) {
	var first []byte
	for range 20 {
		c := NewContext("kernel")
		axpy(c)
		norm2(c)
		asm, stubs, err := c.Generate("test")
		if err != nil {
			t.Fatal(err)
		}
		out := append(asm, stubs...)
		if first == nil {
			first = out
		}
		if !bytes.Equal(out, first) {
			t.Fatalf("output differs between runs:\n%s\n%s", first, out)
		}
	}
}

func TestGenerateTwice(t *testing.T) {
	c := NewContext("kernel")
	axpy(c)
	if _, _, err := c.Generate("test"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Generate("test"); err == nil {
		t.Error("a file was compiled twice")
	}
}
