package nn

import (
	"math"
	"strings"
	"testing"
)

// checkable is a network whose hidden layers all have activation a, with
// biases that are not 0.
func checkable(t *testing.T, last Activation, hidden ...Activation) *Model {
	s := Spec{In: 6}
	for i, a := range hidden {
		s.Layers = append(s.Layers, Layer{Units: 7 + i, Act: a})
	}
	s.Layers = append(s.Layers, Layer{Units: 3, Act: last})
	m := mustNew(t, s, 4)
	for l := range m.net.layers {
		for i := range m.net.layers[l].b {
			m.net.layers[l].b[i] = 0.05 * float32(i%5-2)
		}
	}
	return m
}

// Every activation in hidden and last layers, under every loss that takes it.
func TestGradients(t *testing.T) {
	b := clouds(12, 6, 3, 12, 1).batch(0, 12)
	for loss := SoftmaxCrossEntropy; loss < lossCount; loss++ {
		for _, last := range Activations() {
			for _, hidden := range Activations() {
				if loss.logits() && last != Linear {
					continue
				}
				m := checkable(t, last, hidden, hidden)
				r, err := GradCheck(m, loss, b)
				if err != nil {
					t.Fatal(err)
				}
				if r.Formula > 1e-6 || r.Precision > 1e-4 || r.Formula == 0 || r.Precision == 0 {
					t.Errorf("%v, %v then %v: %+v", loss, hidden, last, r)
				}
				if total := m.Spec().Params(); r.Checked+r.Kinks != total || r.Kinks > total/20 {
					t.Errorf("%v, %v then %v: %d checked and %d kinks of %d", loss, hidden, last, r.Checked, r.Kinks, total)
				}
			}
		}
	}
	m := checkable(t, Linear, ReLU, Sigmoid, LeakyReLU, Tanh, Linear)
	if r, err := GradCheck(m, SoftmaxCrossEntropy, b); err != nil || r.Formula > 1e-6 || r.Precision > 1e-4 {
		t.Errorf("all activations in turn: %+v, %v", r, err)
	}
}

// A wrong gradient is found, and where it is.
func TestGradCheckFindsFaults(t *testing.T) {
	b := clouds(12, 6, 3, 12, 1).batch(0, 12)
	m := checkable(t, Linear, Tanh)
	c := gradChecker{loss: MSE, net: convert[float64](m.net), ws: newWorkspace[float64](m.net.spec)}
	c.batch = batch[float64]{x: widen(b.X), y: widen(b.Y), rows: b.Rows}
	exact := newParams[float64](m.net.spec)
	c.net.lossGradient(c.ws, MSE, c.batch)
	c.net.backward(c.ws, &exact, c.batch.x, b.Rows)
	single := make([]float32, len(exact.w[0]))
	exact.w[0][2*7+5] *= 1.01 // input 2, unit 5
	c.compare(0, false, c.net.params.w[0], exact.w[0], single)
	if c.report.Formula < 1e-4 || c.report.Layer != 0 || c.report.Bias || c.report.Index != 5*6+2 || c.report.Precision != 1 {
		t.Errorf("%+v, want the fault at unit 5, input 2, and no correct digit in float32", c.report)
	}
}

// At a kink the difference quotient says nothing, and is not believed.
func TestGradCheckKink(t *testing.T) {
	m := mustNew(t, MLP(ReLU, 1, 1, 1), 1)
	m.net.layers[0].w[0], m.net.layers[0].b[0] = 1, 0
	r, err := GradCheck(m, MSE, Batch{X: []float32{0}, Y: []float32{1}, Rows: 1})
	if err != nil || r.Kinks != 1 || r.Checked != 3 || r.Formula > 1e-9 {
		t.Errorf("%+v, %v; want the first layer's bias left out", r, err)
	}
}

func TestGradCheckErrors(t *testing.T) {
	m := mustNew(t, MLP(ReLU, 2, 3), 1)
	good := Batch{X: []float32{1, 2}, Y: []float32{1, 2, 3}, Rows: 1}
	for _, c := range []struct {
		loss Loss
		b    Batch
		want string
	}{
		{0, good, "unknown loss"},
		{MSE, Batch{}, "0 rows"},
		{SoftmaxCrossEntropy, good, "Labels"},
		{MSE, Batch{X: []float32{float32(math.NaN()), 2}, Y: good.Y, Rows: 1}, "loss is NaN"},
	} {
		if _, err := GradCheck(m, c.loss, c.b); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one with %q", err, c.want)
		}
	}
}
