package data

import (
	"fmt"
	"math"
)

// Standardizer brings every feature to mean 0 and standard deviation 1:
// x' = (x - Mean) / Std, in float64 with one final rounding to float32.
//
// It is fitted on the training set and applied to whatever the network sees
// later, so it belongs into the saved model; both fields survive JSON exactly.
type Standardizer struct {
	Mean []float64 `json:"mean"`
	Std  []float64 `json:"std"` // 1 for a constant feature, which becomes 0
}

// Standardize fits a Standardizer on train and applies it in place to train and
// to the others. An error says which set is not valid or has other features;
// then no set has changed.
func Standardize(train *Set, others ...*Set) (*Standardizer, error) {
	z, err := FitStandardizer(train)
	if err != nil {
		return nil, err
	}
	for _, s := range others {
		if err := s.Validate(); err != nil {
			return nil, err
		}
		if s.In != train.In {
			return nil, fmt.Errorf("data: Standardize: expected %d features as in %q, found %d in %q", train.In, train.Name, s.In, s.Name)
		}
	}
	for _, s := range append([]*Set{train}, others...) {
		if err := z.Apply(s.X, s.X); err != nil {
			return nil, err
		}
	}
	return z, nil
}

// FitStandardizer returns the mean and the population standard deviation of
// each feature, summed in float64 down the rows in order, in two passes.
func FitStandardizer(s *Set) (*Standardizer, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	z := &Standardizer{Mean: make([]float64, s.In), Std: make([]float64, s.In)}
	rows := float64(s.Rows())
	constant := make([]bool, s.In)
	for j := range constant {
		constant[j] = true
	}
	for i, v := range s.X {
		j := i % s.In
		z.Mean[j] += float64(v)
		constant[j] = constant[j] && v == s.X[j]
	}
	for j := range z.Mean {
		z.Mean[j] /= rows
	}
	for i, v := range s.X {
		d := float64(v) - z.Mean[i%s.In]
		z.Std[i%s.In] += float64(d * d)
	}
	for j := range z.Std {
		z.Std[j] = math.Sqrt(z.Std[j] / rows)
		if constant[j] {
			// The sum's rounding would leave a tiny deviation to divide by.
			z.Mean[j], z.Std[j] = float64(s.X[j]), 1
		}
	}
	return z, nil
}

// Apply standardises rows of len(Mean) features each, row-major, from src to
// dst, which may be the same slice. The lengths must be equal.
func (z *Standardizer) Apply(dst, src []float32) error {
	if err := z.check(); err != nil {
		return err
	}
	if len(dst) != len(src) || len(src)%len(z.Mean) != 0 {
		return fmt.Errorf("data: Standardizer: expected rows of %d features and equal lengths, found %d and %d values", len(z.Mean), len(dst), len(src))
	}
	for lo := 0; lo < len(src); lo += len(z.Mean) {
		row, out := src[lo:lo+len(z.Mean)], dst[lo:lo+len(z.Mean)]
		for j, mean := range z.Mean {
			out[j] = float32((float64(row[j]) - mean) / z.Std[j])
		}
	}
	return nil
}

// check finds what a Standardizer from outside may have wrong.
func (z *Standardizer) check() error {
	if len(z.Mean) == 0 || len(z.Mean) != len(z.Std) {
		return fmt.Errorf("data: Standardizer: expected as many means as deviations and at least one, found %d and %d", len(z.Mean), len(z.Std))
	}
	for j, std := range z.Std {
		mean := z.Mean[j]
		if !(std > 0) || math.IsInf(std, 0) || math.IsNaN(mean) || math.IsInf(mean, 0) {
			return fmt.Errorf("data: Standardizer: feature %d: expected a finite mean and a positive deviation, found %v and %v", j, mean, std)
		}
	}
	return nil
}
