package data

import "fmt"

// Binary returns the set with one target per row beside its two classes: 1 for
// class 1 and 0 for class 0, as binary cross-entropy on one logit wants it. The
// inputs are shared. An error says that the set does not have two classes.
func (s *Set) Binary() (*Set, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if s.Classes != 2 {
		return nil, fmt.Errorf("data: Binary: expected 2 classes, found %d", s.Classes)
	}
	t := *s
	t.Outputs = 1
	t.Y = make([]float32, len(s.Labels))
	for i, label := range s.Labels {
		t.Y[i] = float32(label)
	}
	return &t, nil
}

// OneHot returns the set with one target per class beside its labels: 1 at the
// row's class and 0 elsewhere, for losses that compare with numbers. The inputs
// are shared. An error says that the set has no classes.
func (s *Set) OneHot() (*Set, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if s.Classes == 0 {
		return nil, fmt.Errorf("data: OneHot: expected classes, found a regression set with %d outputs", s.Outputs)
	}
	t := *s
	t.Outputs = s.Classes
	t.Y = make([]float32, len(s.Labels)*s.Classes)
	for i, label := range s.Labels {
		t.Y[i*s.Classes+int(label)] = 1
	}
	return &t, nil
}
