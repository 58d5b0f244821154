package arm64

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/mmcloughlin/avo/ir"
)

// TestLivenessOfDestinations runs every vector instruction twice, with different
// old destinations, and compares whether the result depends on it with what the
// constructor tells avo: an accumulator that liveness does not know would be
// overwritten, a false one would be reported as undefined.
func TestLivenessOfDestinations(t *testing.T) {
	c := NewContext("main")
	var names []string
	var keeps []bool
	for i, op := range destinationCases(t) {
		reads := destinationProbe(c, i, op)
		names, keeps = append(names, op.name), append(keeps, reads)
	}
	var calls strings.Builder
	for i := range names {
		fmt.Fprintf(&calls, "\tprobe(%q, %t, probe%d)\n", names[i], keeps[i], i)
	}
	got := runModule(t, c, probeMain+"func main() {\n"+calls.String()+"}\n")
	if got != "" {
		t.Errorf("constructors and machine disagree:\n%s", got)
	}
	t.Logf("%d instructions", len(names))
}

// probeMain feeds patterns that are ordinary floats and integers in every lane.
const probeMain = `package main

import "fmt"

func probe(name string, keeps bool, f func(*[4][4]uint32)) {
	differs := false
	for seed := uint32(1); seed < 9; seed++ {
		var a, b [4][4]uint32
		s := seed * 2654435761
		for i := range a {
			for j := range a[i] {
				s = s*1664525 + 1013904223
				a[i][j] = 0x3f000000 + s>>9&0xffffff
				b[i][j] = a[i][j]
			}
		}
		for j := range b[0] {
			b[0][j] ^= 0x00555555
		}
		f(&a)
		f(&b)
		differs = differs || a[0] != b[0]
	}
	if differs != keeps {
		fmt.Println(name, "depends on its destination:", differs, "constructor says:", keeps)
	}
}

`

// destinationCase emits one instruction over d, n, m.
type destinationCase struct {
	name string
	emit func(c *Context, d, n, m Vector)
}

// destinationCases are all W constructors in all arrangements and the native
// vector instructions with a part in the destination.
func destinationCases(t *testing.T) []destinationCase {
	cases := []destinationCase{
		{"VFMLA", func(c *Context, d, n, m Vector) { c.VFMLA(m.S4(), n.S4(), d.S4()) }},
		{"VFMLS", func(c *Context, d, n, m Vector) { c.VFMLS(m.D2(), n.D2(), d.D2()) }},
		{"VBSL", func(c *Context, d, n, m Vector) { c.VBSL(m.B16(), n.B16(), d.B16()) }},
		{"VBIT", func(c *Context, d, n, m Vector) { c.VBIT(m.B16(), n.B16(), d.B16()) }},
		{"VBIF", func(c *Context, d, n, m Vector) { c.VBIF(m.B16(), n.B16(), d.B16()) }},
		{"VADD", func(c *Context, d, n, m Vector) { c.VADD(m.S4(), n.S4(), d.S4()) }},
		{"VADD 64 bits", func(c *Context, d, n, m Vector) { c.VADD(m.S2(), n.S2(), d.S2()) }},
		{"VMOV element", func(c *Context, d, n, m Vector) { c.VMOV(n.S(1), d.S(2)) }},
		{"VMOV register", func(c *Context, d, n, m Vector) { c.VMOV(n.B16(), d.B16()) }},
		{"VMOV 64 bits", func(c *Context, d, n, m Vector) { c.VMOV(n.B8(), d.B8()) }},
		{"VMOV general", func(c *Context, d, n, m Vector) { c.VMOV(ZR, d.D(1)) }},
		{"VDUP", func(c *Context, d, n, m Vector) { c.VDUP(n.S(1), d.S4()) }},
		{"VMOVI", func(c *Context, d, n, m Vector) { c.VMOVI(3, d.B8()) }},
		{"VADDV", func(c *Context, d, n, m Vector) { c.VADDV(n.S4(), d) }},
		{"VTBL", func(c *Context, d, n, m Vector) { c.VTBL(m.B16(), List{n.B16()}, d.B16()) }},
		{"VUSHLL", func(c *Context, d, n, m Vector) { c.VUSHLL(1, n.S2(), d.D2()) }},
		{"VLD1 element", func(c *Context, d, n, m Vector) { c.VLD1(row(c, 2), d.S(1)) }},
		{"VLD1 register", func(c *Context, d, n, m Vector) { c.VLD1(row(c, 2), d.S2()) }},
		{"VLD1R", func(c *Context, d, n, m Vector) { c.VLD1R(row(c, 2), d.S2()) }},
		{"FMOVS load", func(c *Context, d, n, m Vector) { c.FMOVS(row(c, 2), d) }},
		{"FMOVS", func(c *Context, d, n, m Vector) { c.FMOVS(n, d) }},
		{"FMOVD", func(c *Context, d, n, m Vector) { c.FMOVD(n, d) }},
		{"FADDS", func(c *Context, d, n, m Vector) { c.FADDS(m, n, d) }},
		{"FMADDS", func(c *Context, d, n, m Vector) { c.FMADDS(m, n, n, d) }},
		{"FCVTDS", func(c *Context, d, n, m Vector) { c.FCVTDS(n, d) }},
	}
	for _, group := range wordCases {
		for _, name := range strings.Fields(group.methods) {
			for _, views := range group.views {
				cases = append(cases, wordProbe(t, name, views))
			}
		}
	}
	return cases
}

// row is the address of a row of the probe's argument.
func row(c *Context, i int) Mem {
	p := c.GP()
	c.ADD(Imm(int64(16*i)), c.Load(c.Param("r"), p), p)
	return p.At(0)
}

// destinationProbe builds func(r *[4][4]uint32), which loads d, n and m from the
// rows of r, executes op and stores d; it reports whether op reads d.
func destinationProbe(c *Context, i int, op destinationCase) bool {
	c.Function(fmt.Sprintf("probe%d", i), "func(r *[4][4]uint32)")
	p := c.Load(c.Param("r"), c.GP())
	d, n, m, unused := c.V(), c.V(), c.V(), c.V()
	c.FLDPQ(p.At(0), d, n)
	c.FLDPQ(p.At(32), m, unused)
	op.emit(c, d, n, m)
	is := c.function.Instructions()
	reads := readsRegister(is[len(is)-1], d)
	c.FMOVQ(d, p.At(0))
	// Whatever the instruction left unread is read here.
	for _, v := range []Vector{d, n, m, unused} {
		c.FMOVQ(v, p.At(32))
	}
	c.RET()
	return reads
}

// wordProbe is a W constructor over given registers in the named views, with
// the first element and the first extra argument.
func wordProbe(t *testing.T, name string, views []string) destinationCase {
	t.Helper()
	return destinationCase{name + " " + strings.Join(views, " "), func(c *Context, d, n, m Vector) {
		method := reflect.ValueOf(c).MethodByName("W" + name)
		var in []reflect.Value
		for i, v := range []Vector{d, n, m}[:len(views)] {
			in = append(in, reflect.ValueOf(viewsNamed(v, views[i])[0]))
		}
		if extras := extraArguments(method, len(views), views[0]); extras != nil {
			in = append(in, extras[0])
		}
		method.Call(in)
	}}
}

// readsRegister reports whether i depends on the old value of r.
func readsRegister(i *ir.Instruction, r Vector) bool {
	for _, in := range i.InputRegisters() {
		if in.ID() == r.ID() {
			return true
		}
	}
	return false
}
