package arm64

import (
	"testing"
)

// axpy builds y[i] = a*x[i] + y[i] for the first len(x) elements: four vectors a
// turn would be faster; this one shows a loop, a lane tail and constants.
func axpy(c *Context) {
	c.Constraint("!purego")
	one := c.Data("one")
	one.F32(1, 2, 3, 4)

	c.Function("axpy", "func(y, x []float32, a float32)")
	c.Doc("axpy computes y[i] = a*x[i] + y[i].")
	y := c.Load(c.Param("y").Base(), c.GP())
	x := c.Load(c.Param("x").Base(), c.GP())
	n := c.Load(c.Param("x").Len(), c.GP())
	a := c.V()
	c.LoadDup(c.Param("a"), a.S4())
	vx, vy := c.V(), c.V()

	c.SUBS(Imm(4), n, n)
	c.BLT("tail")
	c.Label("loop")
	c.FMOVQ(x.Post(16), vx)
	c.FMOVQ(y.At(0), vy)
	c.VFMLA(a.S4(), vx.S4(), vy.S4())
	c.FMOVQ(vy, y.Post(16))
	c.SUBS(Imm(4), n, n)
	c.BGE("loop")

	c.Label("tail")
	c.ADDS(Imm(4), n, n)
	c.BEQ("done")
	c.Label("single")
	c.FMOVS(x.Post(4), vx)
	c.FMOVS(y.At(0), vy)
	c.WFMLAElem(vy.S4(), vx.S4(), a.S(3))
	c.FMOVS(vy, y.Post(4))
	c.SUBS(Imm(1), n, n)
	c.BNE("single")
	c.Label("done")
	c.RET()
}

func TestX(t *testing.T) {
	c := NewContext("kernel")
	axpy(c)
	a, s, err := c.Generate("test")
	t.Logf("%s\n%s\n%v", a, s, err)
}
