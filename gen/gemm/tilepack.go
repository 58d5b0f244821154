package gemm

import "github.com/mmcloughlin/avo/operand"

// packAhead is how many rows ahead B is fetched into L2 while it is packed: it comes from
// L3 or from memory then, a few lines from a page each, which the hardware does not foresee.
const packAhead = 32

// packing emits the kernel for one full tile that also stores the rows of B that it loads,
// side by side: packed for the tiles that follow, at the price of the stores.
func (k *kernel) packing() {
	k.declare("GemmPack"+k.elem.Suffix(), "func(c, a, b, packed *%[1]s, k, ldc, rsa, csa, rsb int, alpha, beta %[1]s, mode int)")
	k.out, k.later = k.arg("packed"), k.ctx.GP64()
	k.prologue(0)
	k.compute(k.rows, func() {
		k.ctx.VZEROUPPER()
		k.ctx.RET()
	})
}

// lookAhead sets the row that is fetched first.
func (k *kernel) lookAhead() {
	k.ctx.IMUL3Q(operand.U8(packAhead), k.rsb, k.later)
	k.ctx.ADDQ(k.b, k.later)
}

// keep stores a vector of the current row, and fetches one of the later row.
func (k *kernel) keep(v int) {
	k.store(v, operand.Mem{Base: k.out, Disp: v * k.bytes()}, false)
	k.ctx.PREFETCHT1(operand.Mem{Base: k.later, Disp: v * k.bytes()})
}

// nextKept goes on to the next row.
func (k *kernel) nextKept() {
	k.ctx.ADDQ(operand.U32(k.vecs*k.bytes()), k.out)
	k.ctx.ADDQ(k.rsb, k.later)
}
