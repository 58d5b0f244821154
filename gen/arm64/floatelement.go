package arm64

// Arithmetic with one element of a vector for all lanes of another, WORD encoded,
// in ARM's operand order: the destination is first. It saves the broadcast that
// a product of matrices would otherwise need for every scalar.

var (
	fmlaElem = byElement("fmla", 0, 0b0001).accumulating()
	fmlsElem = byElement("fmls", 0, 0b0101).accumulating()
	fmulElem = byElement("fmul", 0, 0b1001)
)

// WFMLAElem computes d = d + n*m[i] with one rounding; m is an element view,
// such as m.S(2).
func (c *Context) WFMLAElem(d, n, m Vector) { c.elementOf(fmlaElem, d, n, m) }

// WFMLSElem computes d = d - n*m[i] with one rounding.
func (c *Context) WFMLSElem(d, n, m Vector) { c.elementOf(fmlsElem, d, n, m) }

// WFMULElem computes d = n * m[i].
func (c *Context) WFMULElem(d, n, m Vector) { c.elementOf(fmulElem, d, n, m) }
