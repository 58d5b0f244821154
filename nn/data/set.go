package data

import (
	"fmt"
	"math"
)

// Set is a data set in memory, one row per example.
//
// A classification set has Classes and Labels, a regression set has Outputs and
// Y; a set may have both, as [XOR] does, so that it fits a softmax head and a
// head with one logit. Sets made by splitting share nothing but names.
type Set struct {
	Name string // what the set is, where known: "MNIST", a file's name

	In       int       // inputs per row
	X        []float32 // Rows×In, row-major
	Features []string  // names of the inputs, In of them or nil

	Classes int      // number of classes, 0 in a regression set
	Labels  []int32  // class of each row, 0 <= label < Classes; nil without classes
	Names   []string // names of the classes, Classes of them or nil

	Outputs int       // targets per row, 0 where there are only classes
	Y       []float32 // Rows×Outputs, row-major; nil without targets

	Schema *Schema // how a CSV file's columns became inputs, else nil
}

// Rows returns the number of rows.
func (s *Set) Rows() int {
	if s.In <= 0 {
		return 0
	}
	return len(s.X) / s.In
}

// Validate checks that the lengths agree, that labels lie within the classes
// and that every input and target is finite. The first fault is the error.
func (s *Set) Validate() error {
	if s.In < 1 {
		return fmt.Errorf("data: set %q: expected In >= 1, found %d", s.Name, s.In)
	}
	rows := s.Rows()
	if rows == 0 || len(s.X)%s.In != 0 {
		return fmt.Errorf("data: set %q: expected len(X) to be a positive multiple of In = %d, found %d", s.Name, s.In, len(s.X))
	}
	if s.Classes == 0 && s.Outputs == 0 {
		return fmt.Errorf("data: set %q: expected classes or targets, found Classes = 0 and Outputs = 0", s.Name)
	}
	if err := s.validateLabels(rows); err != nil {
		return err
	}
	if s.Outputs < 0 || len(s.Y) != rows*s.Outputs {
		return fmt.Errorf("data: set %q: expected len(Y) = %d rows of Outputs = %d, found %d", s.Name, rows, s.Outputs, len(s.Y))
	}
	if len(s.Features) != 0 && len(s.Features) != s.In {
		return fmt.Errorf("data: set %q: expected %d feature names or none, found %d", s.Name, s.In, len(s.Features))
	}
	if i := firstNotFinite(s.X); i >= 0 {
		return fmt.Errorf("data: set %q: row %d, input %d: expected a finite number, found %v", s.Name, i/s.In, i%s.In, s.X[i])
	}
	if i := firstNotFinite(s.Y); i >= 0 {
		return fmt.Errorf("data: set %q: row %d, target %d: expected a finite number, found %v", s.Name, i/s.Outputs, i%s.Outputs, s.Y[i])
	}
	return nil
}

func (s *Set) validateLabels(rows int) error {
	if s.Classes == 0 {
		if len(s.Labels) != 0 || len(s.Names) != 0 {
			return fmt.Errorf("data: set %q: expected no labels and no class names with Classes = 0, found %d and %d", s.Name, len(s.Labels), len(s.Names))
		}
		return nil
	}
	if s.Classes < 2 {
		return fmt.Errorf("data: set %q: expected at least 2 classes, found %d", s.Name, s.Classes)
	}
	if len(s.Labels) != rows {
		return fmt.Errorf("data: set %q: expected one label for each of %d rows, found %d", s.Name, rows, len(s.Labels))
	}
	if len(s.Names) != 0 && len(s.Names) != s.Classes {
		return fmt.Errorf("data: set %q: expected %d class names or none, found %d", s.Name, s.Classes, len(s.Names))
	}
	for i, label := range s.Labels {
		if label < 0 || int(label) >= s.Classes {
			return fmt.Errorf("data: set %q: row %d: expected a label in 0..%d, found %d", s.Name, i, s.Classes-1, label)
		}
	}
	return nil
}

// firstNotFinite returns the index of the first NaN or infinity, or -1.
func firstNotFinite(x []float32) int {
	const exponent = 0xff << 23
	for i, v := range x {
		if math.Float32bits(v)&exponent == exponent {
			return i
		}
	}
	return -1
}
