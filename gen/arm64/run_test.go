package arm64

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/gen/arm64/asmcheck"
)

const emulator = "qemu-aarch64-static"

// runModule writes a module of the generated file and main, and returns what it
// prints under an emulated ARMv8.0 core. It skips where there is no emulator.
func runModule(t *testing.T, c *Context, main string) string {
	t.Helper()
	qemu, err := exec.LookPath(emulator)
	if err != nil {
		t.Skipf("%s is not installed; the generated code is not executed", emulator)
	}
	asm, stubs, err := c.Generate("test")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, data := range map[string][]byte{
		"go.mod":          []byte("module generated\n\ngo 1.26\n"),
		"kernel_arm64.s":  asm,
		"kernel_arm64.go": stubs,
		"main.go":         []byte(main),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := asmcheck.CheckWords(filepath.Join(dir, "kernel_arm64.s")); err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0", "GOWORK=off", "GOFLAGS=")
	for _, args := range [][]string{{"go", "vet", "."}, {"go", "build", "-o", "main", "."}} {
		execute(t, dir, env, args...)
	}
	return execute(t, dir, env, qemu, "-cpu", "cortex-a53", "./main")
}

func execute(t *testing.T, dir string, env []string, args ...string) string {
	t.Helper()
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir, cmd.Env = dir, env
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s%s", strings.Join(args, " "), err, out.Bytes(), stderr.Bytes())
	}
	return out.String()
}

// axpy builds y[i] = a*x[i] + y[i] over len(x): a loop of vectors, lanes one by
// one at the end.
func axpy(c *Context) {
	c.Function("axpy", "func(y, x []float32, a float32)")
	c.Doc("axpy computes y[i] = a*x[i] + y[i] for every i of x.")
	y := c.Load(c.Param("y").Base(), c.GP())
	x := c.Load(c.Param("x").Base(), c.GP())
	n := c.Load(c.Param("x").Len(), c.GP())
	a, vx, vy := c.V(), c.V(), c.V()
	c.LoadDup(c.Param("a"), a.S4())
	loop, tail, single, done := c.NewLabel("loop"), c.NewLabel("tail"), c.NewLabel("single"), c.NewLabel("done")

	c.SUBS(Imm(4), n, n)
	c.BLT(tail)
	c.PCALIGN(16)
	c.Label(loop)
	c.FMOVQ(x.Post(16), vx)
	c.FMOVQ(y.At(0), vy)
	c.VFMLA(a.S4(), vx.S4(), vy.S4())
	c.FMOVQ(vy, y.Post(16))
	c.SUBS(Imm(4), n, n)
	c.BGE(loop)

	c.Label(tail)
	c.Comment("0 to 3 elements remain.")
	c.ADDS(Imm(4), n, n)
	c.BEQ(done)
	c.Label(single)
	c.FMOVS(x.Post(4), vx)
	c.FMOVS(y.At(0), vy)
	c.WFMLAElem(vy.S4(), vx.S4(), a.S(3))
	c.FMOVS(vy, y.Post(4))
	c.SUBS(Imm(1), n, n)
	c.BNE(single)
	c.Label(done)
	c.RET()
}

// norm2 builds the sum of squares of four doubles plus a constant, returned and
// counted through pointers, integers and data.
func norm2(c *Context) {
	k := c.Data("offset")
	k.F32(1)
	at := k.F64(0.5)
	c.Function("norm2", "func(x *[4]float64, calls *int32) (sum float64, bits uint8)")
	c.Doc("norm2 is 0.5 plus the sum of the squares of x.")
	x := c.Load(c.Param("x"), c.GP())
	calls := c.Load(c.Param("calls"), c.GP())
	n := c.GP()
	c.MOVW(calls.At(0), n)
	c.ADD(Imm(1), n, n)
	c.MOVW(n, calls.At(0))
	a, b, s, h := c.V(), c.V(), c.V(), c.V()
	c.FLDPQ(x.At(0), a, b)
	c.WFMUL(a.D2(), a.D2(), a.D2())
	c.VFMLA(b.D2(), b.D2(), a.D2())
	c.WFADDPScalar(s.Double(), a.D2())
	p := c.GP()
	c.MOVD(k.Addr(at), p)
	c.FMOVD(p.At(0), h)
	c.FADDD(h, s, s)
	c.StoreFloat(s, c.Return("sum"))
	c.Store(n, c.Return("bits"))
	c.RET()
}

func TestGeneratedKernelsRun(t *testing.T) {
	c := NewContext("main")
	axpy(c)
	norm2(c)
	got := runModule(t, c, `package main

import "fmt"

// fma is exact: the operands are small integers and quarters.
func main() {
	for n := 0; n < 40; n++ {
		x, y := make([]float32, n), make([]float32, n+1)
		for i := range x {
			x[i], y[i] = float32(i-3), float32(i)/4
		}
		y[n] = 99
		axpy(y, x, 2.5)
		for i := range x {
			if want := float32(2.5)*float32(i-3) + float32(i)/4; y[i] != want {
				fmt.Println("axpy", n, i, y[i], want)
			}
		}
		if y[n] != 99 {
			fmt.Println("axpy wrote past the end at", n)
		}
	}
	calls := int32(-1)
	for i := 0; i < 3; i++ {
		if sum, bits := norm2(&[4]float64{1, 2, -3, 0.5}, &calls); sum != 14.75 || bits != uint8(i) {
			fmt.Println("norm2", sum, bits)
		}
	}
	fmt.Println("done", calls)
}
`)
	if got != "done 2\n" {
		t.Errorf("generated program printed:\n%s", got)
	}
}
