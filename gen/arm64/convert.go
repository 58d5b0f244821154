package arm64

// Conversions between lanes of different width, WORD encoded, in ARM's operand
// order: the destination is first. The plain names use the lower half of the
// narrow register, those ending in 2 the upper half; narrowing into the upper
// half keeps the lower.

var (
	fcvtl  = form{name: "fcvtl", base: 0x0e217800, size: longFloatSize}
	fcvtl2 = form{name: "fcvtl2", base: 0x0e217800, size: longFloatSize}
	fcvtn  = form{name: "fcvtn", base: 0x0e216800, size: longFloatSize}
	fcvtn2 = form{name: "fcvtn2", base: 0x0e216800, size: longFloatSize}.accumulating()
	xtn    = form{name: "xtn", base: 0x0e212800, size: narrowIntSize}
	xtn2   = form{name: "xtn2", base: 0x0e212800, size: narrowIntSize}.accumulating()
	sxtl   = form{name: "sxtl", base: 0x0f00a400, size: shiftedSize}
	sxtl2  = form{name: "sxtl2", base: 0x0f00a400, size: shiftedSize}
)

// WFCVTL widens the lower floats of n: d.D2, n.S2 or d.S4, n.H4.
func (c *Context) WFCVTL(d, n Vector) { c.convert(fcvtl, 0, n, d, d, n) }

// WFCVTL2 widens the upper floats of n: d.D2, n.S4 or d.S4, n.H8.
func (c *Context) WFCVTL2(d, n Vector) { c.convert(fcvtl2, 1, n, d, d, n) }

// WFCVTN narrows the floats of n into the lower half of d, zero above: d.S2,
// n.D2 or d.H4, n.S4.
func (c *Context) WFCVTN(d, n Vector) { c.convert(fcvtn, 0, d, n, d, n) }

// WFCVTN2 narrows the floats of n into the upper half of d: d.S4, n.D2 or d.H8,
// n.S4.
func (c *Context) WFCVTN2(d, n Vector) { c.convert(fcvtn2, 1, d, n, d, n) }

// WXTN truncates the integers of n into the lower half of d, zero above: d.S2,
// n.D2 and narrower.
func (c *Context) WXTN(d, n Vector) { c.convert(xtn, 0, d, n, d, n) }

// WXTN2 truncates the integers of n into the upper half of d: d.S4, n.D2 and
// narrower.
func (c *Context) WXTN2(d, n Vector) { c.convert(xtn2, 1, d, n, d, n) }

// WSXTL widens the lower signed integers of n: d.D2, n.S2 and narrower.
func (c *Context) WSXTL(d, n Vector) { c.convert(sxtl, 0, n, d, d, n) }

// WSXTL2 widens the upper signed integers of n: d.D2, n.S4 and narrower.
func (c *Context) WSXTL2(d, n Vector) { c.convert(sxtl2, 1, n, d, d, n) }
