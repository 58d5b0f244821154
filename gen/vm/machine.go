package vm

// Op is an operation on vectors. All are lane by lane and defined to the bit:
// no machine may substitute one that differs in any case but a NaN's payload.
type Op int

// The operations. a, b and c are the operands in order.
const (
	Add    Op = iota // a + b
	Sub              // a - b
	Mul              // a * b
	Div              // a / b
	Sqrt             // square root of a
	FMA              // a*b + c, rounded once
	FNMA             // -a*b + c, rounded once
	Max              // a if a > b, else b (so NaN in b is passed on)
	Min              // a if a < b, else b
	And              // the bits of a and b
	Or               // the bits of a or b
	Xor              // the bits of a exclusive or b
	IntAdd           // the lanes as integers, modulo their size
	IntSub           // the lanes as integers, modulo their size
	Shl              // the lanes as integers, shifted left by the immediate
	GT               // mask: a > b
	LT               // mask: a < b
	LE               // mask: a <= b
	IsNaN            // mask: a is NaN
	MaskOr           // mask: a or b
	Select           // b where mask a is set, else c
	Fold             // lanes i+w/2 of a moved to lanes i, where w is the immediate; the other lanes are arbitrary
)

// Operand is what a machine computes with: a register, a mask, or a constant in
// whatever form the machine keeps it. Only the machine looks inside.
type Operand any

// constant is an operand: a value in all lanes that no register of its own holds.
type constant struct {
	bits uint64
}

// Ptr is an address that walks over a slice; Count is an integer register.
type (
	Ptr   any
	Count any
)

// Instr is an operation on operands. Dead[i] says that Args[i] is a register
// that nothing reads afterwards, so that the machine may write the result to it.
type Instr struct {
	Op   Op
	Imm  int
	Args []Operand
	Dead []bool
}

// Machine emits code for one instruction set and one element type. A new
// instruction set is a new Machine; kernels do not change.
type Machine interface {
	// Lanes returns the number of elements in a vector.
	Lanes() int

	// Begin starts a function; Return ends it, with lane 0 of result where that is not nil.
	Begin(f *Signature)
	// Prepare is told the body before the loops around it, in which so many
	// registers hold carried vectors besides. It may put the body's constants into
	// registers, and returns how many vectors one iteration should work on: at
	// least 1, and a power of two where vectors are carried.
	Prepare(b *Body, carried int) int
	Return(result Operand)

	// Base and Len return a slice argument's address and length, Int an integer
	// argument; each call gives a register of its own, which the kernel may change.
	Base(arg string) Ptr
	Len(arg string) Count
	Int(arg string) Count
	// Splat returns a scalar argument in all lanes, SplatField the element at
	// index i behind a pointer argument.
	Splat(arg string) Operand
	SplatField(arg string, i int) Operand
	// Const returns the constant with the given representation in all lanes.
	Const(bits uint64) Operand
	// Copy returns a in a register that nothing else uses; Assign writes src to the register dst.
	Copy(a Operand) Operand
	Assign(dst, src Operand)

	Label(name string)
	// JumpLess jumps if c < imm, JumpAtLeast if c >= imm, as signed integers.
	JumpLess(c Count, imm int, label string)
	JumpAtLeast(c Count, imm int, label string)
	AddImm(c Count, imm int)
	// Advance moves p by a number of elements, AdvanceBy by c elements.
	Advance(p Ptr, elems int)
	AdvanceBy(p Ptr, c Count)
	CopyPtr(p Ptr) Ptr

	// Load and Store access the vec-th vector behind p.
	Load(p Ptr, vec int) Operand
	Store(p Ptr, vec int, v Operand)
	// Tail prepares partial access to c elements, spread over vecs vectors; 0 < c < vecs*Lanes.
	// Until the next Tail, LoadTail and StoreTail touch those elements only;
	// LoadTail gives fill in the other lanes.
	Tail(c Count, vecs int)
	LoadTail(p Ptr, vec int, fill Operand) Operand
	StoreTail(p Ptr, vec int, v Operand)

	// Do emits one operation for each of the vectors worked on side by side, and
	// returns the results.
	Do(ins []Instr) []Operand
}

// Signature describes a kernel's Go function.
type Signature struct {
	Name   string // with the element's suffix
	Doc    []string
	Params []Param
	Elem   Elem
	Result bool // returns one element
}

// Param is a parameter of a kernel.
type Param struct {
	Name string
	Kind ParamKind
	Len  int // of the array behind a Fields pointer
}

// ParamKind tells how a parameter is declared in Go.
type ParamKind int

// The kinds of parameters.
const (
	Slice  ParamKind = iota // []T
	Scalar                  // T
	Int                     // int
	Fields                  // *[Len]T
)
