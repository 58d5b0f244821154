package gemm

import (
	"fmt"
	"math/bits"

	"github.com/lockstep-go/lockstep/gen/arm64"
	"github.com/lockstep-go/lockstep/gen/vm"
)

// NEONDots emits the micro-kernels for few rows and a B whose columns are contiguous; dots explains them. Blocks of
// a vector of columns by a vector of k are transposed on their way into the FMLAs, which take the elements of A from
// vectors along its rows.
func NEONDots(ctx *arm64.Context) {
	for _, elem := range []vm.Elem{vm.F32, vm.F64} {
		d := &neonDots{neonKernel: &neonKernel{Context: ctx, elem: elem}}
		d.function()
	}
}

// neonDots emits one function. Blocks of columns go side by side, so that there are chains enough. Each
// has one pointer, which walks from column to column and back to the first one's next k.
type neonDots struct {
	*neonKernel
	n              arm64.General   // columns left
	vector, single arm64.General   // from a block's last column to the first one's next vector, or next element
	acc            []arm64.Vector  // chains of the group, row by row
	pa, pb         []arm64.General // the rows of A and the blocks of B at the current k
}

// neonDotRows is the most rows, neonDotBlocks the most blocks side by side.
const neonDotRows, neonDotBlocks = 8, 8

func (d *neonDots) function() {
	d.Function("Dots"+d.elem.Suffix(), fmt.Sprintf(kernelSignature, d.elem.Go()))
	d.c, d.a, d.b, d.n, d.k, d.mode = d.arg("c"), d.arg("a"), d.arg("b"), d.arg("n"), d.arg("k"), d.arg("mode")
	d.ldc, d.rsa, d.rsb = d.bytes("ldc"), d.bytes("rsa"), d.bytes("rsb")
	d.vector, d.single = d.GP(), d.GP()
	d.MOVD(arm64.Imm(int64(1-d.lanes())), d.single)
	d.MUL(d.rsb, d.single, d.single)
	d.ADD(arm64.Imm(neonBytes), d.single, d.vector)
	d.ADD(arm64.Imm(int64(d.elem.Size())), d.single, d.single)
	m, rows := d.arg("m"), func(r int) string { return fmt.Sprintf("rows_%d", r) }
	for r := 2; r <= neonDotRows; r++ {
		d.CMP(arm64.Imm(int64(r)), m)
		d.BEQ(rows(r))
	}
	for r := 1; r <= neonDotRows; r++ {
		d.Label(rows(r))
		d.groups(r)
	}
	d.Label("done")
	d.RET()
}

// most returns how many blocks go side by side for r rows: their chains, A's vectors, a block that is multiplied and
// one that is transposed, with a register to spare, are in registers. Two always fit, because the first block's registers
// get free one by one while the second is loaded.
func (d *neonDots) most(r int) int {
	return min(neonDotBlocks, max(2, (32-r-2*d.lanes()-1)/r))
}

// groups emits the groups of each size for r rows, and the choice of the next one by the columns that are left.
func (d *neonDots) groups(r int) {
	next, group := fmt.Sprintf("next_%d", r), func(blocks int) string { return fmt.Sprintf("group_%d_%d", r, blocks) }
	d.Label(next)
	d.CBZ(d.n, "done")
	for blocks := d.most(r); blocks > 1; blocks-- {
		d.CMP(arm64.Imm(int64(blocks*d.lanes())), d.n)
		d.BGE(group(blocks))
	}
	for blocks := 1; blocks <= d.most(r); blocks++ {
		d.Label(group(blocks))
		d.group(r, blocks)
		d.B(next)
	}
}

// group emits what computes so many blocks of columns and goes on to the next ones.
func (d *neonDots) group(r, blocks int) {
	d.acc = d.Vs(r * blocks)
	fresh, ready := d.NewLabel("fresh"), d.NewLabel("ready")
	d.TBZ(fromCBit, d.mode, fresh)
	d.ofC(r, blocks, func(v arm64.Vector, at arm64.Mem) { d.FMOVQ(at, v) })
	d.B(ready)
	d.Label(fresh)
	for _, v := range d.acc {
		d.VMOVI(0, v.B16())
	}
	d.Label(ready)
	d.chain(r, blocks)
	d.ofC(r, blocks, func(v arm64.Vector, at arm64.Mem) { d.FMOVQ(v, at) })
	d.ADD(arm64.Imm(int64(blocks*neonBytes)), d.c, d.c)
	width := d.GP()
	d.MOVD(arm64.Imm(int64(blocks*d.lanes())), width)
	d.MADD(d.rsb, d.b, width, d.b)
	d.SUB(width, d.n, d.n)
}

// ofC calls use for each vector of C, row by row.
func (d *neonDots) ofC(r, blocks int, use func(v arm64.Vector, at arm64.Mem)) {
	p := d.GP()
	d.MOVD(d.c, p)
	for i := range r {
		for q := range blocks {
			use(d.acc[i*blocks+q], p.At(q*neonBytes))
		}
		if i < r-1 {
			d.ADD(d.ldc, p, p)
		}
	}
}

// chain emits the loops over k: a vector of it at a time, then single ones.
func (d *neonDots) chain(r, blocks int) {
	log := uint(bits.TrailingZeros(uint(d.lanes())))
	d.pa, d.pb = d.pointers(r, d.a, d.rsa, 0), d.pointers(blocks, d.b, d.rsb, log)
	left := d.GP()
	d.LSR(arm64.Imm(int64(log)), d.k, left)
	d.times(left, func() { d.vectors(r, blocks) })
	d.AND(arm64.Imm(int64(d.lanes()-1)), d.k, left)
	d.times(left, func() { d.singles(r, blocks) })
}

// times emits a loop that runs so many times, maybe none, and counts them down.
func (d *neonDots) times(left arm64.General, body func()) {
	loop, end := d.NewLabel("loop"), d.NewLabel("end")
	d.CBZ(left, end)
	d.Label(loop)
	body()
	d.SUBS(arm64.Imm(1), left, left)
	d.BNE(loop)
	d.Label(end)
}

// pointers returns pointers that are distance<<shift apart, the first one at start.
func (d *neonDots) pointers(count int, start, distance arm64.General, shift uint) []arm64.General {
	ps := make([]arm64.General, count)
	for i := range ps {
		ps[i] = d.GP()
		if i == 0 {
			d.MOVD(start, ps[0])
		} else {
			d.ADD(distance.LSL(shift), ps[i-1], ps[i])
		}
	}
	return ps
}

// vectors emits a step of a vector of k. While a block is multiplied the next one is transposed: in-order cores would wait
// for its loads.
func (d *neonDots) vectors(r, blocks int) {
	a := d.Vs(r)
	for i, p := range d.pa {
		d.FMOVQ(p.Post(neonBytes), a[i])
	}
	columns, fetch := d.fetching(0)
	alternate(nil, fetch)
	for q := range blocks {
		multiply := d.multiplying(q, blocks, columns, a)
		fetch = nil
		if q+1 < blocks {
			columns, fetch = d.fetching(q + 1)
		}
		alternate(multiply, fetch)
	}
}

// fetching returns the registers that will hold a block's transposed columns, and what loads and transposes them.
func (d *neonDots) fetching(block int) (columns []arm64.Vector, steps []func()) {
	r := d.Vs(d.lanes())
	for i, v := range r {
		by := d.rsb
		if i == len(r)-1 {
			by = d.vector
		}
		steps = append(steps, func() { d.VLD1(d.pb[block].PostBy(by), d.all(v)) })
	}
	columns, turn := d.turning(r)
	return columns, append(steps, turn...)
}

// multiplying returns what adds the products of A's vectors and a block.
func (d *neonDots) multiplying(block, blocks int, columns, a []arm64.Vector) (steps []func()) {
	for p, b := range columns {
		for i, v := range a {
			steps = append(steps, func() { d.WFMLAElem(d.all(d.acc[i*blocks+block]), d.all(b), d.lane(v, p)) })
		}
	}
	return steps
}

// singles emits a step of one k.
func (d *neonDots) singles(r, blocks int) {
	a := d.Vs(r)
	for i, p := range d.pa {
		d.VLD1R(p.Post(d.elem.Size()), d.all(a[i]))
	}
	for q, p := range d.pb {
		b := d.V()
		d.VLD1R(p.PostBy(d.rsb), d.all(b))
		for i := 1; i < d.lanes(); i++ {
			by := d.rsb
			if i == d.lanes()-1 {
				by = d.single
			}
			d.VLD1(p.PostBy(by), d.lane(b, i))
		}
		for i, v := range a {
			d.VFMLA(d.all(v), d.all(b), d.all(d.acc[i*blocks+q]))
		}
	}
}

// alternate emits the instructions of both, one list spread evenly over the other.
func alternate(a, b []func()) {
	j := 0
	for i, emit := range a {
		emit()
		for ; j < (i+1)*len(b)/len(a); j++ {
			b[j]()
		}
	}
	for _, emit := range b[j:] {
		emit()
	}
}
