package arm64

// Functions of one vector of float32 or float64 (views S2, S4, D2), WORD encoded,
// in ARM's operand order: the destination is first.

var (
	fabs    = floatTwoMisc("fabs", 0, 1, 0b01111)
	fneg    = floatTwoMisc("fneg", 1, 1, 0b01111)
	fsqrt   = floatTwoMisc("fsqrt", 1, 1, 0b11111)
	frecpe  = floatTwoMisc("frecpe", 0, 1, 0b11101)
	frsqrte = floatTwoMisc("frsqrte", 1, 1, 0b11101)
	frintn  = floatTwoMisc("frintn", 0, 0, 0b11000)
	frintm  = floatTwoMisc("frintm", 0, 0, 0b11001)
	frintp  = floatTwoMisc("frintp", 0, 1, 0b11000)
	frintz  = floatTwoMisc("frintz", 0, 1, 0b11001)
	frinta  = floatTwoMisc("frinta", 1, 0, 0b11000)
	fcvtns  = floatTwoMisc("fcvtns", 0, 0, 0b11010)
	fcvtms  = floatTwoMisc("fcvtms", 0, 0, 0b11011)
	fcvtps  = floatTwoMisc("fcvtps", 0, 1, 0b11010)
	fcvtzs  = floatTwoMisc("fcvtzs", 0, 1, 0b11011)
	fcvtzu  = floatTwoMisc("fcvtzu", 1, 1, 0b11011)
	scvtf   = floatTwoMisc("scvtf", 0, 0, 0b11101)
	ucvtf   = floatTwoMisc("ucvtf", 1, 0, 0b11101)
)

// WFABS clears the signs.
func (c *Context) WFABS(d, n Vector) { c.same(fabs, d, n) }

// WFNEG flips the signs.
func (c *Context) WFNEG(d, n Vector) { c.same(fneg, d, n) }

// WFSQRT computes square roots.
func (c *Context) WFSQRT(d, n Vector) { c.same(fsqrt, d, n) }

// WFRECPE estimates reciprocals to about 8 bits.
func (c *Context) WFRECPE(d, n Vector) { c.same(frecpe, d, n) }

// WFRSQRTE estimates reciprocal square roots to about 8 bits.
func (c *Context) WFRSQRTE(d, n Vector) { c.same(frsqrte, d, n) }

// WFRINTN rounds to integers, ties to even.
func (c *Context) WFRINTN(d, n Vector) { c.same(frintn, d, n) }

// WFRINTM rounds to integers, towards minus infinity.
func (c *Context) WFRINTM(d, n Vector) { c.same(frintm, d, n) }

// WFRINTP rounds to integers, towards plus infinity.
func (c *Context) WFRINTP(d, n Vector) { c.same(frintp, d, n) }

// WFRINTZ rounds to integers, towards zero.
func (c *Context) WFRINTZ(d, n Vector) { c.same(frintz, d, n) }

// WFRINTA rounds to integers, ties away from zero.
func (c *Context) WFRINTA(d, n Vector) { c.same(frinta, d, n) }

// WFCVTNS converts to signed integers of the same width, ties to even;
// it saturates, and NaN becomes 0.
func (c *Context) WFCVTNS(d, n Vector) { c.same(fcvtns, d, n) }

// WFCVTMS converts to signed integers, towards minus infinity.
func (c *Context) WFCVTMS(d, n Vector) { c.same(fcvtms, d, n) }

// WFCVTPS converts to signed integers, towards plus infinity.
func (c *Context) WFCVTPS(d, n Vector) { c.same(fcvtps, d, n) }

// WFCVTZS converts to signed integers, towards zero.
func (c *Context) WFCVTZS(d, n Vector) { c.same(fcvtzs, d, n) }

// WFCVTZU converts to unsigned integers, towards zero.
func (c *Context) WFCVTZU(d, n Vector) { c.same(fcvtzu, d, n) }

// WSCVTF converts from signed integers of the same width.
func (c *Context) WSCVTF(d, n Vector) { c.same(scvtf, d, n) }

// WUCVTF converts from unsigned integers of the same width.
func (c *Context) WUCVTF(d, n Vector) { c.same(ucvtf, d, n) }
