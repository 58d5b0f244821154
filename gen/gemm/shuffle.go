package gemm

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	x "github.com/mmcloughlin/avo/x86"

	"github.com/lockstep-go/lockstep/gen/vm"
)

// A part is 128 bits: half of a YMM register, a quarter of a ZMM register.

// mix emits an instruction that sets dst to some elements of a and some of b.
type mix func(e *emitter, a, b, dst reg.VecPhysical)

func mixing(c ctor, immediate ...operand.Op) mix {
	return func(e *emitter, a, b, dst reg.VecPhysical) {
		e.op(c, c, append(immediate[:len(immediate):len(immediate)], b, a, dst)...)
	}
}

// crossing sets the registers lo and hi, in this order, from a and b. Numbers are places in a list of registers.
type crossing struct {
	low, high    mix
	a, b, lo, hi int
}

// network is a sequence of crossings on a list of registers, the last of which is free. In the end the
// result is in some of them, in order, and another one is free.
type network struct {
	crossings []crossing
	result    []int
	free      int
}

// Intel executes integer unpacking on two ports and that of floats on one.
var (
	singles = [2]mix{mixing(x.VPUNPCKLDQ), mixing(x.VPUNPCKHDQ)}
	pairs   = [2]mix{mixing(x.VPUNPCKLQDQ), mixing(x.VPUNPCKHQDQ)}
	parts   = [2]mix{mixing(x.VSHUFF32X4, operand.U8(0x88)), mixing(x.VSHUFF32X4, operand.U8(0xDD))} // of ZMM: even, odd
)

func cross(m [2]mix, a, b, lo, hi int) crossing { return crossing{m[0], m[1], a, b, lo, hi} }

// inParts transposes, in each part of the registers for itself, the matrix of which a register has a
// row: 4*4 elements of float32, 2*2 of float64.
func inParts(e vm.Elem) network {
	if e == vm.F64 {
		return network{[]crossing{cross(pairs, 0, 1, 2, 1)}, []int{2, 1}, 0}
	}
	return network{[]crossing{
		cross(singles, 0, 1, 4, 1), cross(singles, 2, 3, 0, 3), cross(pairs, 4, 0, 2, 0), cross(pairs, 1, 3, 4, 3),
	}, []int{2, 0, 4, 3}, 1}
}

// ofParts transposes the matrix of 4*4 parts of which a ZMM register has a row.
func ofParts() network {
	return network{[]crossing{
		cross(parts, 0, 1, 4, 1), cross(parts, 2, 3, 0, 3), cross(parts, 4, 0, 2, 4), cross(parts, 1, 3, 0, 1),
	}, []int{2, 0, 4, 1}, 3}
}

// cross emits one crossing.
func (p *packer) cross(c crossing, regs []int) {
	a, b := p.vec(regs[c.a]), p.vec(regs[c.b])
	c.low(p.emitter, a, b, p.vec(regs[c.lo]))
	c.high(p.emitter, a, b, p.vec(regs[c.hi]))
}

// outcome returns the registers of the result, and the free one.
func (n *network) outcome(regs []int) (result []int, free int) {
	for _, i := range n.result {
		result = append(result, regs[i])
	}
	return result, regs[n.free]
}

// shuffle emits a whole network.
func (p *packer) shuffle(n network, regs []int) (result []int, free int) {
	for _, c := range n.crossings {
		p.cross(c, regs)
	}
	return n.outcome(regs)
}
