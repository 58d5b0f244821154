package arm64

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/mmcloughlin/avo/printer"

	"github.com/lockstep-go/lockstep/gen/arm64/asmcheck"
)

// The views in which constructors are tried: one string for each operand, "S4",
// "S[]" for every element of that size, "Double".
var (
	same3Float = [][]string{{"S2", "S2", "S2"}, {"S4", "S4", "S4"}, {"D2", "D2", "D2"}}
	same2Float = [][]string{{"S2", "S2"}, {"S4", "S4"}, {"D2", "D2"}}
	narrow3    = [][]string{{"B8", "B8", "B8"}, {"B16", "B16", "B16"}, {"H4", "H4", "H4"}, {"H8", "H8", "H8"}, {"S2", "S2", "S2"}, {"S4", "S4", "S4"}}
	same3Int   = append(narrow3[:6:6], []string{"D2", "D2", "D2"})
	same2Int   = [][]string{{"B8", "B8"}, {"B16", "B16"}, {"H4", "H4"}, {"H8", "H8"}, {"S2", "S2"}, {"S4", "S4"}, {"D2", "D2"}}
	same3Byte  = narrow3[:2]
	byElem     = [][]string{{"S2", "S2", "S[]"}, {"S4", "S4", "S[]"}, {"D2", "D2", "D[]"}}
	singleOf4  = [][]string{{"Single", "S4"}}
	scalarOf2  = [][]string{{"Single", "S2"}, {"Double", "D2"}}
)

var wordCases = []struct {
	methods string
	views   [][]string
}{
	{"FADD FSUB FMUL FDIV FABD FMAX FMIN FMAXNM FMINNM FADDP FMAXP FMINP FMAXNMP FMINNMP FRECPS FRSQRTS", same3Float},
	{"FCMEQ FCMGE FCMGT FACGE FACGT", same3Float},
	{"FCMEQ0 FCMGE0 FCMGT0 FCMLE0 FCMLT0", same2Float},
	{"FABS FNEG FSQRT FRECPE FRSQRTE FRINTN FRINTM FRINTP FRINTZ FRINTA", same2Float},
	{"FCVTNS FCVTMS FCVTPS FCVTZS FCVTZU SCVTF UCVTF", same2Float},
	{"FMLAElem FMLSElem FMULElem", byElem},
	{"CMGT CMGE CMHI CMHS SSHL USHL", same3Int},
	{"SMAX SMIN MUL MLA MLS", narrow3},
	{"CMEQ0 CMGT0 CMGE0 CMLE0 CMLT0 ABS NEG SSHR", same2Int},
	{"BIC ORN", same3Byte},
	{"NOT", [][]string{{"B8", "B8"}, {"B16", "B16"}}},
	{"FCVTL", [][]string{{"S4", "H4"}, {"D2", "S2"}}},
	{"FCVTL2", [][]string{{"S4", "H8"}, {"D2", "S4"}}},
	{"FCVTN", [][]string{{"H4", "S4"}, {"S2", "D2"}}},
	{"FCVTN2", [][]string{{"H8", "S4"}, {"S4", "D2"}}},
	{"XTN", [][]string{{"B8", "H8"}, {"H4", "S4"}, {"S2", "D2"}}},
	{"XTN2", [][]string{{"B16", "H8"}, {"H8", "S4"}, {"S4", "D2"}}},
	{"SXTL", [][]string{{"H8", "B8"}, {"S4", "H4"}, {"D2", "S2"}}},
	{"SXTL2", [][]string{{"H8", "B16"}, {"S4", "H8"}, {"D2", "S4"}}},
	{"FMAXV FMINV FMAXNMV FMINNMV SMAXV SMINV UMAXV UMINV", singleOf4},
	{"FADDPScalar FMAXPScalar FMINPScalar FMAXNMPScalar FMINNMPScalar", scalarOf2},
	{"FMOV", [][]string{{"S2"}, {"S4"}, {"D2"}}},
}

// registerChoices puts the numbers whose bits cross field boundaries in every
// place.
var registerChoices = [][]int{{0, 15, 16}, {31, 0, 15}, {16, 31, 0}, {15, 16, 31}}

// viewsNamed is v in the named view, or in all elements of a size.
func viewsNamed(v Vector, name string) []Vector {
	if letter, ok := strings.CutSuffix(name, "[]"); ok {
		size := uint32(strings.Index(sizeLetters, letter))
		var vs []Vector
		for i := range 16 >> size {
			vs = append(vs, v.elem(size, i))
		}
		return vs
	}
	return []Vector{reflect.ValueOf(v).MethodByName(name).Call(nil)[0].Interface().(Vector)}
}

// extraArguments are tried where a constructor takes more than registers.
func extraArguments(method reflect.Value, n int, view string) []reflect.Value {
	if method.Type().NumIn() == n {
		return nil
	}
	if method.Type().In(n) == reflect.TypeFor[float64]() {
		var xs []reflect.Value
		for _, x := range []float64{1, -1, 0.5, 2, 31, 0.125, 1.9375, -0.2421875} {
			xs = append(xs, reflect.ValueOf(x))
		}
		return xs
	}
	width := map[byte]int{'B': 8, 'H': 16, 'S': 32, 'D': 64}[view[0]]
	return []reflect.Value{reflect.ValueOf(1), reflect.ValueOf(width - 1), reflect.ValueOf(width)}
}

// eachWord calls f with every constructor in every view, register choice,
// element and extra argument.
func eachWord(t *testing.T, c *Context, f func(name string, call func())) {
	t.Helper()
	for _, group := range wordCases {
		for _, name := range strings.Fields(group.methods) {
			method := reflect.ValueOf(c).MethodByName("W" + name)
			if !method.IsValid() {
				t.Fatalf("no constructor W%s", name)
			}
			for _, views := range group.views {
				for _, numbers := range registerChoices {
					for _, args := range wordArguments(method, views, numbers) {
						f(name, func() { method.Call(args) })
					}
				}
			}
		}
	}
}

func wordArguments(method reflect.Value, views []string, numbers []int) [][]reflect.Value {
	all := [][]reflect.Value{nil}
	for i, view := range views {
		var next [][]reflect.Value
		for _, args := range all {
			for _, v := range viewsNamed(V(numbers[i]), view) {
				next = append(next, append(args[:len(args):len(args)], reflect.ValueOf(v)))
			}
		}
		all = next
	}
	extras := extraArguments(method, len(views), views[0])
	if extras == nil {
		return all
	}
	var next [][]reflect.Value
	for _, args := range all {
		for _, x := range extras {
			next = append(next, append(args[:len(args):len(args)], x))
		}
	}
	return next
}

// mnemonicOf is the instruction a constructor is named after.
func mnemonicOf(name string) string {
	if name == "NOT" {
		return "mvn"
	}
	for _, suffix := range []string{"Elem", "Scalar", "0"} {
		name = strings.TrimSuffix(name, suffix)
	}
	return strings.ToLower(name)
}

func TestWordsEncodeAsTheirComments(t *testing.T) {
	c := NewContext("words")
	c.Function("words", "func()")
	n := 0
	eachWord(t, c, func(name string, call func()) {
		call()
		n++
		is := c.function.Instructions()
		if len(is) != n {
			_, err := c.Result()
			t.Fatalf("W%s was refused: %v", name, err)
		}
		w := is[n-1].Operands[0].(word)
		if w.name != mnemonicOf(name) {
			t.Errorf("W%s is %q", name, w.mnemonic())
		}
	})
	t.Logf("%d words", n)
	if err := asmcheck.CheckWords(writeUnallocated(t, c)); err != nil {
		t.Error(err)
	}
}

// TestEveryWordConstructorIsCovered keeps wordCases complete.
func TestEveryWordConstructorIsCovered(t *testing.T) {
	covered := map[string]bool{}
	for _, group := range wordCases {
		for _, name := range strings.Fields(group.methods) {
			covered["W"+name] = true
		}
	}
	typ := reflect.TypeFor[*Context]()
	for i := range typ.NumMethod() {
		if name := typ.Method(i).Name; name[0] == 'W' && !covered[name] {
			t.Errorf("%s has no case", name)
		}
	}
}

// writeUnallocated prints a file whose registers are fixed, without the passes
// that would object to its meaningless data flow.
func writeUnallocated(t *testing.T, c *Context) string {
	t.Helper()
	file, err := c.Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, fn := range file.Functions() {
		if err := labelLast(fn); err != nil {
			t.Fatal(err)
		}
	}
	file.Includes = []string{"textflag.h"}
	src, err := printer.NewGoAsm(printer.Config{Name: "test", Pkg: "words"}).Print(file)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "words_arm64.s")
	if err := os.WriteFile(name, src, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
