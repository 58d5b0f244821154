package vm

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/mmcloughlin/avo/build"

	"github.com/lockstep-go/lockstep/gen/amd64"
	"github.com/lockstep-go/lockstep/gen/arm64"
)

// target is a machine and how to run its code.
type target struct {
	pkg, arch string
	flag      string   // of /proc/cpuinfo, that the CPU must have to run it
	emulator  []string // that runs it elsewhere
	generate  func() (asm, stubs []byte, err error)
}

var targets = []target{
	{"avx2", "amd64", "avx2", nil, x86Ops(amd64.AVX2, NewAVX2)},
	{"avx512", "amd64", "avx512bw", nil, x86Ops(amd64.AVX512, NewAVX512)},
	{"neon", "arm64", "asimd", []string{"qemu-aarch64-static", "-cpu", "cortex-a53"}, neonOps},
}

func x86Ops(level amd64.Level, machine func(*build.Context, Elem) Machine) func() ([]byte, []byte, error) {
	return func() ([]byte, []byte, error) {
		ctx := build.NewContext()
		emitOps[float32](machine(ctx, F32), F32)
		emitOps[float64](machine(ctx, F64), F64)
		return level.File(ctx)
	}
}

func neonOps() ([]byte, []byte, error) {
	ctx := arm64.NewContext("neon")
	emitOps[float32](NewNEON(ctx, F32), F32)
	emitOps[float64](NewNEON(ctx, F64), F64)
	return ctx.Generate("test")
}

// native tells whether this computer runs the target's code by itself.
func (tg *target) native() bool {
	info, err := os.ReadFile("/proc/cpuinfo")
	return err == nil && runtime.GOARCH == tg.arch && strings.Contains(string(info), tg.flag)
}

// need skips the test where the code cannot be run.
func (tg *target) need(t *testing.T) {
	switch {
	case tg.native():
	case tg.emulator == nil:
		t.Skipf("/proc/cpuinfo does not report %s", tg.flag)
	default:
		if _, err := exec.LookPath(tg.emulator[0]); err != nil {
			t.Skipf("%s is not installed", tg.emulator[0])
		}
	}
}

// run builds a program of all kernels and returns what each one computed.
func (tg *target) run(t *testing.T) map[string]string {
	t.Helper()
	asm, stubs, err := tg.generate()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, tg.pkg), 0o777); err != nil {
		t.Fatal(err)
	}
	kernel := filepath.Join(tg.pkg, "kernel_"+tg.arch)
	for name, data := range map[string][]byte{
		"go.mod":       []byte("module generated\n\ngo 1.26\n"),
		kernel + ".s":  asm,
		kernel + ".go": stubs,
		"main.go":      []byte(tg.program()),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tg.execute(t, dir, "go", "build", "-o", "main", ".")
	command := []string{"./main"}
	if !tg.native() {
		command = append(tg.emulator[:len(tg.emulator):len(tg.emulator)], command...)
	}
	results := map[string]string{}
	for line := range strings.Lines(tg.execute(t, dir, command...)) {
		name, bits, _ := strings.Cut(line, " ")
		results[name] = bits
	}
	return results
}

func (tg *target) execute(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+tg.arch, "CGO_ENABLED=0", "GOWORK=off", "GOFLAGS=")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, stderr.Bytes())
	}
	return string(out)
}

// program returns a main package that prints each kernel's name and the bits of
// its results.
func (tg *target) program() string {
	var b strings.Builder
	fmt.Fprintf(&b, "package main\n\nimport (\n\t\"fmt\"\n\t\"math\"\n\n\tk \"generated/%s\"\n)\n", tg.pkg)
	programOf[float32](&b, F32, "uint32", "Float32")
	programOf[float64](&b, F64, "uint64", "Float64")
	b.WriteString("\nfunc main() {\n\tF32()\n\tF64()\n}\n")
	return b.String()
}

func programOf[T float](b *strings.Builder, elem Elem, bits, convert string) {
	x, y, z := operands[T]()
	fmt.Fprintf(b, "\nfunc %s() {\n", elem.Suffix())
	for i, list := range [][]T{x, y, z} {
		name := "xyz"[i : i+1]
		fmt.Fprintf(b, "\tvar %s []%s\n\tfor _, u := range []%s{", name, elem.Go(), bits)
		for _, v := range list {
			fmt.Fprintf(b, "%#x, ", toBits(v))
		}
		fmt.Fprintf(b, "} {\n\t\t%s = append(%s, math.%sfrombits(u))\n\t}\n", name, name, convert)
	}
	fmt.Fprintf(b, "\tfor _, c := range []struct {\n\t\tname string\n\t\tf func(dst, x, y, z []%s)\n\t}{\n", elem.Go())
	for _, name := range opNames[T](elem) {
		fmt.Fprintf(b, "\t\t{%q, k.%s},\n", name, name)
	}
	fmt.Fprintf(b, "\t} {\n\t\tdst := make([]%s, len(x))\n\t\tc.f(dst, x, y, z)\n\t\tfmt.Print(c.name)\n"+
		"\t\tfor _, v := range dst {\n\t\t\tfmt.Printf(\" %%x\", math.%sbits(v))\n\t\t}\n\t\tfmt.Println()\n\t}\n}\n", elem.Go(), convert)
}
