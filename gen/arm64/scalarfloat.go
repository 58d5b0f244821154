package arm64

// Scalar floating point on the low lane, in Go's operand order: sources Fm, Fn,
// then the destination Fd. The rest of the destination becomes zero. The suffix
// S is float32, D is float64.

// FADDS computes d = n + m.
func (c *Context) FADDS(m, n, d Vector) { c.scalar("FADDS", d, m, n) }

// FADDD computes d = n + m.
func (c *Context) FADDD(m, n, d Vector) { c.scalar("FADDD", d, m, n) }

// FSUBS computes d = n - m.
func (c *Context) FSUBS(m, n, d Vector) { c.scalar("FSUBS", d, m, n) }

// FSUBD computes d = n - m.
func (c *Context) FSUBD(m, n, d Vector) { c.scalar("FSUBD", d, m, n) }

// FMULS computes d = n * m.
func (c *Context) FMULS(m, n, d Vector) { c.scalar("FMULS", d, m, n) }

// FMULD computes d = n * m.
func (c *Context) FMULD(m, n, d Vector) { c.scalar("FMULD", d, m, n) }

// FDIVS computes d = n / m.
func (c *Context) FDIVS(m, n, d Vector) { c.scalar("FDIVS", d, m, n) }

// FDIVD computes d = n / m.
func (c *Context) FDIVD(m, n, d Vector) { c.scalar("FDIVD", d, m, n) }

// FMAXS computes the maximum; NaN if either is NaN.
func (c *Context) FMAXS(m, n, d Vector) { c.scalar("FMAXS", d, m, n) }

// FMAXD computes the maximum; NaN if either is NaN.
func (c *Context) FMAXD(m, n, d Vector) { c.scalar("FMAXD", d, m, n) }

// FMINS computes the minimum; NaN if either is NaN.
func (c *Context) FMINS(m, n, d Vector) { c.scalar("FMINS", d, m, n) }

// FMIND computes the minimum; NaN if either is NaN.
func (c *Context) FMIND(m, n, d Vector) { c.scalar("FMIND", d, m, n) }

// FMAXNMS computes the maximum; a quiet NaN loses against a number.
func (c *Context) FMAXNMS(m, n, d Vector) { c.scalar("FMAXNMS", d, m, n) }

// FMAXNMD computes the maximum; a quiet NaN loses against a number.
func (c *Context) FMAXNMD(m, n, d Vector) { c.scalar("FMAXNMD", d, m, n) }

// FMINNMS computes the minimum; a quiet NaN loses against a number.
func (c *Context) FMINNMS(m, n, d Vector) { c.scalar("FMINNMS", d, m, n) }

// FMINNMD computes the minimum; a quiet NaN loses against a number.
func (c *Context) FMINNMD(m, n, d Vector) { c.scalar("FMINNMD", d, m, n) }

// FMADDS computes d = a + n*m with one rounding.
func (c *Context) FMADDS(m, a, n, d Vector) { c.scalar("FMADDS", d, m, a, n) }

// FMADDD computes d = a + n*m with one rounding.
func (c *Context) FMADDD(m, a, n, d Vector) { c.scalar("FMADDD", d, m, a, n) }

// FMSUBS computes d = a - n*m with one rounding.
func (c *Context) FMSUBS(m, a, n, d Vector) { c.scalar("FMSUBS", d, m, a, n) }

// FMSUBD computes d = a - n*m with one rounding.
func (c *Context) FMSUBD(m, a, n, d Vector) { c.scalar("FMSUBD", d, m, a, n) }

// FSQRTS computes the square root.
func (c *Context) FSQRTS(n, d Vector) { c.scalar("FSQRTS", d, n) }

// FSQRTD computes the square root.
func (c *Context) FSQRTD(n, d Vector) { c.scalar("FSQRTD", d, n) }

// FABSS clears the sign.
func (c *Context) FABSS(n, d Vector) { c.scalar("FABSS", d, n) }

// FABSD clears the sign.
func (c *Context) FABSD(n, d Vector) { c.scalar("FABSD", d, n) }

// FNEGS flips the sign.
func (c *Context) FNEGS(n, d Vector) { c.scalar("FNEGS", d, n) }

// FNEGD flips the sign.
func (c *Context) FNEGD(n, d Vector) { c.scalar("FNEGD", d, n) }

// FRINTNS rounds to an integer, ties to even.
func (c *Context) FRINTNS(n, d Vector) { c.scalar("FRINTNS", d, n) }

// FRINTND rounds to an integer, ties to even.
func (c *Context) FRINTND(n, d Vector) { c.scalar("FRINTND", d, n) }

// FCVTSD converts float32 to float64.
func (c *Context) FCVTSD(n, d Vector) { c.scalar("FCVTSD", d, n) }

// FCVTDS converts float64 to float32.
func (c *Context) FCVTDS(n, d Vector) { c.scalar("FCVTDS", d, n) }

func (c *Context) scalar(opcode string, d Vector, sources ...Vector) {
	operands := make([]Operand, 0, len(sources)+1)
	for _, v := range append(sources, d) {
		operands = append(operands, v.fp())
	}
	c.emit(instruction{opcode: opcode, operands: operands,
		reads: vectorsOf(sources), writes: []Operand{d}})
}

// FCMPS sets the flags of n compared with m.
func (c *Context) FCMPS(m, n Vector) { c.compare("FCMPS", m, n) }

// FCMPD sets the flags of n compared with m.
func (c *Context) FCMPD(m, n Vector) { c.compare("FCMPD", m, n) }

func (c *Context) compare(opcode string, m, n Vector) {
	c.emit(instruction{opcode: opcode, operands: []Operand{m.fp(), n.fp()},
		reads: []Operand{m, n}, writes: []Operand{flags}})
}

// FCSELS computes d = n if cond holds, m otherwise.
func (c *Context) FCSELS(cond Condition, n, m, d Vector) { c.sel("FCSELS", cond, n, m, d) }

// FCSELD computes d = n if cond holds, m otherwise.
func (c *Context) FCSELD(cond Condition, n, m, d Vector) { c.sel("FCSELD", cond, n, m, d) }

func (c *Context) sel(opcode string, cond Condition, n, m, d Vector) {
	c.emit(instruction{opcode: opcode, operands: []Operand{lit(string(cond)), n.fp(), m.fp(), d.fp()},
		reads: []Operand{n, m, flags}, writes: []Operand{d}})
}
