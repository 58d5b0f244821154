package nn

import (
	"fmt"
	"maps"
	"slices"
)

// Info is what a model file says beside the network: what its outputs are
// called and how its inputs were prepared. The network itself does not use it:
// Predict takes inputs as the training data had them. Mean and Std are the
// fields of a data.Standardizer, which prepares raw ones.
type Info struct {
	Classes []string          `json:"classes,omitempty"` // name of each output's class, or of no and yes for a single output
	Mean    []float64         `json:"mean,omitempty"`    // of each input
	Std     []float64         `json:"std,omitempty"`     // of each input; prepared = (raw - mean) / std
	Notes   map[string]string `json:"notes,omitempty"`   // anything else
}

func (i Info) clone() Info {
	return Info{
		Classes: slices.Clone(i.Classes),
		Mean:    slices.Clone(i.Mean), Std: slices.Clone(i.Std),
		Notes: maps.Clone(i.Notes),
	}
}

func (i Info) check(s Spec) error {
	if n := len(i.Classes); n != 0 && n != s.Out() && !(n == 2 && s.Out() == 1) {
		return fmt.Errorf("nn: info names %d classes for %d outputs", n, s.Out())
	}
	if len(i.Mean) != len(i.Std) || len(i.Mean) != 0 && len(i.Mean) != s.In {
		return fmt.Errorf("nn: %w: info has %d means and %d deviations for %d inputs", ErrShape, len(i.Mean), len(i.Std), s.In)
	}
	for j, std := range i.Std {
		if !finite(i.Mean[j]) || !(std > 0) || !finite(std) {
			return fmt.Errorf("nn: info has mean %v and deviation %v for input %d, want finite numbers, the deviation above 0", i.Mean[j], std, j)
		}
	}
	return nil
}

// Info returns a copy of what is known beside the network.
func (m *Model) Info() Info { return m.info.clone() }

// WithInfo returns the same model with other information. The error says what
// in it does not fit the network.
func (m *Model) WithInfo(info Info) (*Model, error) {
	if err := info.check(m.net.spec); err != nil {
		return nil, err
	}
	return &Model{net: m.net, info: info.clone()}, nil
}
