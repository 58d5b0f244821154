package data

import (
	"fmt"
	"slices"
	"testing"

	"github.com/lockstep-go/lockstep/nn"
)

// rowsOf runs through an epoch of a source over numbered and returns the rows
// and the batch sizes, checking that inputs, labels and targets belong together.
func rowsOf(t *testing.T, src nn.Source, s *Set, epoch int) (rows, sizes []int) {
	t.Helper()
	for b, err := range src.Batches(epoch) {
		if err != nil {
			t.Fatal(err)
		}
		if len(b.X) != b.Rows*2 || len(b.Labels) != b.Rows || len(b.Y) != b.Rows {
			t.Fatalf("batch of %d rows has %d inputs, %d labels, %d targets", b.Rows, len(b.X), len(b.Labels), len(b.Y))
		}
		sizes = append(sizes, b.Rows)
		for i := range b.Rows {
			row := int(-b.Y[i])
			if b.X[2*i] != float32(10*row) || b.X[2*i+1] != float32(10*row+1) || b.Labels[i] != s.Labels[row] {
				t.Fatalf("row %d comes as %v, label %d", row, b.X[2*i:2*i+2], b.Labels[i])
			}
			rows = append(rows, row)
		}
	}
	return rows, sizes
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func TestBatchInOrder(t *testing.T) {
	s := numbered(10, 3)
	for size, want := range map[int][]int{1: slices.Repeat([]int{1}, 10), 3: {3, 3, 3, 1}, 5: {5, 5}, 10: {10}, 64: {10}} {
		rows, sizes := rowsOf(t, s.Batch(size), s, 0)
		if !slices.Equal(rows, upTo(10)) || !slices.Equal(sizes, want) {
			t.Errorf("size %d: rows %v in batches of %v, want batches of %v", size, rows, sizes, want)
		}
	}
}

func TestBatchShuffled(t *testing.T) {
	s := numbered(101, 3)
	src := s.Batch(25, Shuffle(5))
	orders := map[string]bool{}
	for epoch := range 4 {
		rows, sizes := rowsOf(t, src, s, epoch)
		if !slices.Equal(sizes, []int{25, 25, 25, 25, 1}) {
			t.Errorf("epoch %d: batches of %v", epoch, sizes)
		}
		orders[fmt.Sprint(rows)] = true
		if slices.Sort(rows); !slices.Equal(rows, upTo(101)) {
			t.Errorf("epoch %d does not hold each row once: %v", epoch, rows)
		}
	}
	other, _ := rowsOf(t, s.Batch(25, Shuffle(6)), s, 0)
	orders[fmt.Sprint(other)] = true
	if len(orders) != 5 {
		t.Errorf("4 epochs and another seed give %d different orders, want 5", len(orders))
	}
}

// The order is a function of seed and epoch: not of the batch size, of earlier
// epochs, nor of whether those were run to their end.
func TestBatchOrderHasNoHistory(t *testing.T) {
	s := numbered(50, 2)
	src := s.Batch(7, Shuffle(3))
	for range src.Batches(0) {
		break
	}
	rowsOf(t, src, s, 1)
	got, _ := rowsOf(t, src, s, 2)
	want, _ := rowsOf(t, s.Batch(50, Shuffle(3)), s, 2)
	if !slices.Equal(got, want) {
		t.Errorf("epoch 2 after others: %v\nalone: %v", got, want)
	}
}

// The committed order is part of the bit contract.
func TestBatchOrderIsFixed(t *testing.T) {
	s := numbered(12, 2)
	rows, _ := rowsOf(t, s.Batch(5, Shuffle(1)), s, 3)
	if want := []int{10, 3, 2, 7, 0, 1, 11, 8, 6, 9, 4, 5}; !slices.Equal(rows, want) {
		t.Errorf("order %v, want %v", rows, want)
	}
}

func TestBatchReusesBuffers(t *testing.T) {
	s := numbered(1000, 2)
	for name, opts := range map[string][]BatchOption{"in order": nil, "shuffled": {Shuffle(1)}} {
		allocs := func(size int) float64 {
			src := s.Batch(size, opts...)
			epoch := 0
			return testing.AllocsPerRun(10, func() {
				for range src.Batches(epoch) {
					epoch++
				}
			})
		}
		if one, many := allocs(1000), allocs(1); many > one {
			t.Errorf("%s: %v allocations for 1000 batches, %v for one", name, many, one)
		}
	}
}

func TestBatchErrors(t *testing.T) {
	first := func(src nn.Source) error {
		for b, err := range src.Batches(0) {
			if err != nil && b.Rows != 0 {
				t.Errorf("error with a batch of %d rows", b.Rows)
			}
			return err
		}
		t.Error("no error and no batch")
		return nil
	}
	wantError(t, first(numbered(3, 2).Batch(0)), "at least 1", "0")
	wantError(t, first(numbered(3, 2).Batch(-4, Shuffle(1))), "at least 1", "-4")
	wantError(t, first((&Set{}).Batch(4)), "In >= 1")

	src := numbered(9, 3).Batch(2, Shuffle(1))
	for _, err := range src.Batches(0) {
		if err != nil {
			t.Fatal(err)
		}
		wantError(t, first(src), "one iteration at a time")
		break
	}
	if err := first(src); err != nil {
		t.Errorf("after the first iteration ended: %v", err)
	}
}
