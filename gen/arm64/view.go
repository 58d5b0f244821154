package arm64

import (
	"fmt"
	"strings"

	"github.com/mmcloughlin/avo/reg"
)

// Arrangement says how a vector register divides into lanes.
type Arrangement uint8

// The arrangements: element letter and number of lanes.
const (
	B8 Arrangement = iota + 1
	B16
	H4
	H8
	S2
	S4
	D1
	D2
)

// arrangementInfo holds what the encoders need: Q is bit 30 (a full 128-bit
// register), size is the log2 of the element's bytes.
var arrangementInfo = [...]struct {
	name  string
	lanes int
	q     uint32
	size  uint32
}{
	B8:  {"B8", 8, 0, 0},
	B16: {"B16", 16, 1, 0},
	H4:  {"H4", 4, 0, 1},
	H8:  {"H8", 8, 1, 1},
	S2:  {"S2", 2, 0, 2},
	S4:  {"S4", 4, 1, 2},
	D1:  {"D1", 1, 0, 3},
	D2:  {"D2", 2, 1, 3},
}

// String is Go's spelling, "S4"; "none" for the zero value.
func (a Arrangement) String() string {
	if !a.valid() {
		return "none"
	}
	return arrangementInfo[a].name
}

func (a Arrangement) valid() bool { return a >= B8 && a <= D2 }

// Lanes is the number of elements; 0 for the zero value.
func (a Arrangement) Lanes() int {
	if !a.valid() {
		return 0
	}
	return arrangementInfo[a].lanes
}

// ElemBytes is the size of one element; 0 for the zero value.
func (a Arrangement) ElemBytes() int {
	if !a.valid() {
		return 0
	}
	return 1 << arrangementInfo[a].size
}

// gnu is ARM's spelling, "4s".
func (a Arrangement) gnu() string {
	return fmt.Sprintf("%d%s", a.Lanes(), strings.ToLower(a.String()[:1]))
}

// viewForm tells the shapes of a vector operand apart.
type viewForm uint8

const (
	whole    viewForm = iota // V3, the instruction decides
	arranged                 // V3.S4
	element                  // V3.S[1]
	scalar                   // F3: s3 or d3
)

// Vector is a vector register seen in one way. The plain register serves
// instructions whose mnemonic fixes the width (FMOVQ, FADDS); the methods below
// choose a view for the others.
type Vector struct {
	reg.Register
	form viewForm
	arr  Arrangement // of an arranged view
	size uint32      // log2 bytes of an element or scalar
	lane int
}

// View sees all lanes in arrangement a.
func (v Vector) View(a Arrangement) Vector {
	return Vector{Register: v.Register, form: arranged, arr: a}
}

// B8 sees eight bytes.
func (v Vector) B8() Vector { return v.View(B8) }

// B16 sees sixteen bytes.
func (v Vector) B16() Vector { return v.View(B16) }

// H4 sees four half words.
func (v Vector) H4() Vector { return v.View(H4) }

// H8 sees eight half words.
func (v Vector) H8() Vector { return v.View(H8) }

// S2 sees two words.
func (v Vector) S2() Vector { return v.View(S2) }

// S4 sees four words.
func (v Vector) S4() Vector { return v.View(S4) }

// D1 sees one double word.
func (v Vector) D1() Vector { return v.View(D1) }

// D2 sees two double words.
func (v Vector) D2() Vector { return v.View(D2) }

// Lane sees element i in the element size of a: Lane(S4, 1) is S(1).
func (v Vector) Lane(a Arrangement, i int) Vector {
	if !a.valid() {
		return v // without an element size; refused where it is used
	}
	return v.elem(arrangementInfo[a].size, i)
}

// B sees byte i alone.
func (v Vector) B(i int) Vector { return v.elem(0, i) }

// H sees half word i alone.
func (v Vector) H(i int) Vector { return v.elem(1, i) }

// S sees word i alone.
func (v Vector) S(i int) Vector { return v.elem(2, i) }

// D sees double word i alone.
func (v Vector) D(i int) Vector { return v.elem(3, i) }

func (v Vector) elem(size uint32, i int) Vector {
	return Vector{Register: v.Register, form: element, size: size, lane: i}
}

// Single sees the low word as a float32 scalar.
func (v Vector) Single() Vector { return Vector{Register: v.Register, form: scalar, size: 2} }

// Double sees the low double word as a float64 scalar.
func (v Vector) Double() Vector { return Vector{Register: v.Register, form: scalar, size: 3} }

// laneInRange reports whether an element view lies inside the register.
func (v Vector) laneInRange() bool { return v.lane >= 0 && v.lane < 16>>v.size }

const sizeLetters = "BHSD"

// Asm is the operand in Go's syntax.
func (v Vector) Asm() string {
	name := registerName(v.Register)
	switch v.form {
	case arranged:
		return name + "." + v.arr.String()
	case element:
		return fmt.Sprintf("%s.%c[%d]", name, sizeLetters[v.size], v.lane)
	case scalar:
		return strings.Replace(name, "V", "F", 1)
	}
	return name
}

// fp is the floating-point name of the register, whatever its view.
func (v Vector) fp() Vector { return v.Double() }

// gnu is the operand in ARM's syntax.
func (v Vector) gnu() string {
	n := v.ID().Index()
	switch v.form {
	case arranged:
		return fmt.Sprintf("v%d.%s", n, v.arr.gnu())
	case element:
		return fmt.Sprintf("v%d.%c[%d]", n, sizeLetters[v.size]|0x20, v.lane)
	case scalar:
		return fmt.Sprintf("%c%d", sizeLetters[v.size]|0x20, n)
	}
	return fmt.Sprintf("v%d", n)
}
