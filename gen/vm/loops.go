package vm

// Map emits a kernel that applies body to all elements of its slices, which
// have one length: an unrolled loop over whole vectors, a loop over single ones,
// and the rest as one partial vector.
func (k *Kernel) Map(record func(b *Body)) {
	body := &Body{elem: k.sig.Elem}
	record(body)
	unroll := k.begin(body, 0)
	n := k.m.Len(k.slices()[0])
	k.strips(n, unroll, func(vecs []int, tail bool) {
		(&pass{k: k, body: body, vecs: vecs, tail: tail, ptrs: k.ptrs}).emit()
	})
	k.m.Return(nil)
}

// strips covers n elements by calls of emit, and advances the slices behind
// each: as many vectors at once as unroll says, then one, then a part.
func (k *Kernel) strips(n Count, unroll int, emit func(vecs []int, tail bool)) {
	m, lanes := k.m, k.m.Lanes()
	unrolls := []int{1}
	if unroll > 1 {
		unrolls = []int{unroll, 1}
	}
	for _, u := range unrolls {
		k.loop(n, u*lanes, func() {
			emit(vectors(u), false)
			k.advance(u * lanes)
		})
	}
	done := k.label("done")
	m.JumpLess(n, 1, done)
	m.Tail(n, 1)
	emit(vectors(1), true)
	m.Label(done)
}

// VirtualLanes is how many partial results a reduction keeps, on every machine:
// element i belongs to lane i mod VirtualLanes.
const VirtualLanes = 32

// Reduce emits a kernel that returns a reduction of its slices. Each lane
// starts at init and takes step(carry, ...) for its elements in order; then the
// lanes combine by the tree of distances 16, 8, 4, 2, 1. Lanes beyond the end
// take step with the loads' fills, which must leave the carry as it is.
// finish, if not nil, maps the result.
func (k *Kernel) Reduce(init uint64, step func(b *Body, carry Value) Value, combine func(b *Body, x, y Value) Value,
	finish func(b *Body, x Value) Value) {
	k.sig.Result = true
	body := &Body{elem: k.sig.Elem}
	step(body, body.add(node{kind: carryNode}))
	m, lanes := k.m, k.m.Lanes()
	vecs := VirtualLanes / lanes
	group := min(vecs, k.begin(body, vecs))
	acc := map[int]Operand{}
	for v := range vecs {
		acc[v] = m.Copy(m.Const(init))
	}
	fold := func(tail bool) {
		for v := 0; v < vecs; v += group {
			p := pass{k: k, body: body, vecs: vectors(vecs)[v : v+group], tail: tail, ptrs: k.ptrs, carry: acc}
			for u, next := range p.emit() {
				m.Assign(acc[v+u], next)
			}
		}
	}
	n := m.Len(k.slices()[0])
	k.loop(n, VirtualLanes, func() {
		fold(false)
		k.advance(VirtualLanes)
	})
	done := k.label("done")
	m.JumpLess(n, 1, done)
	m.Tail(n, vecs)
	fold(true)
	m.Label(done)
	m.Return(k.tree(acc, combine, finish))
}

// tree combines the lanes of acc.
func (k *Kernel) tree(acc map[int]Operand, combine func(b *Body, x, y Value) Value, finish func(b *Body, x Value) Value) Operand {
	between := &Body{elem: k.sig.Elem}
	combine(between, between.add(node{kind: carryNode, imm: 0}), between.add(node{kind: splatNode, arg: otherHalf}))
	for half := len(acc) / 2; half > 0; half /= 2 {
		for v := range half {
			k.hoisted[hoist{otherHalf, 0}] = acc[v+half]
			p := pass{k: k, body: between, vecs: []int{0}, carry: map[int]Operand{0: acc[v]}}
			acc[v] = p.emit()[0]
		}
	}
	for width := k.m.Lanes(); width > 1; width /= 2 {
		within := &Body{elem: k.sig.Elem}
		x := within.add(node{kind: carryNode})
		combine(within, x, within.fold(x, width))
		acc[0] = (&pass{k: k, body: within, vecs: []int{0}, carry: acc}).emit()[0]
	}
	if finish != nil {
		last := &Body{elem: k.sig.Elem}
		finish(last, last.add(node{kind: carryNode}))
		acc[0] = (&pass{k: k, body: last, vecs: []int{0}, carry: acc}).emit()[0]
	}
	return acc[0]
}

// otherHalf names, among the hoisted values, the right operand of a combination.
const otherHalf = "(other half)"

// FoldRows emits a kernel with the parameters (acc, x []T, rows, stride int)
// that carries each element of acc down the rows of x, stride elements apart:
// acc[j] = step(acc[j], x[j]), then x[stride+j], and so on.
func (k *Kernel) FoldRows(acc, x, rows, stride string, step func(b *Body, carry Value) Value) {
	body := &Body{elem: k.sig.Elem}
	step(body, body.add(node{kind: carryNode}))
	unroll := k.begin(body, 0)
	m := k.m
	n, dist := m.Len(acc), m.Int(stride)
	k.strips(n, unroll, func(vecs []int, tail bool) {
		regs := map[int]Operand{}
		for _, v := range vecs {
			if tail {
				regs[v] = m.LoadTail(k.ptrs[acc], v, m.Const(0))
			} else {
				regs[v] = m.Load(k.ptrs[acc], v)
			}
		}
		row, left := m.CopyPtr(k.ptrs[x]), m.Int(rows)
		k.loop(left, 1, func() {
			p := pass{k: k, body: body, vecs: vecs, tail: tail, ptrs: map[string]Ptr{x: row}, carry: regs}
			for u, next := range p.emit() {
				m.Assign(regs[vecs[u]], next)
			}
			m.AdvanceBy(row, dist)
		})
		for _, v := range vecs {
			if tail {
				m.StoreTail(k.ptrs[acc], v, regs[v])
			} else {
				m.Store(k.ptrs[acc], v, regs[v])
			}
		}
	})
	m.Return(nil)
}
