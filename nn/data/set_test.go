package data

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// numbered returns a set whose row i has the inputs 10i and 10i+1, the label
// i mod classes and the target -i, so that a row is recognised by its content.
func numbered(rows, classes int) *Set {
	s := &Set{Name: "numbered", In: 2, Classes: classes, Outputs: 1}
	for i := range rows {
		s.X = append(s.X, float32(10*i), float32(10*i+1))
		s.Labels = append(s.Labels, int32(i%classes))
		s.Y = append(s.Y, float32(-i))
	}
	return s
}

// wantError checks that an error is there and says each of the texts.
func wantError(t *testing.T, err error, texts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", texts)
	}
	for _, text := range texts {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("error %q does not say %q", err, text)
		}
	}
}

func TestValidate(t *testing.T) {
	if err := numbered(5, 3).Validate(); err != nil {
		t.Fatal(err)
	}
	nan := float32(math.NaN())
	cases := []struct {
		name   string
		change func(*Set)
		says   []string
	}{
		{"no inputs", func(s *Set) { s.In = 0 }, []string{"In >= 1", "0"}},
		{"empty", func(s *Set) { s.X = nil }, []string{"len(X)", "0"}},
		{"ragged", func(s *Set) { s.X = s.X[:9] }, []string{"multiple of In = 2", "9"}},
		{"nothing to learn", func(s *Set) { *s = Set{In: 1, X: []float32{1}} }, []string{"classes or targets"}},
		{"one class", func(s *Set) { s.Classes = 1 }, []string{"at least 2 classes", "1"}},
		{"few labels", func(s *Set) { s.Labels = s.Labels[:4] }, []string{"5 rows", "4"}},
		{"label too large", func(s *Set) { s.Labels[3] = 3 }, []string{"row 3", "0..2", "3"}},
		{"label negative", func(s *Set) { s.Labels[4] = -1 }, []string{"row 4", "0..2", "-1"}},
		{"labels without classes", func(s *Set) { s.Classes = 0 }, []string{"Classes = 0", "5"}},
		{"class names", func(s *Set) { s.Names = []string{"a"} }, []string{"3 class names", "1"}},
		{"feature names", func(s *Set) { s.Features = []string{"a"} }, []string{"2 feature names", "1"}},
		{"few targets", func(s *Set) { s.Y = s.Y[:4] }, []string{"len(Y)", "5", "4"}},
		{"targets without outputs", func(s *Set) { s.Outputs = 0 }, []string{"len(Y)", "5"}},
		{"NaN", func(s *Set) { s.X[3] = nan }, []string{"row 1, input 1", "NaN"}},
		{"infinity", func(s *Set) { s.Y[2] = float32(math.Inf(-1)) }, []string{"row 2, target 0", "-Inf"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := numbered(5, 3)
			c.change(s)
			wantError(t, s.Validate(), c.says...)
		})
	}
}

func TestSplitStratifies(t *testing.T) {
	s := numbered(103, 3) // 35, 34 and 34 rows
	for _, fraction := range []float64{0.1, 0.5, 0.8, 0.99} {
		a, b, err := s.Split(fraction, 7)
		if err != nil {
			t.Fatal(err)
		}
		if want := int(math.Floor(103*fraction + 0.5)); a.Rows() != want || a.Rows()+b.Rows() != 103 {
			t.Errorf("fraction %v: %d and %d rows, want %d and %d", fraction, a.Rows(), b.Rows(), want, 103-want)
		}
		for class := range int32(3) {
			count := func(s *Set) (n int) {
				for _, l := range s.Labels {
					if l == class {
						n++
					}
				}
				return n
			}
			want := fraction * float64(count(s))
			if got := float64(count(a)); math.Abs(got-want) > 1 {
				t.Errorf("fraction %v: %v rows of class %d, want %v", fraction, got, class, want)
			}
		}
	}
}

// Both parts together hold each row once, whole, and in the set's order.
func TestSplitKeepsRows(t *testing.T) {
	for _, s := range []*Set{numbered(50, 4), {In: 2, X: numbered(50, 2).X, Outputs: 1, Y: numbered(50, 2).Y}} {
		a, b, err := s.Split(0.3, 1)
		if err != nil {
			t.Fatal(err)
		}
		var rows []int
		for _, part := range []*Set{a, b} {
			if err := part.Validate(); err != nil {
				t.Fatal(err)
			}
			var own []int
			for i := range part.Rows() {
				row := int(-part.Y[i])
				if part.X[2*i] != float32(10*row) || part.X[2*i+1] != float32(10*row+1) {
					t.Errorf("row %d has the inputs %v", row, part.X[2*i:2*i+2])
				}
				if s.Classes > 0 && part.Labels[i] != s.Labels[row] {
					t.Errorf("row %d has the label %d", row, part.Labels[i])
				}
				own = append(own, row)
			}
			if !slices.IsSorted(own) {
				t.Errorf("rows %v are out of order", own)
			}
			rows = append(rows, own...)
		}
		slices.Sort(rows)
		for i, row := range rows {
			if i != row {
				t.Fatalf("rows %v, want each of 50 once", rows)
			}
		}
	}
}

func TestSplitDependsOnSeed(t *testing.T) {
	s := numbered(60, 2)
	a, _, _ := s.Split(0.5, 1)
	again, _, _ := s.Split(0.5, 1)
	other, _, _ := s.Split(0.5, 2)
	if !slices.Equal(a.X, again.X) {
		t.Error("the same seed gives other rows")
	}
	if slices.Equal(a.X, other.X) {
		t.Error("another seed gives the same rows")
	}
}

func TestSplitErrors(t *testing.T) {
	s := numbered(10, 2)
	for _, f := range []float64{0, 1, -0.5, 2, math.NaN()} {
		_, _, err := s.Split(f, 1)
		wantError(t, err, "between 0 and 1")
	}
	_, _, err := s.Split(0.001, 1)
	wantError(t, err, "0 and 10 of 10 rows", "0.001")
	_, _, err = (&Set{}).Split(0.5, 1)
	wantError(t, err, "In >= 1")
}

func TestTargets(t *testing.T) {
	s := numbered(4, 2)
	b, err := s.Binary()
	if err != nil {
		t.Fatal(err)
	}
	if want := []float32{0, 1, 0, 1}; !slices.Equal(b.Y, want) || b.Outputs != 1 {
		t.Errorf("Binary: %v, want %v", b.Y, want)
	}
	s = numbered(4, 3)
	o, err := s.OneHot()
	if err != nil {
		t.Fatal(err)
	}
	if want := []float32{1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0}; !slices.Equal(o.Y, want) || o.Outputs != 3 {
		t.Errorf("OneHot: %v, want %v", o.Y, want)
	}
	if s.Outputs != 1 || len(s.Y) != 4 {
		t.Error("OneHot changed the set it was asked of")
	}
	for _, made := range []*Set{b, o} {
		if err := made.Validate(); err != nil {
			t.Error(err)
		}
	}
	_, err = s.Binary()
	wantError(t, err, "2 classes", "3")
	_, err = (&Set{In: 1, X: []float32{1}, Outputs: 1, Y: []float32{1}}).OneHot()
	wantError(t, err, "expected classes")
}
