package nn

import (
	"context"
	"fmt"
	"math"
)

// Metrics are a network's results on a data set.
type Metrics struct {
	Loss     float64 // mean over the rows
	Accuracy float64 // share of right decisions, from 0 to 1; NaN for MSE, which decides nothing
	Rows     int
	// Confusion counts the decisions of a classifier; nil for MSE and for BCE
	// over several outputs.
	Confusion Confusion
}

// Confusion is a confusion matrix: Confusion[truth][decision] rows.
type Confusion [][]int

// Recall returns the share of the rows of class c that were taken for c; NaN
// without such rows.
func (m Confusion) Recall(c int) float64 {
	all := 0
	for _, n := range m[c] {
		all += n
	}
	return float64(m[c][c]) / float64(all)
}

// Precision returns the share of the rows taken for class c that were of c;
// NaN if none was.
func (m Confusion) Precision(c int) float64 {
	all := 0
	for _, row := range m {
		all += row[c]
	}
	return float64(m[c][c]) / float64(all)
}

// Evaluate passes src's batches of epoch 0 through the model. A decision is, for
// SoftmaxCrossEntropy, the class with the largest logit, the lowest of equal
// ones; for BCEWithLogits, for each output, yes if the logit is above 0, compared with
// whether the target is above 1/2. ctx is looked at before every batch. The errors are
// those of Trainer.Epochs, and a loss that does not fit the model.
func (m *Model) Evaluate(ctx context.Context, loss Loss, src Source) (Metrics, error) {
	if err := loss.check(m.net.spec); err != nil {
		return Metrics{}, err
	}
	return evaluate(ctx, m.net, newWorkspace[float32](m.net.spec), loss, src)
}

// Evaluate is Model.Evaluate on the present weights, without copying them.
func (t *Trainer) Evaluate(ctx context.Context, src Source) (Metrics, error) {
	return evaluate(ctx, t.net, t.ws, t.cfg.Loss, src)
}

func evaluate(ctx context.Context, n *net[float32], ws *workspace[float32], loss Loss, src Source) (Metrics, error) {
	s := score{loss: loss, out: n.spec.Out()}
	s.confusion = newConfusion(loss, s.out)
	for b, err := range src.Batches(0) {
		if err != nil {
			return Metrics{}, fmt.Errorf("nn: %w", err)
		}
		if err := ctx.Err(); err != nil {
			return Metrics{}, err
		}
		if err := checkBatch(n.spec, loss, b); err != nil {
			return Metrics{}, err
		}
		own := batch[float32]{x: b.X, labels: b.Labels, y: b.Y, rows: b.Rows}
		mean := n.lossGradient(ws, loss, own)
		s.sum += float64(mean * float64(b.Rows))
		s.rows += b.Rows
		s.count(ws.y[len(ws.y)-1][:b.Rows*s.out], own)
	}
	if s.rows == 0 {
		return Metrics{}, fmt.Errorf("nn: %w: the source has no batches", ErrEmpty)
	}
	return s.metrics(), nil
}

// score adds up the results of batches.
type score struct {
	loss      Loss
	out       int
	sum       float64
	rows      int
	right     int
	confusion Confusion
}

func newConfusion(loss Loss, out int) Confusion {
	classes := out
	switch {
	case loss == BCEWithLogits && out == 1:
		classes = 2
	case loss != SoftmaxCrossEntropy:
		return nil
	}
	m := make(Confusion, classes)
	for i := range m {
		m[i] = make([]int, classes)
	}
	return m
}

// count compares the outputs y of b with the truth.
func (s *score) count(y []float32, b batch[float32]) {
	switch s.loss {
	case SoftmaxCrossEntropy:
		for i, truth := range b.labels {
			s.decide(int(truth), argmax(y[i*s.out:(i+1)*s.out]))
		}
	case BCEWithLogits:
		for i, logit := range y {
			s.decide(bit(b.y[i] > 0.5), bit(logit > 0))
		}
	}
}

func (s *score) decide(truth, decision int) {
	if truth == decision {
		s.right++
	}
	if s.confusion != nil {
		s.confusion[truth][decision]++
	}
}

func (s *score) metrics() Metrics {
	m := Metrics{Loss: s.sum / float64(s.rows), Rows: s.rows, Confusion: s.confusion}
	switch s.loss {
	case SoftmaxCrossEntropy:
		m.Accuracy = float64(s.right) / float64(s.rows)
	case BCEWithLogits:
		m.Accuracy = float64(s.right) / float64(s.rows) / float64(s.out)
	default:
		m.Accuracy = math.NaN()
	}
	return m
}

// argmax returns the index of the largest number, the lowest of equal ones.
func argmax(x []float32) int {
	best := 0
	for i, v := range x {
		if v > x[best] {
			best = i
		}
	}
	return best
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
