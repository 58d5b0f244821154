package arm64

// Reductions of all lanes to a scalar, WORD encoded, in ARM's operand order: the
// destination, a view from Single or Double, is first; the rest of its register
// becomes zero.

var (
	fmaxv   = floatAcross("fmaxv", 0, 0b01111)
	fminv   = floatAcross("fminv", 1, 0b01111)
	fmaxnmv = floatAcross("fmaxnmv", 0, 0b01100)
	fminnmv = floatAcross("fminnmv", 1, 0b01100)

	smaxv = intAcross("smaxv", 0, 0b01010)
	sminv = intAcross("sminv", 0, 0b11010)
	umaxv = intAcross("umaxv", 1, 0b01010)
	uminv = intAcross("uminv", 1, 0b11010)

	faddpScalar   = scalarPair("faddp", 0, 0b01101)
	fmaxpScalar   = scalarPair("fmaxp", 0, 0b01111)
	fminpScalar   = scalarPair("fminp", 1, 0b01111)
	fmaxnmpScalar = scalarPair("fmaxnmp", 0, 0b01100)
	fminnmpScalar = scalarPair("fminnmp", 1, 0b01100)
)

var (
	fourSingles = []Arrangement{S4}
	floatPairs  = []Arrangement{S2, D2}
)

// WFMAXV is WFMAX of the four lanes of n.S4.
func (c *Context) WFMAXV(d, n Vector) { c.across(fmaxv, fourSingles, d, n) }

// WFMINV is WFMIN of the four lanes of n.S4.
func (c *Context) WFMINV(d, n Vector) { c.across(fminv, fourSingles, d, n) }

// WFMAXNMV is WFMAXNM of the four lanes of n.S4.
func (c *Context) WFMAXNMV(d, n Vector) { c.across(fmaxnmv, fourSingles, d, n) }

// WFMINNMV is WFMINNM of the four lanes of n.S4.
func (c *Context) WFMINNMV(d, n Vector) { c.across(fminnmv, fourSingles, d, n) }

// WSMAXV is the signed maximum of the four lanes of n.S4.
func (c *Context) WSMAXV(d, n Vector) { c.across(smaxv, fourSingles, d, n) }

// WSMINV is the signed minimum of the four lanes of n.S4.
func (c *Context) WSMINV(d, n Vector) { c.across(sminv, fourSingles, d, n) }

// WUMAXV is the unsigned maximum of the four lanes of n.S4.
func (c *Context) WUMAXV(d, n Vector) { c.across(umaxv, fourSingles, d, n) }

// WUMINV is the unsigned minimum of the four lanes of n.S4.
func (c *Context) WUMINV(d, n Vector) { c.across(uminv, fourSingles, d, n) }

// WFADDPScalar adds the two lanes of n: d.Single, n.S2 or d.Double, n.D2.
func (c *Context) WFADDPScalar(d, n Vector) { c.across(faddpScalar, floatPairs, d, n) }

// WFMAXPScalar is WFMAX of the two lanes of n.
func (c *Context) WFMAXPScalar(d, n Vector) { c.across(fmaxpScalar, floatPairs, d, n) }

// WFMINPScalar is WFMIN of the two lanes of n.
func (c *Context) WFMINPScalar(d, n Vector) { c.across(fminpScalar, floatPairs, d, n) }

// WFMAXNMPScalar is WFMAXNM of the two lanes of n.
func (c *Context) WFMAXNMPScalar(d, n Vector) { c.across(fmaxnmpScalar, floatPairs, d, n) }

// WFMINNMPScalar is WFMINNM of the two lanes of n.
func (c *Context) WFMINNMPScalar(d, n Vector) { c.across(fminnmpScalar, floatPairs, d, n) }
