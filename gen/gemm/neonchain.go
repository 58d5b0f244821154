package gemm

import (
	"math/bits"
	"slices"

	"github.com/lockstep-go/lockstep/gen/arm64"
	"github.com/lockstep-go/lockstep/gen/vm"
)

// step is one k of a tile, with the loads for what comes next woven in, one after
// each FMLA: a register is loaded anew soon after its last product is on the way,
// and some FMLAs before its next use. In-order cores need that; others do not mind.
type step struct {
	*neonKernel
	r      int
	a      func(i int) arm64.Vector // element of A in row i
	used   func(i int) func()       // the load that follows A's last use in row i; nil for none
	before func()                   // moves A's pointers, ahead of those loads; nil for nothing
	b      []arm64.Vector           // B's vectors: column v is in b[v%len(b)]
	bp, b2 arm64.General            // row of B; its last vector, or third column
	onward bool                     // the next row of B follows

	pending []woven
}

// woven is an instruction that waits for its turn; column is the one whose vector
// of B it loads, if any.
type woven struct {
	emit   func()
	column int
}

const noColumn = -1

// emit goes down one column of the tile at a time.
func (s *step) emit() {
	last := s.vecs - 1
	for v := range s.vecs {
		s.settle(v)
		if v+len(s.b) == s.vecs && s.onward {
			s.advance(func(in func()) { s.weave(in, noColumn) })
		}
		if v == last && s.before != nil {
			s.weave(s.before, noColumn)
		}
		for i := range s.r {
			s.WFMLAElem(s.all(s.acc(i, v)), s.all(s.b[v%len(s.b)]), s.a(i))
			s.turn()
			if v == last && s.used != nil {
				if load := s.used(i); load != nil {
					s.weave(load, noColumn)
				}
			}
		}
		if next := v + len(s.b); next < s.vecs || s.onward {
			s.weave(func() { s.loadB(next % s.vecs) }, next)
		}
	}
	for len(s.pending) > 0 {
		s.turn()
	}
}

func (s *step) weave(in func(), column int) { s.pending = append(s.pending, woven{in, column}) }

// turn emits the instruction that waits longest.
func (s *step) turn() {
	if len(s.pending) > 0 {
		s.pending[0].emit()
		s.pending = s.pending[1:]
	}
}

// settle makes sure that a column's vector of B is loaded.
func (s *step) settle(column int) {
	for slices.ContainsFunc(s.pending, func(w woven) bool { return w.column == column }) {
		s.turn()
	}
}

// begin loads the first of B's vectors.
func (s *step) begin() {
	for v := range s.b {
		s.loadB(v)
	}
}

// advance moves on to the next row of B; emit is given the instructions.
func (s *step) advance(emit func(in func())) {
	emit(func() { s.ADD(s.rsb, s.bp, s.bp) })
	if s.b2.Register != nil {
		emit(func() { s.ADD(s.rsb, s.b2, s.b2) })
	}
}

func now(in func()) { in() }

func (s *step) loadB(v int) {
	reg := s.b[v%len(s.b)]
	switch {
	case s.part > 0:
		s.loadPart(reg, s.bp, s.b2)
	case v == s.vecs-1 && s.vecs > 1:
		s.FMOVQ(s.b2.At(0), reg)
	default:
		s.FMOVQ(s.bp.At(v*neonBytes), reg)
	}
}

// newStep begins at B's first row, for r rows and na vectors of A.
func (k *neonKernel) newStep(r, na int) *step {
	s := &step{neonKernel: k, r: r, bp: k.GP()}
	k.MOVD(k.b, s.bp)
	switch {
	case k.vecs > 1:
		s.b2 = k.GP()
		k.ADD(k.last, k.b, s.b2)
	case k.part == 3:
		s.b2 = k.GP()
		k.ADD(arm64.Imm(8), k.b, s.b2)
	}
	first := r*k.vecs + na
	n := min(k.vecs, 32-first)
	for k.vecs%n != 0 {
		n--
	}
	for i := range n {
		s.b = append(s.b, arm64.V(first+i))
	}
	return s
}

// column reads A down its columns: a vector holds elements of several rows at the
// same k.
type column struct{ *neonKernel }

func (c *column) most() int { return c.rows }

// piece is a vector of A: count rows from first on, loaded from that element.
type piece struct{ first, count int }

// pieces cuts r rows into vectors, the rest into as few loads as there are bits.
func (c *column) pieces(r int) []piece {
	var ps []piece
	for size, first := c.lanes(), 0; first < r; {
		if size > r-first {
			size /= 2
			continue
		}
		ps = append(ps, piece{first, size})
		first += size
	}
	return ps
}

func (c *column) chain(r int) {
	end, loop, final := c.NewLabel("end"), c.NewLabel("loop"), c.NewLabel("final")
	c.CBZ(c.k, end)
	pieces, p, left := c.pieces(r), c.GP(), c.GP()
	s := c.newStep(r, len(pieces))
	load := func(n int) {
		v, at := arm64.V(r*c.vecs+n), p.At(pieces[n].first*c.elem.Size())
		switch pieces[n].count * c.elem.Size() {
		case 16:
			c.FMOVQ(at, v)
		case 8:
			c.FMOVD(at, v)
		default:
			c.FMOVS(at, v)
		}
	}
	s.a = func(i int) arm64.Vector {
		for n, piece := range pieces {
			if i < piece.first+piece.count {
				return c.lane(arm64.V(r*c.vecs+n), i-piece.first)
			}
		}
		panic("gemm: row beyond the tile")
	}
	c.MOVD(c.a, p)
	for n := range pieces {
		load(n)
	}
	s.begin()
	c.SUBS(arm64.Imm(1), c.k, left)
	c.BEQ(final)
	c.Label(loop)
	s.onward = true
	s.before = func() { c.ADD(c.csa, p, p) }
	s.used = func(i int) func() {
		for n, piece := range pieces {
			if i == piece.first+piece.count-1 {
				return func() { load(n) }
			}
		}
		return nil
	}
	s.emit()
	c.SUBS(arm64.Imm(1), left, left)
	c.BNE(loop)
	c.Label(final)
	s.onward, s.used, s.before = false, nil, nil
	s.emit()
	c.Label(end)
}

func (c *column) down(r int) { c.ADD(arm64.Imm(int64(r*c.elem.Size())), c.a, c.a) }

// row reads A along its rows: a vector for each holds the elements of several k.
type row struct{ *neonKernel }

// most: one vector for each row leaves room for a row less.
func (w *row) most() int { return min(w.rows, 7) }

func (w *row) chain(r int) {
	rest, loop, final := w.NewLabel("rest"), w.NewLabel("loop"), w.NewLabel("final")
	ps, left := make([]arm64.General, r), w.GP()
	for i := range ps {
		ps[i] = w.GP()
		if i == 0 {
			w.MOVD(w.a, ps[0])
		} else {
			w.ADD(w.rsa, ps[i-1], ps[i])
		}
	}
	va := func(i int) arm64.Vector { return arm64.V(r*w.vecs + i) }
	load := func(i int) { w.FMOVQ(ps[i].Post(neonBytes), va(i)) }
	s := w.newStep(r, r)
	w.LSR(arm64.Imm(int64(bits.TrailingZeros(uint(w.lanes())))), w.k, left)
	w.CBZ(left, rest)
	for i := range ps {
		load(i)
	}
	s.begin()
	w.SUBS(arm64.Imm(1), left, left)
	w.BEQ(final)
	w.Label(loop)
	w.group(s, va, load)
	w.SUBS(arm64.Imm(1), left, left)
	w.BNE(loop)
	w.Label(final)
	w.group(s, va, nil)
	s.advance(now)
	w.Label(rest)
	w.single(s, ps, va, left)
}

// group emits as many k as a vector of A holds, and the loads of the next group
// unless load is nil.
func (w *row) group(s *step, va func(i int) arm64.Vector, load func(i int)) {
	for l := range w.lanes() {
		lastOfGroup := l == w.lanes()-1
		s.a = func(i int) arm64.Vector { return w.lane(va(i), l) }
		s.onward, s.used = !lastOfGroup || load != nil, nil
		if lastOfGroup && load != nil {
			s.used = func(i int) func() { return func() { load(i) } }
		}
		s.emit()
	}
}

// single emits the k that do not fill a group, one by one.
func (w *row) single(s *step, ps []arm64.General, va func(i int) arm64.Vector, left arm64.General) {
	end, loop := w.NewLabel("end"), w.NewLabel("loop")
	w.AND(arm64.Imm(int64(w.lanes()-1)), w.k, left)
	w.CBZ(left, end)
	w.Label(loop)
	for i, p := range ps {
		if w.elem == vm.F32 {
			w.FMOVS(p.Post(4), va(i))
		} else {
			w.FMOVD(p.Post(8), va(i))
		}
	}
	s.begin()
	s.a = func(i int) arm64.Vector { return w.lane(va(i), 0) }
	s.onward, s.used = false, nil
	s.emit()
	s.advance(now)
	w.SUBS(arm64.Imm(1), left, left)
	w.BNE(loop)
	w.Label(end)
}

func (w *row) down(r int) {
	n := w.GP()
	w.MOVD(arm64.Imm(int64(r)), n)
	w.MADD(w.rsa, w.a, n, w.a)
}
