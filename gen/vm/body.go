package vm

// Value is a vector or mask computed by a body.
type Value int

// node is one value of a body. A body is a list of nodes in which each one
// reads only earlier ones, so its order is an order of execution.
type node struct {
	kind nodeKind
	op   Op
	imm  int
	args []Value
	bits uint64 // of a constant, or of a load's fill
	arg  string // of a load, a splat, a store or a carried value
	keep bool   // of a carried value: it stays as it is
}

type nodeKind int

const (
	constNode nodeKind = iota
	splatNode          // a scalar parameter; imm is -1, or the index behind a pointer
	loadNode
	storeNode
	opNode
	carryNode // what the loop carries from step to step
)

// Body records what a kernel does with one vector of each slice. Nothing is
// emitted until the loop around it is.
type Body struct {
	elem  Elem
	nodes []node
	next  []successor
}

// successor is a carried value's node and the one whose value replaces it.
type successor struct{ carry, by Value }

func (b *Body) add(n node) Value {
	b.nodes = append(b.nodes, n)
	return Value(len(b.nodes) - 1)
}

// Elem returns the element type.
func (b *Body) Elem() Elem { return b.elem }

// Const returns f in all lanes. It must be exact in the element type.
func (b *Body) Const(f float64) Value { return b.Bits(b.elem.Bits(f)) }

// Bits returns the constant with the given representation in all lanes.
func (b *Body) Bits(bits uint64) Value {
	for i, n := range b.nodes {
		if n.kind == constNode && n.bits == bits {
			return Value(i)
		}
	}
	return b.add(node{kind: constNode, bits: bits})
}

// Splat returns a scalar parameter in all lanes.
func (b *Body) Splat(arg string) Value { return b.add(node{kind: splatNode, arg: arg, imm: -1}) }

// Field returns the element at index i behind a Fields parameter in all lanes.
func (b *Body) Field(arg string, i int) Value { return b.add(node{kind: splatNode, arg: arg, imm: i}) }

// Load returns the vector at the loop's position in a slice, with +0 in the
// lanes that are beyond its end.
func (b *Body) Load(arg string) Value { return b.LoadOr(arg, 0) }

// LoadOr is Load with the value of the given representation beyond the end.
func (b *Body) LoadOr(arg string, fill uint64) Value {
	return b.add(node{kind: loadNode, arg: arg, bits: fill})
}

// Store writes v at the loop's position in a slice.
func (b *Body) Store(arg string, v Value) {
	b.add(node{kind: storeNode, arg: arg, args: []Value{v}})
}

// Carry returns the vector of a slice with one element for each column, in Down.
func (b *Body) Carry(arg string) Value {
	return b.add(node{kind: carryNode, arg: arg, keep: true})
}

// Next makes v what carry is in the next row, and in the slice after the last.
func (b *Body) Next(carry, v Value) {
	b.nodes[carry].keep = false
	b.next = append(b.next, successor{carry, v})
}

// Do returns the result of an operation; see Op.
func (b *Body) Do(op Op, args ...Value) Value { return b.add(node{kind: opNode, op: op, args: args}) }

func (b *Body) doImm(op Op, a Value, imm int) Value {
	return b.add(node{kind: opNode, op: op, imm: imm, args: []Value{a}})
}

// The operations, by their own names.

func (b *Body) Add(x, y Value) Value             { return b.Do(Add, x, y) }
func (b *Body) Sub(x, y Value) Value             { return b.Do(Sub, x, y) }
func (b *Body) Mul(x, y Value) Value             { return b.Do(Mul, x, y) }
func (b *Body) Div(x, y Value) Value             { return b.Do(Div, x, y) }
func (b *Body) Sqrt(x Value) Value               { return b.Do(Sqrt, x) }
func (b *Body) FMA(x, y, z Value) Value          { return b.Do(FMA, x, y, z) }
func (b *Body) FNMA(x, y, z Value) Value         { return b.Do(FNMA, x, y, z) }
func (b *Body) Max(x, y Value) Value             { return b.Do(Max, x, y) }
func (b *Body) Min(x, y Value) Value             { return b.Do(Min, x, y) }
func (b *Body) And(x, y Value) Value             { return b.Do(And, x, y) }
func (b *Body) Or(x, y Value) Value              { return b.Do(Or, x, y) }
func (b *Body) Xor(x, y Value) Value             { return b.Do(Xor, x, y) }
func (b *Body) IntAdd(x, y Value) Value          { return b.Do(IntAdd, x, y) }
func (b *Body) IntSub(x, y Value) Value          { return b.Do(IntSub, x, y) }
func (b *Body) Shl(x Value, bits int) Value      { return b.doImm(Shl, x, bits) }
func (b *Body) GT(x, y Value) Value              { return b.Do(GT, x, y) }
func (b *Body) LT(x, y Value) Value              { return b.Do(LT, x, y) }
func (b *Body) LE(x, y Value) Value              { return b.Do(LE, x, y) }
func (b *Body) IsNaN(x Value) Value              { return b.Do(IsNaN, x) }
func (b *Body) MaskOr(x, y Value) Value          { return b.Do(MaskOr, x, y) }
func (b *Body) Select(mask, yes, no Value) Value { return b.Do(Select, mask, yes, no) }
func (b *Body) fold(x Value, width int) Value    { return b.doImm(Fold, x, width) }

// lastUses returns for each value the index of the last node that reads it.
func (b *Body) lastUses() []int {
	last := make([]int, len(b.nodes))
	for i, n := range b.nodes {
		last[i] = i
		for _, a := range n.args {
			last[a] = i
		}
	}
	for _, n := range b.next {
		last[n.by] = len(b.nodes)
	}
	return last
}
