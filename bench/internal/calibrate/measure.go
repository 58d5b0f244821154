package calibrate

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/lockstep-go/lockstep/kernels"
)

const (
	side   = 256  // of the matrices: three of them fit into a second-level cache
	length = 4096 // of the vectors: both fit into a first-level cache

	// One sample runs for at least this long, so that the clock's resolution
	// and the call do not show, and the best of several counts: what disturbs a
	// measurement only ever adds time.
	sampleTime = 4 * time.Millisecond
	samples    = 5
)

// Rates are speeds, in units of work per nanosecond: GFLOP/s for MatMul,
// elements/ns for the activations.
type Rates struct {
	Backend               string
	MatMul, ReLU, Sigmoid float64
}

// better takes the higher of the two speeds, kernel by kernel.
func (r Rates) better(o Rates) Rates {
	return Rates{
		Backend: o.Backend,
		MatMul:  max(r.MatMul, o.MatMul), ReLU: max(r.ReLU, o.ReLU), Sigmoid: max(r.Sigmoid, o.Sigmoid),
	}
}

// operands are the inputs of all measurements: harmless values of both signs.
type operands struct{ a, b, c, x, y []float32 }

func newOperands() operands {
	o := operands{
		a: make([]float32, side*side), b: make([]float32, side*side), c: make([]float32, side*side),
		x: make([]float32, length), y: make([]float32, length),
	}
	for _, s := range [][]float32{o.a, o.b, o.x} {
		for i := range s {
			s[i] = float32(i*7919%1999)/250 - 4
		}
	}
	return o
}

func (o operands) kernels() Rates {
	return Rates{
		Backend: kernels.Backend(),
		MatMul:  rate(2*side*side*side, func() { kernels.MatMul(o.c, o.a, o.b, side, side, side) }),
		ReLU:    rate(length, func() { kernels.ReLU(o.y, o.x) }),
		Sigmoid: rate(length, func() { kernels.Sigmoid(o.y, o.x) }),
	}
}

func (o operands) plain() Rates {
	return Rates{
		Backend: "plain Go",
		MatMul:  rate(2*side*side*side, func() { plainMatMul(o.c, o.a, o.b, side) }),
		ReLU:    rate(length, func() { plainReLU(o.y, o.x) }),
		Sigmoid: rate(length, func() { plainSigmoid(o.y, o.x) }),
	}
}

// rate returns how many units of work f does per nanosecond at its best, where
// one call does work units.
func rate(work float64, f func()) float64 {
	calls := 1
	took := timeOf(f, calls)
	for took < sampleTime {
		calls *= 2
		took = timeOf(f, calls)
	}
	best := took
	for range samples - 1 {
		best = min(best, timeOf(f, calls))
	}
	return work * float64(calls) / float64(best)
}

func timeOf(f func(), calls int) time.Duration {
	start := time.Now()
	for range calls {
		f()
	}
	return time.Since(start)
}

// Measure writes the rates of this process's backend to w, for the process
// that started it with the subcommand [Command].
func Measure(w io.Writer) error {
	if err := json.NewEncoder(w).Encode(newOperands().kernels()); err != nil {
		return fmt.Errorf("calibration: %w", err)
	}
	return nil
}
