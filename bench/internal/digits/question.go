package digits

import (
	"fmt"
	"math"
)

// side is one answer to the question: an outcome with the gradients of its
// layers' outputs at the start, beside the prediction.
type side struct {
	Outcome
	norms     []float64 // of each hidden layer and the last, measured
	predicted []float64 // the last one, carried back by the predicted factors
	factor    float64   // measured from hidden layer to hidden layer, geometric mean
	theory    float64   // the same of the prediction
}

// newSide compares the start of o with factors, the prediction for each step
// from a layer back to the one before. Those are about the gradient of a single
// unit; a layer's norm also goes with the root of its units.
func newSide(o Outcome, factors []float64) side {
	last := len(o.Start.Layers) - 1
	s := side{Outcome: o, norms: make([]float64, last+1), predicted: make([]float64, last+1)}
	for i, l := range o.Start.Layers {
		s.norms[i] = l.Delta
	}
	s.predicted[last] = s.norms[last]
	for i := last - 1; i >= 0; i-- {
		units := float64(o.Start.Layers[i].Units) / float64(o.Start.Layers[i+1].Units)
		s.predicted[i] = s.predicted[i+1] * factors[i] * math.Sqrt(units)
	}
	s.factor, s.theory = perLayer(s.norms[:last]), perLayer(s.predicted[:last])
	return s
}

// perLayer returns the mean factor from each layer's norm to that of the layer
// before.
func perLayer(norms []float64) float64 {
	steps := len(norms) - 1
	return math.Pow(norms[0]/norms[steps], 1/float64(steps))
}

// meanSquare is the mean of the squared inputs, from which the prediction starts.
func meanSquare(x []float32) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return sum / float64(len(x))
}

// How the conclusion reads its numbers: a network learned nothing if it is
// within a few points of chance, and learned the task above nine tenths; a
// gradient that loses or gains more than this over the layers is called
// vanishing or exploding.
const (
	nothing   = 0.05
	task      = 0.90
	vanishing = 1e-2
)

// conclusion says in one sentence what the two outcomes show.
func conclusion(sigmoid, relu side, chance float64) string {
	verdict := "so here the choice of activation and weights decides whether a deep network learns."
	switch s, r := sigmoid.Accuracy, relu.Accuracy; {
	case s >= task && r >= task:
		verdict = "so here both learn the task."
	case s < task && r < task:
		verdict = "so here neither learns the task."
	case s >= task:
		verdict = "so here ReLU does worse."
	}
	return fmt.Sprintf("Conclusion: with sigmoid %s, and the network %s; with ReLU %s, and the network %s; %s",
		sigmoid.flow(), sigmoid.learned(chance), relu.flow(), relu.learned(chance), verdict)
}

// flow says what happens to the gradient on its way to the first layer.
func (s side) flow() string {
	reaches := s.norms[0] / s.norms[len(s.norms)-2]
	switch {
	case !(reaches >= vanishing): // also when it is not a number
		return fmt.Sprintf("the first layer gets %.1g of the last hidden layer's gradient (%.2f per layer)", reaches, s.factor)
	case reaches > 1/vanishing:
		return fmt.Sprintf("the gradient grows %.1g-fold on its way to the first layer (%.2f per layer)", reaches, s.factor)
	}
	return fmt.Sprintf("the gradient keeps its size (%.2f per layer)", s.factor)
}

// learned says how well the network does, beside chance.
func (s side) learned(chance float64) string {
	switch {
	case s.Diverged != nil:
		return fmt.Sprintf("diverges and ends at %.1f %%", 100*s.Accuracy)
	case s.Accuracy < chance+nothing:
		return fmt.Sprintf("stays at %.1f %% (chance: %.1f %%)", 100*s.Accuracy, 100*chance)
	}
	return fmt.Sprintf("reaches %.1f %%", 100*s.Accuracy)
}
