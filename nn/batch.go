package nn

import "iter"

// Batch is a run of rows that one training or evaluation step works on.
//
// X holds Rows×In inputs, row-major. Labels and Y hold what the loss compares
// with: softmax cross-entropy reads Labels, one class index per row; BCE and
// MSE read Y, Rows×Out targets, row-major. A source may fill both; the one it
// does not have is nil.
//
// The slices belong to the source and are reused: they are valid until the
// next batch is asked for, and the consumer must not write to them.
type Batch struct {
	X      []float32
	Labels []int32
	Y      []float32
	Rows   int
}

// Source yields the batches of one pass over the data.
//
// The order may depend on the epoch and on what the source was made from, and
// on nothing else: asking for the same epoch twice gives the same batches,
// which is what makes training reproducible and a resumed run equal to an
// uninterrupted one. An error ends the sequence; the batch beside it is empty.
//
// One goroutine at a time iterates over a source.
type Source interface {
	Batches(epoch int) iter.Seq2[Batch, error]
}
