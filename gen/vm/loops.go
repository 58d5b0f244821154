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
	acc := make([]Operand, vecs)
	for v := range acc {
		acc[v] = m.Copy(m.Const(init))
	}
	fold := func(tail bool) {
		for v := 0; v < vecs; v += group {
			p := pass{k: k, body: body, vecs: vectors(vecs)[v : v+group], tail: tail, ptrs: k.ptrs, carry: func(_ string, v int) Operand { return acc[v] }}
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
func (k *Kernel) tree(acc []Operand, combine func(b *Body, x, y Value) Value, finish func(b *Body, x Value) Value) Operand {
	// once emits one operation on x.
	once := func(x Operand, record func(b *Body, x Value)) Operand {
		body := &Body{elem: k.sig.Elem}
		record(body, body.add(node{kind: carryNode}))
		carry := func(string, int) Operand { return x }
		return (&pass{k: k, body: body, vecs: []int{0}, carry: carry}).emit()[0]
	}
	for half := len(acc) / 2; half > 0; half /= 2 {
		for v := range half {
			k.hoisted[hoist{arg: otherHalf}] = acc[v+half]
			acc[v] = once(acc[v], func(b *Body, x Value) { combine(b, x, b.add(node{kind: splatNode, arg: otherHalf})) })
		}
	}
	sum := acc[0]
	for width := k.m.Lanes(); width > 1; width /= 2 {
		sum = once(sum, func(b *Body, x Value) { combine(b, x, b.fold(x, width)) })
	}
	if finish != nil {
		sum = once(sum, func(b *Body, x Value) { finish(b, x) })
	}
	return sum
}

// otherHalf names, among the hoisted values, the right operand of a combination.
const otherHalf = "(other half)"
