// Package vm is a vector machine: one notation in which elementwise and
// reduction kernels are written once, and from which every instruction set's
// code is generated.
//
// A kernel records a Body, the operations on one vector of each slice, and
// names the loop around it: Map, Reduce or Down. The loops, their unrolling
// and their tails are emitted here, against the Machine interface that each
// instruction set implements.
package vm

import "fmt"

// Kernel is a function under construction.
type Kernel struct {
	m       Machine
	sig     Signature
	ptrs    map[string]Ptr
	hoisted map[hoist]Operand
	labels  int
}

// hoist names a splat that is computed once, before the loops.
type hoist struct {
	arg   string
	field int
}

// New returns a kernel over elem for m. Its function is called base with the
// element's suffix; doc describes it, the loop that it computes first.
func New(m Machine, elem Elem, base string, doc []string, params ...Param) *Kernel {
	return &Kernel{
		m:       m,
		sig:     Signature{Name: base + elem.Suffix(), Doc: doc, Params: params, Elem: elem},
		ptrs:    map[string]Ptr{},
		hoisted: map[hoist]Operand{},
	}
}

// Elem returns the element type.
func (k *Kernel) Elem() Elem { return k.sig.Elem }

func (k *Kernel) label(name string) string {
	k.labels++
	return fmt.Sprintf("%s%d", name, k.labels)
}

// slices returns the names of the slice parameters.
func (k *Kernel) slices() []string {
	var names []string
	for _, p := range k.sig.Params {
		if p.Kind == Slice {
			names = append(names, p.Name)
		}
	}
	return names
}

// begin opens the function, loads the slices' addresses and body's splats, and
// returns what the machine's Prepare does.
func (k *Kernel) begin(body *Body, carried int) int {
	k.m.Begin(&k.sig)
	for _, name := range k.slices() {
		k.ptrs[name] = k.m.Base(name)
	}
	for _, n := range body.nodes {
		h := hoist{n.arg, n.imm}
		if n.kind != splatNode || k.hoisted[h] != nil {
			continue
		}
		if h.field < 0 {
			k.hoisted[h] = k.m.Splat(h.arg)
		} else {
			k.hoisted[h] = k.m.SplatField(h.arg, h.field)
		}
	}
	return k.m.Prepare(body, carried)
}

func (k *Kernel) advance(elems int) {
	for _, name := range k.slices() {
		k.m.Advance(k.ptrs[name], elems)
	}
}

// loop emits a loop that runs body while n, which it counts down, is at least step.
func (k *Kernel) loop(n Count, step int, body func()) {
	head, end := k.label("loop"), k.label("end")
	k.m.JumpLess(n, step, end)
	k.m.Label(head)
	body()
	k.m.AddImm(n, -step)
	k.m.JumpAtLeast(n, step, head)
	k.m.Label(end)
}
