package nn

import (
	"fmt"
	"math"
)

// GradReport is the result of GradCheck. Errors are relative to the largest
// gradient in the same weights or biases.
type GradReport struct {
	Checked   int     // parameters compared
	Kinks     int     // parameters left out, since a ReLU's kink lies too close
	Formula   float64 // largest error of the formulas: in float64, against central differences
	Precision float64 // largest error of the arithmetic: float32 against float64
	Layer     int     // where Formula was found
	Bias      bool    // whether it is a bias
	Index     int     // of the weight, in the order of Model.Weights, or of the bias
}

// gradCheckLimit is how many of a layer's weights, and of its biases, GradCheck
// compares: all, or so many spread evenly.
const gradCheckLimit = 256

// GradCheck compares the gradient of the loss on b that training uses with two
// others: that of the same network in float64, and the quotient of differences
// (L(w+h) - L(w-h)) / 2h in float64. The first shows the rounding of float32,
// usually below 1e-4, the second whether the formulas are right, usually below
// 1e-6. It passes b through the network twice for each parameter compared.
func GradCheck(m *Model, loss Loss, b Batch) (GradReport, error) {
	if err := loss.check(m.net.spec); err != nil {
		return GradReport{}, err
	}
	if err := checkBatch(m.net.spec, loss, b); err != nil {
		return GradReport{}, err
	}
	c := gradChecker{loss: loss, net: convert[float64](m.net), ws: newWorkspace[float64](m.net.spec)}
	c.batch = batch[float64]{x: widen(b.X), labels: b.Labels, y: widen(b.Y), rows: b.Rows}

	exact := newParams[float64](m.net.spec)
	if l := c.net.lossGradient(c.ws, loss, c.batch); !finite(l) {
		return GradReport{}, fmt.Errorf("nn: GradCheck: the loss is %v, want a finite one", l)
	}
	c.net.backward(c.ws, &exact, c.batch.x, b.Rows)

	single := newParams[float32](m.net.spec)
	ws := newWorkspace[float32](m.net.spec)
	m.net.lossGradient(ws, loss, batch[float32]{x: b.X, labels: b.Labels, y: b.Y, rows: b.Rows})
	m.net.backward(ws, &single, b.X, b.Rows)

	for l := range m.net.layers {
		c.compare(l, false, c.net.params.w[l], exact.w[l], single.w[l])
		c.compare(l, true, c.net.params.b[l], exact.b[l], single.b[l])
	}
	return c.report, nil
}

type gradChecker struct {
	loss   Loss
	net    *net[float64]
	ws     *workspace[float64]
	batch  batch[float64]
	above  []bool // which rectified units were above 0 in the last pass
	report GradReport
}

// compare checks one layer's weights or biases w, whose gradients are exact
// and single.
func (c *gradChecker) compare(layer int, bias bool, w, exact []float64, single []float32) {
	largest := math.SmallestNonzeroFloat64
	for _, g := range exact {
		largest = max(largest, math.Abs(g))
	}
	stride := max(1, (len(w)+gradCheckLimit-1)/gradCheckLimit)
	for i := 0; i < len(w); i += stride {
		c.report.Precision = max(c.report.Precision, math.Abs(float64(single[i])-exact[i])/largest)
		numeric, ok := c.difference(&w[i])
		if !ok {
			c.report.Kinks++
			continue
		}
		c.report.Checked++
		if e := math.Abs(numeric-exact[i]) / largest; !(e <= c.report.Formula) {
			c.report.Formula, c.report.Layer, c.report.Bias, c.report.Index = e, layer, bias, i
			if d := &c.net.layers[layer]; !bias {
				c.report.Index = i%d.out*d.in + i/d.out
			}
		}
	}
}

// difference returns the central difference quotient of the loss by w. It is
// not ok if a rectifier changes sides on the way.
func (c *gradChecker) difference(w *float64) (quotient float64, ok bool) {
	// The cube root of the unit roundoff balances truncation and rounding.
	const relative = 1.0 / (1 << 17)
	saved := *w
	h := relative * max(1, math.Abs(saved))
	*w = saved + h
	up := *w - saved
	lossUp := c.net.lossGradient(c.ws, c.loss, c.batch)
	c.sides(true)
	*w = saved - h
	down := saved - *w
	lossDown := c.net.lossGradient(c.ws, c.loss, c.batch)
	ok = c.sides(false)
	*w = saved
	return (lossUp - lossDown) / (up + down), ok
}

// sides notes on which side of 0 every output of the ReLU family lies, or
// returns whether they all lie as noted.
func (c *gradChecker) sides(note bool) bool {
	if note {
		c.above = c.above[:0]
	}
	same, at := true, 0
	for i, l := range c.net.layers {
		if !l.act.rectifier {
			continue
		}
		for _, v := range c.ws.y[i][:c.batch.rows*l.out] {
			if note {
				c.above = append(c.above, v > 0)
			}
			same = same && c.above[at] == (v > 0)
			at++
		}
	}
	return same
}

// widen returns x in float64, nil for nil.
func widen(x []float32) []float64 {
	if x == nil {
		return nil
	}
	wide := make([]float64, len(x))
	for i, v := range x {
		wide[i] = float64(v)
	}
	return wide
}
