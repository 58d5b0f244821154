package arm64

// Arithmetic of three vectors of float32 or float64 (views S2, S4, D2), WORD
// encoded, in ARM's operand order: the destination is first. The names begin
// with W to keep them apart from FADDS and others in Go's order.

var (
	fadd    = floatThreeSame("fadd", 0, 0, 0b11010)
	fsub    = floatThreeSame("fsub", 0, 1, 0b11010)
	fmul    = floatThreeSame("fmul", 1, 0, 0b11011)
	fdiv    = floatThreeSame("fdiv", 1, 0, 0b11111)
	fabd    = floatThreeSame("fabd", 1, 1, 0b11010)
	fmax    = floatThreeSame("fmax", 0, 0, 0b11110)
	fmin    = floatThreeSame("fmin", 0, 1, 0b11110)
	fmaxnm  = floatThreeSame("fmaxnm", 0, 0, 0b11000)
	fminnm  = floatThreeSame("fminnm", 0, 1, 0b11000)
	faddp   = floatThreeSame("faddp", 1, 0, 0b11010)
	fmaxp   = floatThreeSame("fmaxp", 1, 0, 0b11110)
	fminp   = floatThreeSame("fminp", 1, 1, 0b11110)
	fmaxnmp = floatThreeSame("fmaxnmp", 1, 0, 0b11000)
	fminnmp = floatThreeSame("fminnmp", 1, 1, 0b11000)
	frecps  = floatThreeSame("frecps", 0, 0, 0b11111)
	frsqrts = floatThreeSame("frsqrts", 0, 1, 0b11111)
)

// WFADD computes d = n + m.
func (c *Context) WFADD(d, n, m Vector) { c.same(fadd, d, n, m) }

// WFSUB computes d = n - m.
func (c *Context) WFSUB(d, n, m Vector) { c.same(fsub, d, n, m) }

// WFMUL computes d = n * m.
func (c *Context) WFMUL(d, n, m Vector) { c.same(fmul, d, n, m) }

// WFDIV computes d = n / m.
func (c *Context) WFDIV(d, n, m Vector) { c.same(fdiv, d, n, m) }

// WFABD computes d = |n - m|.
func (c *Context) WFABD(d, n, m Vector) { c.same(fabd, d, n, m) }

// WFMAX computes the maximum; NaN if either is NaN, +0 above -0.
func (c *Context) WFMAX(d, n, m Vector) { c.same(fmax, d, n, m) }

// WFMIN computes the minimum; NaN if either is NaN, -0 below +0.
func (c *Context) WFMIN(d, n, m Vector) { c.same(fmin, d, n, m) }

// WFMAXNM computes the maximum; a quiet NaN loses against a number.
func (c *Context) WFMAXNM(d, n, m Vector) { c.same(fmaxnm, d, n, m) }

// WFMINNM computes the minimum; a quiet NaN loses against a number.
func (c *Context) WFMINNM(d, n, m Vector) { c.same(fminnm, d, n, m) }

// WFADDP adds neighbours: the sums of n fill the lower half of d,
// those of m the upper.
func (c *Context) WFADDP(d, n, m Vector) { c.same(faddp, d, n, m) }

// WFMAXP is WFMAX of neighbours: n fills the lower half of d, m the upper.
func (c *Context) WFMAXP(d, n, m Vector) { c.same(fmaxp, d, n, m) }

// WFMINP is WFMIN of neighbours: n fills the lower half of d, m the upper.
func (c *Context) WFMINP(d, n, m Vector) { c.same(fminp, d, n, m) }

// WFMAXNMP is WFMAXNM of neighbours.
func (c *Context) WFMAXNMP(d, n, m Vector) { c.same(fmaxnmp, d, n, m) }

// WFMINNMP is WFMINNM of neighbours.
func (c *Context) WFMINNMP(d, n, m Vector) { c.same(fminnmp, d, n, m) }

// WFRECPS computes d = 2 - n*m with one rounding, a step of Newton's
// reciprocal.
func (c *Context) WFRECPS(d, n, m Vector) { c.same(frecps, d, n, m) }

// WFRSQRTS computes d = (3 - n*m)/2 with one rounding, a step of
// Newton's reciprocal square root.
func (c *Context) WFRSQRTS(d, n, m Vector) { c.same(frsqrts, d, n, m) }
