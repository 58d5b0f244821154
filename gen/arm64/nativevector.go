package arm64

import "slices"

// Vector instructions that Go's assembler knows, in its operand order: sources
// Vm, Vn, then the destination Vd.

var (
	intArrangements  = []Arrangement{B8, B16, H4, H8, S2, S4, D2}
	narrowInt        = []Arrangement{B8, B16, H4, H8, S2, S4}
	byteArrangements = []Arrangement{B8, B16}
	floatArranged    = []Arrangement{S2, S4, D2}
)

// VFMLA computes d = d + n*m with one rounding, float32 or float64.
func (c *Context) VFMLA(m, n, d Vector) { c.keeping("VFMLA", floatArranged, m, n, d) }

// VFMLS computes d = d - n*m with one rounding.
func (c *Context) VFMLS(m, n, d Vector) { c.keeping("VFMLS", floatArranged, m, n, d) }

// VADD computes d = n + m on integers.
func (c *Context) VADD(m, n, d Vector) { c.native("VADD", intArrangements, m, n, d) }

// VSUB computes d = n - m on integers.
func (c *Context) VSUB(m, n, d Vector) { c.native("VSUB", intArrangements, m, n, d) }

// VADDP adds neighbouring integers: the sums of n fill the lower half of d,
// those of m the upper.
func (c *Context) VADDP(m, n, d Vector) { c.native("VADDP", intArrangements, m, n, d) }

// VUMAX computes the unsigned maximum.
func (c *Context) VUMAX(m, n, d Vector) { c.native("VUMAX", narrowInt, m, n, d) }

// VUMIN computes the unsigned minimum.
func (c *Context) VUMIN(m, n, d Vector) { c.native("VUMIN", narrowInt, m, n, d) }

// VCMEQ sets a lane of d to all ones where n == m, to zero elsewhere.
func (c *Context) VCMEQ(m, n, d Vector) { c.native("VCMEQ", intArrangements, m, n, d) }

// VCMTST sets a lane of d to all ones where n & m != 0, to zero elsewhere.
func (c *Context) VCMTST(m, n, d Vector) { c.native("VCMTST", intArrangements, m, n, d) }

// VAND computes d = n & m.
func (c *Context) VAND(m, n, d Vector) { c.native("VAND", byteArrangements, m, n, d) }

// VORR computes d = n | m.
func (c *Context) VORR(m, n, d Vector) { c.native("VORR", byteArrangements, m, n, d) }

// VEOR computes d = n ^ m.
func (c *Context) VEOR(m, n, d Vector) { c.native("VEOR", byteArrangements, m, n, d) }

// VBSL selects by d itself: d = n where d has ones, m where it has zeros.
func (c *Context) VBSL(m, n, d Vector) { c.keeping("VBSL", byteArrangements, m, n, d) }

// VBIT inserts bits of n into d where m has ones.
func (c *Context) VBIT(m, n, d Vector) { c.keeping("VBIT", byteArrangements, m, n, d) }

// VBIF inserts bits of n into d where m has zeros.
func (c *Context) VBIF(m, n, d Vector) { c.keeping("VBIF", byteArrangements, m, n, d) }

// VZIP1 interleaves the lower halves: n0, m0, n1, m1, ...
func (c *Context) VZIP1(m, n, d Vector) { c.native("VZIP1", intArrangements, m, n, d) }

// VZIP2 interleaves the upper halves of n and m.
func (c *Context) VZIP2(m, n, d Vector) { c.native("VZIP2", intArrangements, m, n, d) }

// VUZP1 takes the even lanes of n, then those of m.
func (c *Context) VUZP1(m, n, d Vector) { c.native("VUZP1", intArrangements, m, n, d) }

// VUZP2 takes the odd lanes of n, then those of m.
func (c *Context) VUZP2(m, n, d Vector) { c.native("VUZP2", intArrangements, m, n, d) }

// VTRN1 takes the even lanes of n and m in turn: n0, m0, n2, m2, ...
func (c *Context) VTRN1(m, n, d Vector) { c.native("VTRN1", intArrangements, m, n, d) }

// VTRN2 takes the odd lanes of n and m in turn: n1, m1, n3, m3, ...
func (c *Context) VTRN2(m, n, d Vector) { c.native("VTRN2", intArrangements, m, n, d) }

// VCNT counts the ones of every byte.
func (c *Context) VCNT(n, d Vector) { c.native("VCNT", byteArrangements, n, d) }

// VREV64 reverses the lanes within every 64 bits.
func (c *Context) VREV64(n, d Vector) { c.native("VREV64", narrowInt, n, d) }

// VREV32 reverses the lanes within every 32 bits.
func (c *Context) VREV32(n, d Vector) { c.native("VREV32", []Arrangement{B8, B16, H4, H8}, n, d) }

// VEXT takes the bytes from i of the register pair m:n, n the lower.
func (c *Context) VEXT(i int, m, n, d Vector) {
	if d.form == arranged && (i < 0 || i >= d.arr.Lanes()) {
		c.errorf("VEXT: byte %d, want 0..%d", i, d.arr.Lanes()-1)
		return
	}
	if c.sameView("VEXT", byteArrangements, m, n, d) {
		c.nativeImm("VEXT", Imm(int64(i)), []Vector{m, n}, d)
	}
}

// VSHL shifts every lane left by i bits, 0 to the lane's width less one.
func (c *Context) VSHL(i int, n, d Vector) { c.nativeShift("VSHL", 0, -1, i, n, d) }

// VUSHR shifts every lane right by i bits with zeros, 1 to the lane's width.
func (c *Context) VUSHR(i int, n, d Vector) { c.nativeShift("VUSHR", 1, 0, i, n, d) }

// VUSHLL widens the lower lanes of n, unsigned, and shifts them left by i bits.
func (c *Context) VUSHLL(i int, n, d Vector) { c.nativeLong("VUSHLL", 0, i, n, d) }

// VUSHLL2 widens the upper lanes of n, unsigned, and shifts them left by i bits.
func (c *Context) VUSHLL2(i int, n, d Vector) { c.nativeLong("VUSHLL2", 1, i, n, d) }

// nativeShift checks the amount against low and the lane's width + high.
func (c *Context) nativeShift(opcode string, low, high, i int, n, d Vector) {
	if !c.sameView(opcode, intArrangements, n, d) {
		return
	}
	if most := 8*d.arr.ElemBytes() + high; i < low || i > most {
		c.errorf("%s by %d: want %d..%d for %s", opcode, i, low, most, d.arr)
		return
	}
	c.nativeImm(opcode, Imm(int64(i)), []Vector{n}, d)
}

func (c *Context) nativeLong(opcode string, q uint32, i int, n, d Vector) {
	if err := checkLong(q, n, d); err != nil {
		c.errorf("%s: %v", opcode, err)
		return
	}
	if i < 0 || i >= 8*n.arr.ElemBytes() {
		c.errorf("%s by %d: want 0..%d", opcode, i, 8*n.arr.ElemBytes()-1)
		return
	}
	c.nativeImm(opcode, Imm(int64(i)), []Vector{n}, d)
}

// native emits an instruction whose registers all have one view, the last
// being the destination.
func (c *Context) native(opcode string, allowed []Arrangement, vs ...Vector) {
	if !c.sameView(opcode, allowed, vs...) {
		return
	}
	last := len(vs) - 1
	c.emit(instruction{opcode: opcode, operands: vectorsOf(vs),
		reads: vectorsOf(vs[:last]), writes: vectorsOf(vs[last:])})
}

// keeping is native for instructions that also read their destination.
func (c *Context) keeping(opcode string, allowed []Arrangement, vs ...Vector) {
	if !c.sameView(opcode, allowed, vs...) {
		return
	}
	c.emit(instruction{opcode: opcode, operands: vectorsOf(vs),
		reads: vectorsOf(vs), writes: vectorsOf(vs[len(vs)-1:])})
}

func (c *Context) nativeImm(opcode string, imm Operand, sources []Vector, d Vector) {
	operands := append([]Operand{imm}, vectorsOf(sources)...)
	c.emit(instruction{opcode: opcode, operands: append(operands, d),
		reads: vectorsOf(sources), writes: []Operand{d}})
}

// sameView reports, as an error if not so, whether all vs have one of the
// allowed arrangements, and the same.
func (c *Context) sameView(name string, allowed []Arrangement, vs ...Vector) bool {
	for _, v := range vs {
		if v.form != arranged || v.arr != vs[0].arr || !slices.Contains(allowed, v.arr) {
			c.errorf("%s %s: want one arrangement of %v", name, operandTexts(vs), allowed)
			return false
		}
	}
	return true
}
