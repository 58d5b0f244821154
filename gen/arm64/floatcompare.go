package arm64

// Comparisons of float32 or float64 vectors (views S2, S4, D2), WORD encoded, in
// ARM's operand order: the destination is first. A lane becomes all ones where
// the comparison holds and zero where not; it never holds with a NaN.

var (
	fcmeq  = floatThreeSame("fcmeq", 0, 0, 0b11100)
	fcmge  = floatThreeSame("fcmge", 1, 0, 0b11100)
	fcmgt  = floatThreeSame("fcmgt", 1, 1, 0b11100)
	facge  = floatThreeSame("facge", 1, 0, 0b11101)
	facgt  = floatThreeSame("facgt", 1, 1, 0b11101)
	fcmeq0 = floatTwoMisc("fcmeq", 0, 1, 0b01101)
	fcmge0 = floatTwoMisc("fcmge", 1, 1, 0b01100)
	fcmgt0 = floatTwoMisc("fcmgt", 0, 1, 0b01100)
	fcmle0 = floatTwoMisc("fcmle", 1, 1, 0b01101)
	fcmlt0 = floatTwoMisc("fcmlt", 0, 1, 0b01110)
)

// WFCMEQ compares n == m.
func (c *Context) WFCMEQ(d, n, m Vector) { c.same(fcmeq, d, n, m) }

// WFCMGE compares n >= m.
func (c *Context) WFCMGE(d, n, m Vector) { c.same(fcmge, d, n, m) }

// WFCMGT compares n > m.
func (c *Context) WFCMGT(d, n, m Vector) { c.same(fcmgt, d, n, m) }

// WFACGE compares |n| >= |m|.
func (c *Context) WFACGE(d, n, m Vector) { c.same(facge, d, n, m) }

// WFACGT compares |n| > |m|.
func (c *Context) WFACGT(d, n, m Vector) { c.same(facgt, d, n, m) }

// WFCMEQ0 compares n == 0.
func (c *Context) WFCMEQ0(d, n Vector) { c.zero(fcmeq0, d, n) }

// WFCMGE0 compares n >= 0.
func (c *Context) WFCMGE0(d, n Vector) { c.zero(fcmge0, d, n) }

// WFCMGT0 compares n > 0.
func (c *Context) WFCMGT0(d, n Vector) { c.zero(fcmgt0, d, n) }

// WFCMLE0 compares n <= 0.
func (c *Context) WFCMLE0(d, n Vector) { c.zero(fcmle0, d, n) }

// WFCMLT0 compares n < 0.
func (c *Context) WFCMLT0(d, n Vector) { c.zero(fcmlt0, d, n) }
