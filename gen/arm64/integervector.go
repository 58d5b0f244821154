package arm64

// Integer and bitwise vector instructions that Go's assembler lacks, WORD
// encoded, in ARM's operand order: the destination is first. Comparisons set a
// lane to all ones where they hold and to zero where not.

var (
	cmgt   = intThreeSame("cmgt", 0, 0b00110)
	cmge   = intThreeSame("cmge", 0, 0b00111)
	cmhi   = intThreeSame("cmhi", 1, 0b00110)
	cmhs   = intThreeSame("cmhs", 1, 0b00111)
	smax   = intThreeSame("smax", 0, 0b01100).narrow()
	smin   = intThreeSame("smin", 0, 0b01101).narrow()
	mulInt = intThreeSame("mul", 0, 0b10011).narrow()
	mla    = intThreeSame("mla", 0, 0b10010).narrow().accumulating()
	mls    = intThreeSame("mls", 1, 0b10010).narrow().accumulating()
	sshl   = intThreeSame("sshl", 0, 0b01000)
	ushl   = intThreeSame("ushl", 1, 0b01000)
	cmeq0  = intTwoMisc("cmeq", 0, 0b01001)
	cmgt0  = intTwoMisc("cmgt", 0, 0b01000)
	cmge0  = intTwoMisc("cmge", 1, 0b01000)
	cmle0  = intTwoMisc("cmle", 1, 0b01001)
	cmlt0  = intTwoMisc("cmlt", 0, 0b01010)
	absInt = intTwoMisc("abs", 0, 0b01011)
	negInt = intTwoMisc("neg", 1, 0b01011)
	not    = form{name: "mvn", base: 0x2e205800, size: byteSize}
	bic    = bitwise("bic", 0, 0b01)
	orn    = bitwise("orn", 0, 0b11)
	sshr   = shiftImmediate("sshr", 0, 0b00000)
)

// WCMGT compares n > m, signed.
func (c *Context) WCMGT(d, n, m Vector) { c.same(cmgt, d, n, m) }

// WCMGE compares n >= m, signed.
func (c *Context) WCMGE(d, n, m Vector) { c.same(cmge, d, n, m) }

// WCMHI compares n > m, unsigned.
func (c *Context) WCMHI(d, n, m Vector) { c.same(cmhi, d, n, m) }

// WCMHS compares n >= m, unsigned.
func (c *Context) WCMHS(d, n, m Vector) { c.same(cmhs, d, n, m) }

// WSMAX computes the signed maximum.
func (c *Context) WSMAX(d, n, m Vector) { c.same(smax, d, n, m) }

// WSMIN computes the signed minimum.
func (c *Context) WSMIN(d, n, m Vector) { c.same(smin, d, n, m) }

// WMUL computes d = n * m.
func (c *Context) WMUL(d, n, m Vector) { c.same(mulInt, d, n, m) }

// WMLA computes d = d + n*m.
func (c *Context) WMLA(d, n, m Vector) { c.same(mla, d, n, m) }

// WMLS computes d = d - n*m.
func (c *Context) WMLS(d, n, m Vector) { c.same(mls, d, n, m) }

// WSSHL shifts n left by the signed lanes of m, right where negative.
func (c *Context) WSSHL(d, n, m Vector) { c.same(sshl, d, n, m) }

// WUSHL is WSSHL of unsigned n.
func (c *Context) WUSHL(d, n, m Vector) { c.same(ushl, d, n, m) }

// WCMEQ0 compares n == 0.
func (c *Context) WCMEQ0(d, n Vector) { c.zero(cmeq0, d, n) }

// WCMGT0 compares n > 0.
func (c *Context) WCMGT0(d, n Vector) { c.zero(cmgt0, d, n) }

// WCMGE0 compares n >= 0.
func (c *Context) WCMGE0(d, n Vector) { c.zero(cmge0, d, n) }

// WCMLE0 compares n <= 0.
func (c *Context) WCMLE0(d, n Vector) { c.zero(cmle0, d, n) }

// WCMLT0 compares n < 0: all ones where the sign is set.
func (c *Context) WCMLT0(d, n Vector) { c.zero(cmlt0, d, n) }

// WABS computes d = |n|; the least value stays.
func (c *Context) WABS(d, n Vector) { c.same(absInt, d, n) }

// WNEG computes d = -n.
func (c *Context) WNEG(d, n Vector) { c.same(negInt, d, n) }

// WNOT computes d = ^n (views B8, B16); the disassembler calls it mvn.
func (c *Context) WNOT(d, n Vector) { c.same(not, d, n) }

// WBIC computes d = n &^ m (views B8, B16).
func (c *Context) WBIC(d, n, m Vector) { c.same(bic, d, n, m) }

// WORN computes d = n | ^m (views B8, B16).
func (c *Context) WORN(d, n, m Vector) { c.same(orn, d, n, m) }

// WSSHR shifts every lane right by i bits with its sign, 1 to the lane's width.
func (c *Context) WSSHR(d, n Vector, i int) { c.shiftRight(sshr, i, d, n) }
