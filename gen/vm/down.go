package vm

// Down emits a kernel over matrices with the parameters rows and stride: for a
// few columns at a time, it applies body to one row after the other, stride
// elements apart. The slices that body names in Carry have one element for each
// column; they are loaded before the first row and, if they have a successor,
// stored after the last. columns is one of them.
func (k *Kernel) Down(columns string, record func(b *Body)) {
	body := &Body{elem: k.sig.Elem}
	record(body)
	unroll := k.begin(body, body.kept())
	n, dist := k.m.Len(columns), k.m.Int("stride")
	k.strips(n, unroll, func(vecs []int, tail bool) {
		k.down(body, dist, vecs, tail)
	})
	k.m.Return(nil)
}

// kept returns how many carried values stay in their registers.
func (b *Body) kept() int {
	count := 0
	for _, n := range b.nodes {
		if n.kind == carryNode && n.keep {
			count++
		}
	}
	return count
}

// down emits the loop over the rows of one strip of columns.
func (k *Kernel) down(body *Body, dist Count, vecs []int, tail bool) {
	m := k.m
	carried := k.loadCarried(body, vecs, tail)
	rows := map[string]Ptr{}
	for _, name := range k.slices() {
		if !body.carries(name) {
			rows[name] = m.CopyPtr(k.ptrs[name])
		}
	}
	k.loop(m.Int("rows"), 1, func() {
		p := pass{k: k, body: body, vecs: vecs, tail: tail, ptrs: rows, carry: func(arg string, vec int) Operand {
			return carried[column{arg, vec}]
		}}
		p.emit()
		for _, next := range body.next {
			for u, v := range vecs {
				m.Assign(carried[column{body.nodes[next.carry].arg, v}], p.vals[u][next.by])
			}
		}
		for _, name := range k.slices() {
			if row, ok := rows[name]; ok {
				m.AdvanceBy(row, dist)
			}
		}
	})
	k.storeCarried(body, carried, vecs, tail)
}

// column names a carried vector: one of a slice's.
type column struct {
	arg string
	vec int
}

func (b *Body) carries(arg string) bool {
	for _, n := range b.nodes {
		if n.kind == carryNode && n.arg == arg {
			return true
		}
	}
	return false
}

func (k *Kernel) loadCarried(body *Body, vecs []int, tail bool) map[column]Operand {
	carried := map[column]Operand{}
	for _, n := range body.nodes {
		if n.kind != carryNode {
			continue
		}
		for _, v := range vecs {
			if tail {
				carried[column{n.arg, v}] = k.m.LoadTail(k.ptrs[n.arg], v, k.m.Const(0))
			} else {
				carried[column{n.arg, v}] = k.m.Load(k.ptrs[n.arg], v)
			}
		}
	}
	return carried
}

func (k *Kernel) storeCarried(body *Body, carried map[column]Operand, vecs []int, tail bool) {
	for _, next := range body.next {
		arg := body.nodes[next.carry].arg
		for _, v := range vecs {
			if tail {
				k.m.StoreTail(k.ptrs[arg], v, carried[column{arg, v}])
			} else {
				k.m.Store(k.ptrs[arg], v, carried[column{arg, v}])
			}
		}
	}
}
