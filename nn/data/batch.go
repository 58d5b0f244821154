package data

import (
	"errors"
	"fmt"
	"iter"
	"sync/atomic"

	"github.com/lockstep-go/lockstep/nn"
	"github.com/lockstep-go/lockstep/nn/internal/rng"
)

// BatchOption changes how [Set.Batch] yields rows.
type BatchOption func(*source)

// Shuffle yields the rows in a random order, another one in each epoch. The
// order depends on seed and epoch only.
func Shuffle(seed uint64) BatchOption {
	return func(b *source) { b.shuffle, b.seed = true, seed }
}

// Batch returns a source that yields the rows in batches of size rows, the last
// one shorter when the rows do not divide evenly; without options in the order
// of the set.
//
// The set must not change while the source is in use. Without Shuffle, batches
// are windows on the set itself; with it, rows are gathered into a buffer that
// the source reuses, and only one iteration at a time may run. After the first
// epoch nothing is allocated per batch. A wrong size or an invalid set is the
// error that the first epoch yields.
func (s *Set) Batch(size int, opts ...BatchOption) nn.Source {
	b := &source{set: s, size: size, err: s.Validate()}
	if size < 1 {
		b.err = fmt.Errorf("data: Batch: expected a size of at least 1, found %d", size)
	}
	for _, opt := range opts {
		opt(b)
	}
	return b
}

type source struct {
	set     *Set
	size    int
	err     error
	shuffle bool
	seed    uint64

	busy  atomic.Bool
	order []int
	buf   nn.Batch
}

// Batches implements [nn.Source].
func (b *source) Batches(epoch int) iter.Seq2[nn.Batch, error] {
	switch {
	case b.err != nil:
		return func(yield func(nn.Batch, error) bool) { yield(nn.Batch{}, b.err) }
	case b.shuffle:
		return func(yield func(nn.Batch, error) bool) { b.shuffled(epoch, yield) }
	default:
		return b.inOrder
	}
}

func (b *source) inOrder(yield func(nn.Batch, error) bool) {
	rows := b.set.Rows()
	for lo := 0; lo < rows; lo += min(b.size, rows-lo) {
		hi := lo + min(b.size, rows-lo)
		if !yield(b.set.window(lo, hi), nil) {
			return
		}
	}
}

// window returns rows lo to hi of the set without copying, capacities cut so
// that an append cannot reach the rows behind.
func (s *Set) window(lo, hi int) nn.Batch {
	batch := nn.Batch{X: s.X[lo*s.In : hi*s.In : hi*s.In], Rows: hi - lo}
	if s.Labels != nil {
		batch.Labels = s.Labels[lo:hi:hi]
	}
	if s.Y != nil {
		batch.Y = s.Y[lo*s.Outputs : hi*s.Outputs : hi*s.Outputs]
	}
	return batch
}

func (b *source) shuffled(epoch int, yield func(nn.Batch, error) bool) {
	if !b.busy.CompareAndSwap(false, true) {
		yield(nn.Batch{}, errors.New("data: Batches: expected one iteration at a time over a shuffled source, found a second"))
		return
	}
	defer b.busy.Store(false)
	b.arrange(epoch)
	for lo := 0; lo < len(b.order); lo += min(b.size, len(b.order)-lo) {
		if !yield(b.gather(b.order[lo:lo+min(b.size, len(b.order)-lo)]), nil) {
			return
		}
	}
}

// arrange puts the rows into the order of the epoch, always starting from the
// set's own, so that no epoch depends on those before it.
func (b *source) arrange(epoch int) {
	rows := b.set.Rows()
	if b.order == nil {
		b.order = make([]int, rows)
		most := min(b.size, rows)
		b.buf.X = make([]float32, most*b.set.In)
		if b.set.Labels != nil {
			b.buf.Labels = make([]int32, most)
		}
		if b.set.Y != nil {
			b.buf.Y = make([]float32, most*b.set.Outputs)
		}
	}
	for i := range b.order {
		b.order[i] = i
	}
	rng.Shuffle(rng.New(b.seed, rng.Order+uint64(epoch)), b.order)
}

// gather copies the given rows into the buffer.
func (b *source) gather(rows []int) nn.Batch {
	in, outputs := b.set.In, b.set.Outputs
	batch := nn.Batch{X: b.buf.X[:len(rows)*in], Rows: len(rows)}
	for i, r := range rows {
		copy(batch.X[i*in:(i+1)*in], b.set.X[r*in:])
	}
	if b.buf.Labels != nil {
		batch.Labels = b.buf.Labels[:len(rows)]
		for i, r := range rows {
			batch.Labels[i] = b.set.Labels[r]
		}
	}
	if b.buf.Y != nil {
		batch.Y = b.buf.Y[:len(rows)*outputs]
		for i, r := range rows {
			copy(batch.Y[i*outputs:(i+1)*outputs], b.set.Y[r*outputs:])
		}
	}
	return batch
}
