package nn

import (
	"errors"
	"fmt"
)

var (
	// ErrShape is matched by errors about slices whose length does not fit the
	// network or each other. Their text gives both shapes.
	ErrShape = errors.New("wrong shape")

	// ErrEmpty is matched by errors about data sets without a batch or batches
	// without a row.
	ErrEmpty = errors.New("no data")
)

// shapeError says that a slice has other than the wanted number of elements;
// shape is how that number comes about.
func shapeError(what string, got int, shape string, want int) error {
	return fmt.Errorf("nn: %w: %s has %d values, want %s = %d", ErrShape, what, got, shape, want)
}

// DivergedError says that training left the finite numbers. The step was not
// taken: the weights are those that it found.
type DivergedError struct {
	Step  int     // the step that met it, counted from 0
	Layer int     // the first layer with an output that is not finite, from 0; the last one if only the loss is not
	LR    float64 // the learning rate at that step
	Loss  float64 // NaN or an infinity
}

// Error implements error.
func (e *DivergedError) Error() string {
	return fmt.Sprintf("nn: loss is %v at step %d, first in layer %d, with learning rate %v: lower the learning rate or scale the inputs",
		e.Loss, e.Step, e.Layer, e.LR)
}

// FormatError says why a model file cannot be read.
type FormatError struct {
	Offset int64  // position in the file, in bytes
	Reason string // what was expected and what was found
}

// Error implements error.
func (e *FormatError) Error() string {
	return fmt.Sprintf("nn: model file, byte %d: %s", e.Offset, e.Reason)
}
