package nn

import (
	"fmt"

	"github.com/lockstep-go/lockstep/kernels"
)

// Loss is what training minimises: a mean over the batch.
type Loss int

// The losses. The first two take logits, the outputs of a linear last layer,
// and contain the softmax or sigmoid, where it costs no precision and no NaN.
const (
	_                   Loss = iota
	SoftmaxCrossEntropy      // one of several classes; reads Batch.Labels
	BCEWithLogits            // yes or no per output; reads Batch.Y, from 0 to 1
	MSE                      // mean squared error; reads Batch.Y

	lossCount
)

var lossNames = [lossCount]string{
	SoftmaxCrossEntropy: "softmax cross-entropy",
	BCEWithLogits:       "BCE with logits",
	MSE:                 "MSE",
}

// String returns the loss's name.
func (l Loss) String() string {
	if l < 1 || l >= lossCount {
		return fmt.Sprintf("Loss(%d)", int(l))
	}
	return lossNames[l]
}

// logits reports whether the loss applies the output's nonlinearity itself.
func (l Loss) logits() bool { return l == SoftmaxCrossEntropy || l == BCEWithLogits }

// check returns an error if the loss makes no sense on the network's outputs.
func (l Loss) check(s Spec) error {
	if l < 1 || l >= lossCount {
		return fmt.Errorf("nn: unknown loss %d, want SoftmaxCrossEntropy, BCEWithLogits or MSE", int(l))
	}
	last := s.Layers[len(s.Layers)-1]
	if l.logits() && last.Act != Linear {
		return fmt.Errorf("nn: %v over a last layer with activation %v: the loss contains the output's nonlinearity and works on logits, want a linear last layer",
			l, last.Act)
	}
	if l == SoftmaxCrossEntropy && last.Units < 2 {
		return fmt.Errorf("nn: %v over %d output: the softmax of one number is always 1, want one output per class, or BCEWithLogits", l, last.Units)
	}
	return nil
}

// evaluateLoss returns the mean loss of the outputs out and sets dx to its
// gradient.
func evaluateLoss[T kernels.Float](l Loss, dx, out []T, b batch[T]) float64 {
	switch l {
	case SoftmaxCrossEntropy:
		return kernels.SoftmaxCrossEntropy(dx, out, b.labels, b.rows, len(out)/b.rows)
	case BCEWithLogits:
		return kernels.BCEWithLogits(dx, out, b.y)
	}
	return kernels.MSE(dx, out, b.y)
}

// checkBatch returns an error unless the network can take b and the loss finds
// in it what it compares with.
func checkBatch(s Spec, l Loss, b Batch) error {
	if b.Rows < 1 {
		return fmt.Errorf("nn: %w: batch has %d rows, want at least 1", ErrEmpty, b.Rows)
	}
	// Divisions, since Rows is any number and its products may overflow.
	if len(b.X)%s.In != 0 || len(b.X)/s.In != b.Rows {
		return fmt.Errorf("nn: %w: batch X has %d values, want Rows*In = %d*%d", ErrShape, len(b.X), b.Rows, s.In)
	}
	if most := s.maxRows(); b.Rows > most {
		return fmt.Errorf("nn: %w: batch has %d rows, want at most %d so that the layers' sizes do not overflow", ErrShape, b.Rows, most)
	}
	if l == SoftmaxCrossEntropy {
		return checkLabels(b, s.Out())
	}
	if len(b.Y)%s.Out() != 0 || len(b.Y)/s.Out() != b.Rows {
		return fmt.Errorf("nn: %w: batch Y, which %v reads, has %d values, want Rows*Out = %d*%d", ErrShape, l, len(b.Y), b.Rows, s.Out())
	}
	if l == BCEWithLogits {
		for i, v := range b.Y {
			if !(v >= 0 && v <= 1) {
				return fmt.Errorf("nn: batch Y, row %d, column %d is %v, want from 0 to 1 for %v", i/s.Out(), i%s.Out(), v, l)
			}
		}
	}
	return nil
}

func checkLabels(b Batch, classes int) error {
	if len(b.Labels) != b.Rows {
		return shapeError("batch Labels", len(b.Labels), "Rows", b.Rows)
	}
	for i, c := range b.Labels {
		if c < 0 || int(c) >= classes {
			return fmt.Errorf("nn: batch label %d is %d, want at least 0 and below the %d outputs", i, c, classes)
		}
	}
	return nil
}
