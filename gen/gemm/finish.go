package gemm

import (
	"github.com/mmcloughlin/avo/operand"
	x "github.com/mmcloughlin/avo/x86"
)

// Zen 4 executes half a store of 512 bits in a cycle, and an FMA. Where more than a dozen stores wait, the next
// tile's FMAs do not start beside them: the scheduler seems to be full. So the last steps along k are taken a
// few rows at a time, each time followed by the stores of these rows.

// split returns how many of the last steps go with the stores of C, and the k from which that pays. No steps for
// columns of a single vector, which have few stores, for AVX2's partial vectors, which are stored in pieces, with branches, and
// while B is packed.
func (k *kernel) split() (steps, shortest int) {
	switch {
	case k.out != nil, k.vecs+k.rest == 1, k.edge && k.regs() == avx2Regs:
		return 0, 0
	case k.regs() == avx2Regs:
		return 3, 8
	}
	return 4, 4
}

// splitLast takes the last steps apart, if nothing comes between them and the stores.
func (k *kernel) splitLast(steps, shortest int) {
	c := k.ctx
	c.TESTQ(operand.U32(withAlpha|withBeta), k.mode())
	c.JNZ(operand.LabelRef("tile"))
	c.CMPQ(k.param("k"), operand.U8(shortest))
	c.JL(operand.LabelRef("tile"))
	c.SUBQ(operand.U8(steps), k.param("k"))
	c.ORQ(operand.U32(storeLast), k.mode())
}

// inFlight is the number of accumulators that keep the FMAs busy: two each cycle, for the 4 that one takes.
const inFlight = 2 * 4

// storing emits the last steps, a few rows at a time, with the stores of these rows.
func (k *kernel) storing(r int) {
	c := k.ctx
	at, a, b := c.GP64(), c.GP64(), c.GP64()
	c.MOVQ(k.c, at)
	steps, _ := k.split()
	few := k.atATime(r)
	for lo := 0; lo < r; lo += few {
		hi := min(lo+few, r)
		c.MOVQ(k.a, a)
		c.MOVQ(k.b, b)
		for range steps {
			k.step(rows{r, lo, hi}, a, b, false)
		}
		for i := lo; i < hi; i++ {
			k.eachOfRow(r, i, at, k.write)
		}
	}
}

// atATime returns the number of rows that keep the FMAs busy, at least two for each load of B's vectors; about as many each
// time, and whole rests.
func (k *kernel) atATime(r int) int {
	rest := max(1, k.rest)
	enough := max(2, ceil(inFlight, k.vecs))
	even := ceil(r, ceil(r, enough))
	return ceil(even, rest) * rest
}

// ceil returns a/b, rounded up.
func ceil(a, b int) int { return (a + b - 1) / b }

// finish emits what follows the last k if asked: t*alpha, fma(beta, c, t).
func (k *kernel) finish(r int) {
	c := k.ctx
	const old, factor = 0, 1
	k.op(x.VBROADCASTSS, x.VBROADCASTSD, k.param("alpha"), k.vec(factor))
	noAlpha, noBeta := k.label("alpha"), k.label("beta")
	c.TESTQ(operand.U32(withAlpha), k.mode())
	c.JZ(operand.LabelRef(noAlpha))
	for i := range k.accs(r) {
		acc := k.vec(k.acc(r, i))
		k.op(x.VMULPS, x.VMULPD, k.vec(factor), acc, acc)
	}
	c.Label(noAlpha)
	c.TESTQ(operand.U32(withBeta), k.mode())
	c.JZ(operand.LabelRef(noBeta))
	k.op(x.VBROADCASTSS, x.VBROADCASTSD, k.param("beta"), k.vec(factor))
	k.eachVector(r, func(acc int, at operand.Mem, p portion) {
		if p >= share {
			k.op(x.VFMADD231PS, x.VFMADD231PD, at, k.vec(factor), restMasks[p-share], k.vec(acc))
			return
		}
		k.of(p).load(at, old, p == edge)
		k.op(x.VFMADD231PS, x.VFMADD231PD, k.vec(old), k.vec(factor), k.vec(acc))
	})
	c.Label(noBeta)
}

// write stores chains.
func (k *kernel) write(acc int, at operand.Mem, p portion) {
	if p < share {
		k.of(p).store(acc, at, p == edge)
		return
	}
	k.op(x.VMOVUPS, x.VMOVUPD, k.vec(acc), restMasks[p-share], at)
}
