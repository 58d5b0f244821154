package nn

import "math"

// Probe is a look into the layers of a network on one batch: what tells a
// vanishing gradient, dead units or saturation apart when training fails.
type Probe struct {
	Step   int // steps made before it
	Loss   float64
	Layers []LayerProbe
}

// LayerProbe is one layer's part of a Probe.
type LayerProbe struct {
	Act       Activation
	Units     int
	Gradient  float64 // Euclidean norm of the gradient of the weights
	Delta     float64 // Euclidean norm of the gradient of what goes into the activation, over units and rows
	Weights   float64 // Euclidean norm of the weights
	Slope     float64 // root mean square of the activation's derivative over units and rows
	Dead      float64 // share of units of the ReLU family that are not above 0 for any row
	Saturated float64 // share of outputs of Sigmoid or Tanh where the slope is below 5 % of the largest
}

// saturatedBelow is the share of the largest slope below which an output
// counts as saturated: |tanh x| > 0.975, or a sigmoid within 0.013 of 0 or 1.
const saturatedBelow = 0.05

// Dead returns the share of dead units over all layers of the ReLU family.
func (p *Probe) Dead() float64 {
	return p.share(func(a Activation) bool { return a.rectifier() }, func(l LayerProbe) float64 { return l.Dead })
}

// Saturated returns the share of saturated outputs over all Sigmoid and Tanh
// layers.
func (p *Probe) Saturated() float64 {
	saturates := func(a Activation) bool { return activations[float32]()[a].peak > 0 }
	return p.share(saturates, func(l LayerProbe) float64 { return l.Saturated })
}

// share averages a layers' value over the units of the layers that it concerns.
func (p *Probe) share(concerns func(Activation) bool, value func(LayerProbe) float64) float64 {
	sum, units := 0.0, 0
	for _, l := range p.Layers {
		if concerns(l.Act) {
			sum += value(l) * float64(l.Units)
			units += l.Units
		}
	}
	if units == 0 {
		return 0
	}
	return sum / float64(units)
}

// Probe looks into the layers on batch b. It takes the time of a step and
// changes nothing. The errors are those of Step, except that a loss or
// gradient that is not finite is reported as it is.
func (t *Trainer) Probe(b Batch) (Probe, error) {
	if err := checkBatch(t.net.spec, t.cfg.Loss, b); err != nil {
		return Probe{}, err
	}
	own := batch[float32]{x: b.X, labels: b.Labels, y: b.Y, rows: b.Rows}
	p := Probe{Step: t.step, Loss: t.net.lossGradient(t.ws, t.cfg.Loss, own), Layers: make([]LayerProbe, len(t.net.layers))}
	for i := len(p.Layers) - 1; i >= 0; i-- {
		t.net.backwardLayer(i, t.ws, &t.grad, b.X, b.Rows)
		p.Layers[i] = t.probeLayer(i, b.Rows)
	}
	return p, nil
}

// probeLayer looks into a layer right after its backward pass.
func (t *Trainer) probeLayer(i, rows int) LayerProbe {
	l := &t.net.layers[i]
	y, delta := t.ws.y[i][:rows*l.out], t.net.delta(t.ws, i, rows)
	p := LayerProbe{
		Act: t.net.spec.Layers[i].Act, Units: l.out,
		Gradient: norm(t.grad.w[i]), Delta: norm(delta), Weights: norm(l.w),
		Slope: 1,
	}
	if l.act.rectifier {
		p.Dead = deadShare(y, l.out)
	}
	if l.act.backward != nil {
		// The gradient has been used: its place holds the slopes now.
		slopes := delta
		for j := range slopes {
			slopes[j] = 1
		}
		l.act.backward(slopes, slopes, y, l.slope)
		p.Slope = norm(slopes) / math.Sqrt(float64(len(slopes)))
		p.Saturated = shareBelow(slopes, saturatedBelow*l.act.peak)
	}
	return p
}

// norm returns the Euclidean norm of x. Squares are taken in float64: those of
// a gradient that vanishes are too small for float32.
func norm(x []float32) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(float64(v) * float64(v))
	}
	return math.Sqrt(sum)
}

// deadShare returns the share of the columns of y, of which there are cols,
// that have no element above 0.
func deadShare(y []float32, cols int) float64 {
	alive := make([]bool, cols)
	for i, v := range y {
		if v > 0 {
			alive[i%cols] = true
		}
	}
	dead := 0
	for _, a := range alive {
		dead += bit(!a)
	}
	return float64(dead) / float64(cols)
}

func shareBelow(x []float32, limit float64) float64 {
	n := 0
	for _, v := range x {
		n += bit(float64(v) < limit)
	}
	return float64(n) / float64(len(x))
}
