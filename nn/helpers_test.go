package nn

import (
	"iter"
	"testing"

	"github.com/lockstep-go/lockstep/nn/internal/rng"
)

// table is a data set in memory, in its own order.
type table struct {
	in, out int
	x       []float32
	labels  []int32
	y       []float32
	size    int // rows in a batch
}

func (t table) rows() int { return len(t.x) / t.in }

func (t table) Batches(int) iter.Seq2[Batch, error] {
	return func(yield func(Batch, error) bool) {
		for lo := 0; lo < t.rows(); lo += t.size {
			if !yield(t.batch(lo, min(lo+t.size, t.rows())), nil) {
				return
			}
		}
	}
}

func (t table) batch(lo, hi int) Batch {
	b := Batch{X: t.x[lo*t.in : hi*t.in], Rows: hi - lo}
	if t.labels != nil {
		b.Labels = t.labels[lo:hi]
	}
	if t.y != nil {
		b.Y = t.y[lo*t.out : hi*t.out]
	}
	return b
}

// xor is the exclusive or, as labels of two classes and as one target.
func xor() table {
	return table{
		in: 2, out: 1, size: 4,
		x:      []float32{0, 0, 0, 1, 1, 0, 1, 1},
		labels: []int32{0, 1, 1, 0},
		y:      []float32{0, 1, 1, 0},
	}
}

// clouds are rows around one random centre per class, with labels and one-hot
// targets.
func clouds(rows, in, classes, size int, seed uint64) table {
	r := rng.New(seed, 0)
	centre := make([]float32, classes*in)
	for i := range centre {
		centre[i] = 2*r.Float32() - 1
	}
	t := table{in: in, out: classes, size: size}
	for i := range rows {
		c := i % classes
		t.labels = append(t.labels, int32(c))
		for j := range classes {
			t.y = append(t.y, float32(bit(j == c)))
		}
		for j := range in {
			// Rounded on its own, for the data to be the same where Go fuses a*b+c.
			t.x = append(t.x, centre[c*in+j]+float32(0.6*(2*r.Float32()-1)))
		}
	}
	return t
}

func mustNew(t testing.TB, s Spec, seed uint64) *Model {
	t.Helper()
	m, err := New(s, Seed(seed))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func mustTrainer(t testing.TB, m *Model, cfg Config) *Trainer {
	t.Helper()
	tr, err := NewTrainer(m, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}
