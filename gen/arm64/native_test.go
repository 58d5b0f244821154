package arm64

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/gen/arm64/asmcheck"
)

// nativeCase is one call of a constructor by its name and what the disassembler
// makes of the assembled result. Branches are relative to where they stand, so
// only what precedes the target is compared (want ends in ", ." or " .").
type nativeCase struct {
	method string
	args   []any
	want   string
}

func args(a ...any) []any { return a }

var (
	v0, v15, v16, v31 = V(0), V(15), V(16), V(31)
	r0, r3, r17, r26  = R(0), R(3), R(17), R(26)
)

var integerCases = []nativeCase{
	{"MOVD", args(r0, r26), "mov x26, x0"},
	{"MOVD", args(ZR, r26), "mov x26, xzr"},
	{"MOVD", args(Imm(-1), r26), "mov x26, #0xffffffffffffffff"},
	{"MOVD", args(Imm(1<<40), r3), "mov x3, #0x10000000000"},
	{"MOVD", args(r0.At(32760), r3), "ldr x3, [x0,#32760]"},
	{"MOVD", args(r0.At(-256), r3), "ldur x3, [x0,#-256]"},
	{"MOVD", args(r0.Post(8), r3), "ldr x3, [x0],#8"},
	{"MOVD", args(r0.Pre(-8), r3), "ldr x3, [x0,#-8]!"},
	{"MOVD", args(r0.Index(r17, 3), r3), "ldr x3, [x0,x17,lsl #3]"},
	{"MOVD", args(r3, r0.Index(r17, 0)), "str x3, [x0,x17]"},
	{"MOVD", args(r3, r0.At(8)), "str x3, [x0,#8]"},
	{"MOVW", args(r0.At(4), r3), "ldrsw x3, [x0,#4]"},
	{"MOVW", args(r3, r0.At(4)), "str w3, [x0,#4]"},
	{"MOVWU", args(r0.Index(r17, 2), r3), "ldr w3, [x0,x17,lsl #2]"},
	{"MOVH", args(r0.At(2), r3), "ldrsh x3, [x0,#2]"},
	{"MOVHU", args(r0.At(2), r3), "ldrh w3, [x0,#2]"},
	{"MOVB", args(r0.At(1), r3), "ldrsb x3, [x0,#1]"},
	{"MOVBU", args(r0.Post(1), r3), "ldrb w3, [x0],#1"},
	{"ADD", args(Imm(4095), r0, r3), "add x3, x0, #0xfff"},
	{"ADD", args(Imm(1<<12), r0, r3), "add x3, x0, #0x1, lsl #12"},
	{"ADD", args(r17, r0, r3), "add x3, x0, x17"},
	{"ADD", args(r17.LSL(2), r0, r3), "add x3, x0, x17, lsl #2"},
	{"SUB", args(r17.LSR(3), r0, r3), "sub x3, x0, x17, lsr #3"},
	{"SUB", args(Imm(16), r0, r3), "sub x3, x0, #0x10"},
	{"ADDS", args(Imm(4), r0, r3), "adds x3, x0, #0x4"},
	{"SUBS", args(r17.ASR(1), r0, r3), "subs x3, x0, x17, asr #1"},
	{"CMP", args(Imm(7), r0), "cmp x0, #0x7"},
	{"CMP", args(r17, r0), "cmp x0, x17"},
	{"AND", args(Imm(3), r0, r3), "and x3, x0, #0x3"},
	{"AND", args(Imm(-8), r0, r3), "and x3, x0, #0xfffffffffffffff8"},
	{"ORR", args(r17, r0, r3), "orr x3, x0, x17"},
	{"EOR", args(Imm(0x5555555555555555), r0, r3), "eor x3, x0, #0x5555555555555555"},
	{"TST", args(Imm(15), r3), "tst x3, #0xf"},
	{"LSL", args(Imm(2), r0, r3), "lsl x3, x0, #2"},
	{"LSL", args(r17, r0, r3), "lsl x3, x0, x17"},
	{"LSR", args(Imm(63), r0, r3), "lsr x3, x0, #63"},
	{"ASR", args(Imm(1), r0, r3), "asr x3, x0, #1"},
	{"MUL", args(r17, r0, r3), "mul x3, x0, x17"},
	{"MADD", args(r17, r26, r0, r3), "madd x3, x0, x17, x26"},
	{"MSUB", args(r17, r26, r0, r3), "msub x3, x0, x17, x26"},
	{"NEG", args(r17, r3), "neg x3, x17"},
	{"UDIV", args(r17, r0, r3), "udiv x3, x0, x17"},
	{"CSEL", args(GT, r0, r17, r3), "csel x3, x0, x17, gt"},
	{"CSEL", args(LO, r0, r17, r3), "csel x3, x0, x17, cc"},
	{"PRFM", args(r0.At(256), "PLDL1KEEP"), "prfm pldl1keep, [x0,#256]"},
	{"RET", nil, "ret"},
	{"B", args("target"), "b ."},
	{"BEQ", args("target"), "b.eq ."},
	{"BNE", args("target"), "b.ne ."},
	{"BLT", args("target"), "b.lt ."},
	{"BLE", args("target"), "b.le ."},
	{"BGT", args("target"), "b.gt ."},
	{"BGE", args("target"), "b.ge ."},
	{"BLO", args("target"), "b.cc ."},
	{"BLS", args("target"), "b.ls ."},
	{"BHI", args("target"), "b.hi ."},
	{"BHS", args("target"), "b.cs ."},
	{"BMI", args("target"), "b.mi ."},
	{"BPL", args("target"), "b.pl ."},
	{"CBZ", args(r17, "target"), "cbz x17, ."},
	{"CBNZ", args(r17, "target"), "cbnz x17, ."},
	{"TBZ", args(1, r17, "target"), "tbz w17, #1, ."},
	{"TBNZ", args(63, r17, "target"), "tbnz x17, #63, ."},
}

var memoryCases = []nativeCase{
	{"FMOVQ", args(r0.At(65520), v15), "ldr q15, [x0,#65520]"},
	{"FMOVQ", args(r0.At(-16), v15), "ldur q15, [x0,#-16]"},
	{"FMOVQ", args(r0.At(4), v15), "ldur q15, [x0,#4]"},
	{"FMOVQ", args(r0.Post(16), v15), "ldr q15, [x0],#16"},
	{"FMOVQ", args(v16, r0.Post(-16)), "str q16, [x0],#-16"},
	{"FMOVQ", args(v16, r0.Pre(16)), "str q16, [x0,#16]!"},
	{"FMOVD", args(r0.At(8), v15), "ldr d15, [x0,#8]"},
	{"FMOVD", args(r0.Index(r3, 3), v15), "ldr d15, [x0,x3,lsl #3]"},
	{"FMOVD", args(v15, r0.Post(8)), "str d15, [x0],#8"},
	{"FMOVD", args(r3, v15), "fmov d15, x3"},
	{"FMOVD", args(v15, r3), "fmov x3, d15"},
	{"FMOVD", args(v15, v16), "fmov d16, d15"},
	{"FMOVD", args(FloatImm(-2), v16), "fmov d16, #-2.000000000000000000e+00"},
	{"FMOVS", args(r0.Post(4), v15), "ldr s15, [x0],#4"},
	{"FMOVS", args(r0.Index(r3, 0), v15), "ldr s15, [x0,x3]"},
	{"FMOVS", args(v31, r0.Index(r3, 2)), "str s31, [x0,x3,lsl #2]"},
	{"FMOVS", args(ZR, v31), "fmov s31, wzr"},
	{"FMOVS", args(FloatImm(0.5), v31), "fmov s31, #5.000000000000000000e-01"},
	{"FLDPQ", args(r0.At(1008), v15, v31), "ldp q15, q31, [x0,#1008]"},
	{"FLDPQ", args(r0.Post(32), v15, v31), "ldp q15, q31, [x0],#32"},
	{"FLDPD", args(r0.At(-512), v15, v31), "ldp d15, d31, [x0,#-512]"},
	{"FLDPS", args(r0.At(4), v15, v31), "ldp s15, s31, [x0,#4]"},
	{"FSTPQ", args(v15, v31, r0.Post(32)), "stp q15, q31, [x0],#32"},
	{"FSTPD", args(v15, v31, r0.At(16)), "stp d15, d31, [x0,#16]"},
	{"FSTPS", args(v15, v31, r0.At(0)), "stp s15, s31, [x0]"},
	{"VLD1", args(r0.At(0), v15.S4()), "ld1 {v15.4s}, [x0]"},
	{"VLD1", args(r0.Post(64), V(30).D2(), v31.D2(), v0.D2(), V(1).D2()), "ld1 {v30.2d, v31.2d, v0.2d, v1.2d}, [x0],#64"},
	{"VLD1", args(r0.PostBy(r3), v15.S4(), v16.S4()), "ld1 {v15.4s, v16.4s}, [x0], x3"},
	{"VLD1", args(r0.Post(4), v15.S(3)), "ld1 {v15.s}[3], [x0],#4"},
	{"VLD1", args(r0.At(0), v15.D(1)), "ld1 {v15.d}[1], [x0]"},
	{"VST1", args(List{v15.S4(), v16.S4()}, r0.Post(32)), "st1 {v15.4s, v16.4s}, [x0],#32"},
	{"VST1", args(List{v15.S(2)}, r0.Post(4)), "st1 {v15.s}[2], [x0],#4"},
	{"VST1", args(List{v15.D(0)}, r0.PostBy(r3)), "st1 {v15.d}[0], [x0], x3"},
	{"VLD1R", args(r0.Post(4), v31.S4()), "ld1r {v31.4s}, [x0],#4"},
	{"VLD1R", args(r0.At(0), v31.D2()), "ld1r {v31.2d}, [x0]"},
}

// invoke calls a constructor of c by name.
func invoke(c *Context, method string, arguments []any) error {
	m := reflect.ValueOf(c).MethodByName(method)
	if !m.IsValid() {
		return fmt.Errorf("no constructor %s", method)
	}
	in := make([]reflect.Value, len(arguments))
	for i, a := range arguments {
		in[i] = reflect.ValueOf(a)
	}
	m.Call(in)
	return nil
}

func TestNativeInstructions(t *testing.T) {
	for name, cases := range map[string][]nativeCase{
		"integer": integerCases, "memory": memoryCases, "vector": vectorCases, "scalar": scalarCases,
	} {
		t.Run(name, func(t *testing.T) { checkNative(t, cases) })
	}
}

// checkNative assembles one function of all cases and compares line by line.
func checkNative(t *testing.T, cases []nativeCase) {
	c := NewContext("native")
	c.Function("native", "func()")
	c.Label("target")
	for _, tt := range cases {
		if err := invoke(c, tt.method, tt.args); err != nil {
			t.Fatal(err)
		}
	}
	file := writeUnallocated(t, c)
	decoded, err := asmcheck.Disassemble(file)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range instructionLines(t, file) {
		got := strings.Join(decoded[line], "; ")
		prefix, relative := strings.CutSuffix(cases[i].want, ".")
		if got != cases[i].want && !(relative && strings.HasPrefix(got, prefix)) {
			t.Errorf("%s %v: %q, want %q", cases[i].method, cases[i].args, got, cases[i].want)
		}
	}
}

// instructionLines is the line number of every instruction in the file.
func instructionLines(t *testing.T, file string) []int {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var lines []int
	for n, line := range strings.Split(string(src), "\n") {
		if strings.HasPrefix(line, "\t") {
			lines = append(lines, n+1)
		}
	}
	return lines
}

// TestEveryNativeConstructorIsCovered keeps the cases complete. Methods that
// build the file, not an instruction, are those with a lower-case letter in
// second place; V and GP make registers.
func TestEveryNativeConstructorIsCovered(t *testing.T) {
	covered := map[string]bool{"V": true, "GP": true, "PCALIGN": true}
	for _, cases := range [][]nativeCase{integerCases, memoryCases, vectorCases, scalarCases} {
		for _, tt := range cases {
			covered[tt.method] = true
		}
	}
	typ := reflect.TypeFor[*Context]()
	for i := range typ.NumMethod() {
		name := typ.Method(i).Name
		if name[0] != 'W' && name == strings.ToUpper(name) && !covered[name] {
			t.Errorf("%s has no case", name)
		}
	}
}
