package gemm

import (
	"fmt"

	"github.com/lockstep-go/lockstep/gen/arm64"
	"github.com/lockstep-go/lockstep/gen/vm"
)

// NEONPack emits the routines that bring an operand into the order in which the
// micro-kernels read it.
func NEONPack(ctx *arm64.Context) {
	for _, elem := range []vm.Elem{vm.F32, vm.F64} {
		p := &neonPacker{neonKernel: &neonKernel{Context: ctx, elem: elem}}
		p.copyRows()
		p.transpose()
	}
}

// neonPacker emits functions over a matrix and where it goes.
type neonPacker struct {
	*neonKernel
	dst, src, rows, cols, ldd, lds arm64.General
}

func (p *neonPacker) begin(name string) {
	p.Function(name+p.elem.Suffix(), fmt.Sprintf(packSignature, p.elem.Go()))
	for _, arg := range []struct {
		name string
		r    *arm64.General
	}{{"dst", &p.dst}, {"src", &p.src}, {"rows", &p.rows}, {"cols", &p.cols}, {"ldd", &p.ldd}, {"lds", &p.lds}} {
		*arg.r = p.Load(p.Param(arg.name), p.GP())
	}
	for _, r := range []arm64.General{p.ldd, p.lds} {
		p.LSL(arm64.Imm(int64(shift(p.elem))), r, r)
	}
}

// element loads or stores the lowest lane and advances.
func (p *neonPacker) element(r arm64.General) arm64.Operand { return r.Post(p.elem.Size()) }

func (p *neonPacker) moveElement(src, dst arm64.Operand) {
	if p.elem == vm.F32 {
		p.FMOVS(src, dst)
	} else {
		p.FMOVD(src, dst)
	}
}

// copyRows emits the copy of a matrix from one row distance to another: each row
// in steps of four vectors, then of one, then by the bits of what is left.
func (p *neonPacker) copyRows() {
	p.begin("Copy")
	d, s, left := p.GP(), p.GP(), p.GP()
	p.Label("row")
	p.MOVD(p.dst, d)
	p.MOVD(p.src, s)
	p.MOVD(p.cols, left)
	for _, vecs := range []int{4, 1} {
		p.counted(left, vecs*p.lanes(), func() {
			vs := p.Vs(vecs)
			for _, v := range vs {
				p.FMOVQ(s.Post(neonBytes), v)
			}
			for _, v := range vs {
				p.FMOVQ(v, d.Post(neonBytes))
			}
		})
	}
	v := p.V()
	if p.elem == vm.F32 {
		odd := p.NewLabel("odd")
		p.TBZ(1, left, odd)
		p.FMOVD(s.Post(8), v)
		p.FMOVD(v, d.Post(8))
		p.Label(odd)
	}
	next := p.NewLabel("next")
	p.TBZ(0, left, next)
	p.moveElement(p.element(s), v)
	p.moveElement(v, p.element(d))
	p.Label(next)
	p.ADD(p.ldd, p.dst, p.dst)
	p.ADD(p.lds, p.src, p.src)
	p.SUBS(arm64.Imm(1), p.rows, p.rows)
	p.BNE("row")
	p.RET()
}

// counted emits a loop that runs while left, which it counts down, is at least step.
func (p *neonPacker) counted(left arm64.General, step int, body func()) {
	loop, end := p.NewLabel("loop"), p.NewLabel("end")
	p.CMP(arm64.Imm(int64(step)), left)
	p.BLT(end)
	p.Label(loop)
	body()
	p.SUB(arm64.Imm(int64(step)), left, left)
	p.CMP(arm64.Imm(int64(step)), left)
	p.BGE(loop)
	p.Label(end)
}

// transpose emits the transposition, in blocks of one vector by one. Where fewer
// rows are left than a block has, the last one stands for the others, and is not
// stored.
func (p *neonPacker) transpose() {
	p.begin("Transpose")
	rows := make([]arm64.General, p.lanes())
	for i := range rows {
		rows[i] = p.GP()
	}
	p.Label("rows")
	p.CMP(arm64.Imm(int64(p.lanes())), p.rows)
	p.BLT("few")
	p.MOVD(p.src, rows[0])
	for i, r := range rows[1:] {
		p.ADD(p.lds, rows[i], r)
	}
	p.ADD(p.lds, rows[len(rows)-1], p.src)
	p.columns(rows, func(v arm64.Vector, out arm64.General) { p.FMOVQ(v, out.At(0)) })
	p.ADD(arm64.Imm(neonBytes), p.dst, p.dst)
	p.SUB(arm64.Imm(int64(len(rows))), p.rows, p.rows)
	p.B("rows")

	p.Label("few")
	p.CBZ(p.rows, "done")
	p.MOVD(p.src, rows[0])
	for i, r := range rows[1:] {
		p.ADD(p.lds, rows[i], r)
		p.CMP(arm64.Imm(int64(i+1)), p.rows)
		p.CSEL(arm64.GT, r, rows[i], r)
	}
	p.columns(rows, p.storeFew)
	p.Label("done")
	p.RET()
}

// columns emits the transposition of a vector of rows; store is given each row of
// the result, and where it goes.
func (p *neonPacker) columns(rows []arm64.General, store func(v arm64.Vector, out arm64.General)) {
	out, left := p.GP(), p.GP()
	p.MOVD(p.dst, out)
	p.MOVD(p.cols, left)
	p.counted(left, p.lanes(), func() {
		for _, v := range p.block(rows) {
			store(v, out)
			p.ADD(p.ldd, out, out)
		}
	})
	p.counted(left, 1, func() {
		store(p.gather(rows), out)
		p.ADD(p.ldd, out, out)
	})
}

// storeFew stores as many elements as there are rows left: 1 to lanes-1.
func (p *neonPacker) storeFew(v arm64.Vector, out arm64.General) {
	if p.elem == vm.F64 {
		p.FMOVD(v, out.At(0))
		return
	}
	one, done := p.NewLabel("one"), p.NewLabel("stored")
	p.TBZ(1, p.rows, one)
	p.FMOVD(v, out.At(0))
	p.TBZ(0, p.rows, done)
	third := p.GP()
	p.ADD(arm64.Imm(8), out, third)
	p.VST1(arm64.List{v.S(2)}, third.At(0))
	p.B(done)
	p.Label(one)
	p.FMOVS(v, out.At(0))
	p.Label(done)
}

// block loads a vector of each row and returns the columns.
func (p *neonPacker) block(rows []arm64.General) []arm64.Vector {
	r := p.Vs(len(rows))
	for i, at := range rows {
		p.FMOVQ(at.Post(neonBytes), r[i])
	}
	d, steps := p.turning(r)
	for _, step := range steps {
		step()
	}
	return d
}

// turning returns the registers that will hold the columns of a block whose rows are in r, and the instructions for it.
func (k *neonKernel) turning(r []arm64.Vector) (d []arm64.Vector, steps []func()) {
	d = k.Vs(len(r))
	pairs := func(low, high, first, second arm64.Vector) {
		steps = append(steps,
			func() { k.VZIP1(high.D2(), low.D2(), first.D2()) },
			func() { k.VZIP2(high.D2(), low.D2(), second.D2()) })
	}
	if k.elem == vm.F64 {
		pairs(r[0], r[1], d[0], d[1])
		return d, steps
	}
	t := k.Vs(4)
	for i := 0; i < 4; i += 2 {
		steps = append(steps,
			func() { k.VTRN1(r[i+1].S4(), r[i].S4(), t[i].S4()) },
			func() { k.VTRN2(r[i+1].S4(), r[i].S4(), t[i+1].S4()) })
	}
	for i := range 2 {
		pairs(t[i], t[2+i], d[i], d[2+i])
	}
	return d, steps
}

// gather loads one element of each row.
func (p *neonPacker) gather(rows []arm64.General) arm64.Vector {
	v := p.V()
	p.moveElement(p.element(rows[0]), v)
	for i, r := range rows[1:] {
		p.VLD1(r.Post(p.elem.Size()), p.lane(v, i+1))
	}
	return v
}
