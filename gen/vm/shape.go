package vm

import "slices"

// What a machine may want to know of a body before it emits it.

// size returns the number of operations.
func (b *Body) size() int {
	size := 0
	for _, n := range b.nodes {
		if n.kind == opNode {
			size++
		}
	}
	return size
}

// has tells whether an operation occurs.
func (b *Body) has(op Op) bool {
	return slices.ContainsFunc(b.nodes, func(n node) bool { return n.kind == opNode && n.op == op })
}

// splats returns how many registers the scalar parameters take.
func (b *Body) splats() int {
	distinct := map[hoist]bool{}
	for _, n := range b.nodes {
		if n.kind == splatNode {
			distinct[hoist{n.arg, n.imm}] = true
		}
	}
	return len(distinct)
}

// pressure returns the largest number of values that one vector keeps alive at
// once, not counting constants and scalar parameters, where a result may take
// the place of an operand that nothing reads afterwards; except that a
// multiply-add's takes its addend's place only.
func (b *Body) pressure() int {
	last := b.lastUses()
	live, most := 0, 0
	for i, n := range b.nodes {
		dying := map[Value]bool{}
		for _, a := range n.args {
			if b.owned(a) && last[a] == i {
				dying[a] = true
			}
		}
		if (n.op == FMA || n.op == FNMA) && n.kind == opNode && !dying[n.args[2]] {
			most = max(most, live+1)
		}
		live -= len(dying)
		if b.owned(Value(i)) {
			live++
		}
		most = max(most, live)
	}
	return most
}

// owned tells whether a value's register belongs to one emission of the body,
// so that it may be overwritten after its last use. A carried value's may: its
// successor replaces it.
func (b *Body) owned(v Value) bool {
	switch n := b.nodes[v]; n.kind {
	case loadNode, opNode:
		return true
	case carryNode:
		return !n.keep
	}
	return false
}
