package arm64

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/reg"
)

// compiled runs the passes over c and returns its only function.
func compiled(t *testing.T, c *Context) *ir.Function {
	t.Helper()
	file, err := c.Result()
	if err != nil {
		t.Fatal(err)
	}
	if err := Compile.Execute(file); err != nil {
		t.Fatal(err)
	}
	return file.Functions()[0]
}

// checkAllocation verifies that registers alive at one time are in different
// places. Live sets still name the virtual registers.
func checkAllocation(t *testing.T, fn *ir.Function) {
	t.Helper()
	for _, i := range fn.Instructions() {
		owner := map[reg.ID]reg.ID{}
		for id := range i.LiveOut {
			p := fn.Allocation.LookupDefault(id)
			if p.IsVirtual() {
				t.Fatalf("%s: %v has no register", instructionText(i), id)
			}
			if other, taken := owner[p]; taken {
				t.Fatalf("%s: %v and %v share %v", instructionText(i), other, id, p)
			}
			owner[p] = id
		}
	}
}

// sumTree loads n vectors, then adds them, so that all n are alive at once.
func sumTree(n int) *Context {
	c := NewContext("kernel")
	c.Function("sum", "func(x *[64][4]float32)")
	p := c.Load(c.Param("x"), c.GP())
	vs := c.Vs(n)
	for i, v := range vs {
		c.FMOVQ(p.At(16*i), v)
	}
	for i := n - 1; i > 0; i-- {
		c.WFADD(vs[i-1].S4(), vs[i-1].S4(), vs[i].S4())
	}
	c.FMOVQ(vs[0], p.At(0))
	c.RET()
	return c
}

func TestAllVectorRegistersCanBeAlive(t *testing.T) {
	checkAllocation(t, compiled(t, sumTree(32)))
}

func TestTooManyVectorRegisters(t *testing.T) {
	_, _, err := sumTree(33).Generate("test")
	if err == nil || !strings.Contains(err.Error(), "function sum: vector registers") ||
		!strings.Contains(err.Error(), "33 live of 32") {
		t.Errorf("error %v, want one that names the function and 33 live of 32", err)
	}
}

// generalChain keeps n general registers alive beside the pointer.
func generalChain(n int) *Context {
	c := NewContext("kernel")
	c.Function("chain", "func(x *[64]uint64)")
	p := c.Load(c.Param("x"), c.GP())
	var rs []General
	for i := range n {
		rs = append(rs, c.GP())
		c.MOVD(p.At(8*i), rs[i])
	}
	for i := n - 1; i >= 0; i-- {
		c.MOVD(rs[i], p.At(8*(n-1-i)))
	}
	c.RET()
	return c
}

func TestGeneralRegistersUnderPressure(t *testing.T) {
	fn := compiled(t, generalChain(25))
	checkAllocation(t, fn)
	for _, p := range fn.Allocation {
		if p.Kind() == KindGeneral && !allocatable(int(p.Index())) {
			t.Errorf("R%d was handed out", p.Index())
		}
	}
	_, _, err := generalChain(26).Generate("test")
	if err == nil || !strings.Contains(err.Error(), "27 live of 26") {
		t.Errorf("error %v, want 27 live of 26", err)
	}
}

// TestFixedRegistersAreKept mixes fixed registers with virtual ones that are
// alive across them.
func TestFixedRegistersAreKept(t *testing.T) {
	c := NewContext("kernel")
	c.Function("mixed", "func(x *[64][4]float32)")
	p := c.Load(c.Param("x"), c.GP())
	vs := c.Vs(28)
	for i, v := range vs {
		c.FMOVQ(p.At(16*i), v)
	}
	four := List{V(0).S4(), V(1).S4(), V(2).S4(), V(3).S4()}
	q := c.GP()
	c.ADD(Imm(512), p, q)
	c.VLD1(q.At(0), four...)
	for i, v := range vs {
		c.WFADD(four[i%4], four[i%4], v.S4())
	}
	c.VST1(four, p.At(0))
	c.RET()
	fn := compiled(t, c)
	checkAllocation(t, fn)
	for id, place := range fn.Allocation {
		if place.Kind() == KindVector && place.Index() < 4 {
			t.Errorf("virtual register %v shares V%d with the list", id, place.Index())
		}
	}
}

// TestDeadOutputsStayApart: a load over its own advancing base is unpredictable
// even if nothing reads either afterwards.
func TestDeadOutputsStayApart(t *testing.T) {
	c := NewContext("kernel")
	c.Function("last", "func(x *[8]uint64)")
	p := c.Load(c.Param("x"), c.GP())
	r := c.GP()
	c.MOVD(p.Post(8), r)
	c.RET()
	fn := compiled(t, c)
	if fn.Allocation[p.ID()] == fn.Allocation[r.ID()] {
		t.Error("base and loaded register share one place")
	}
}

// TestRandomPrograms allocates loops of random arithmetic over many registers.
func TestRandomPrograms(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 1))
		c := NewContext("kernel")
		c.Function("random", "func(x *[64][4]float32, n int)")
		p := c.Load(c.Param("x"), c.GP())
		n := c.Load(c.Param("n"), c.GP())
		vs := c.Vs(2 + rng.IntN(29))
		pick := func() Vector { return vs[rng.IntN(len(vs))].S4() }
		for i, v := range vs {
			c.FMOVQ(p.At(16*i), v)
		}
		c.Label("loop")
		for range rng.IntN(60) {
			tmp := c.V().S4()
			c.WFMUL(tmp, pick(), pick())
			c.VFMLA(tmp, pick(), pick())
		}
		c.SUBS(Imm(1), n, n)
		c.BNE("loop")
		for i, v := range vs {
			c.FMOVQ(v, p.At(16*i))
		}
		c.RET()
		checkAllocation(t, compiled(t, c))
	}
}
