package vm

// pass is one emission of a body: on which vectors, whole or partial.
type pass struct {
	k     *Kernel
	body  *Body
	vecs  []int                             // the vectors behind each pointer, worked on side by side
	tail  bool                              // access by LoadTail and StoreTail
	ptrs  map[string]Ptr                    // where the slices are
	carry func(arg string, vec int) Operand // the register of a carried value
	vals  []map[Value]Operand
}

// emit emits the body's nodes in order, each for all vectors before the next
// one, which keeps in-order processors busy. It returns the value of the last node for
// each vector.
func (p *pass) emit() []Operand {
	p.vals = make([]map[Value]Operand, len(p.vecs))
	for u := range p.vecs {
		p.vals[u] = map[Value]Operand{}
	}
	last := p.body.lastUses()
	results := make([]Operand, len(p.vecs))
	for i := range p.body.nodes {
		if p.body.nodes[i].kind == opNode {
			results = p.k.m.Do(p.operation(Value(i), last))
		} else {
			for u := range p.vecs {
				results[u] = p.access(u, Value(i))
			}
		}
		for u := range p.vecs {
			p.vals[u][Value(i)] = results[u]
		}
	}
	return results
}

// operation returns an operation on each of the vectors.
func (p *pass) operation(v Value, last []int) []Instr {
	n := p.body.nodes[v]
	ins := make([]Instr, len(p.vecs))
	for u := range ins {
		ins[u] = Instr{Op: n.op, Imm: n.imm}
		for _, a := range n.args {
			ins[u].Args = append(ins[u].Args, p.vals[u][a])
			ins[u].Dead = append(ins[u].Dead, p.body.owned(a) && last[a] == int(v))
		}
	}
	return ins
}

// access returns the value of a node that is no operation, and does what it says.
func (p *pass) access(u int, v Value) Operand {
	m, n := p.k.m, p.body.nodes[v]
	switch n.kind {
	case constNode:
		return m.Const(n.bits)
	case splatNode:
		return p.k.hoisted[hoist{n.arg, n.imm}]
	case carryNode:
		return p.carry(n.arg, p.vecs[u])
	case loadNode:
		if p.tail {
			return m.LoadTail(p.ptrs[n.arg], p.vecs[u], m.Const(n.bits))
		}
		return m.Load(p.ptrs[n.arg], p.vecs[u])
	case storeNode:
		if p.tail {
			m.StoreTail(p.ptrs[n.arg], p.vecs[u], p.vals[u][n.args[0]])
		} else {
			m.Store(p.ptrs[n.arg], p.vecs[u], p.vals[u][n.args[0]])
		}
	}
	return nil
}

// vectors returns 0 .. n-1.
func vectors(n int) []int {
	v := make([]int, n)
	for i := range v {
		v[i] = i
	}
	return v
}
