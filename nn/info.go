package nn

import (
	"fmt"
	"maps"
	"slices"
)

// Info is what a model file says beside the network: what its outputs are
// called and how its inputs were prepared. The network itself does not use it: Predict takes
// inputs as the training data had them, and Standardize prepares raw ones.
type Info struct {
	Classes []string          `json:"classes,omitempty"` // name of each output's class, or of no and yes for a single output
	Mean    []float32         `json:"mean,omitempty"`    // of each input
	Scale   []float32         `json:"scale,omitempty"`   // of each input; prepared = (raw - mean) / scale
	Notes   map[string]string `json:"notes,omitempty"`   // anything else
}

func (i Info) clone() Info {
	return Info{
		Classes: slices.Clone(i.Classes),
		Mean:    slices.Clone(i.Mean), Scale: slices.Clone(i.Scale),
		Notes: maps.Clone(i.Notes),
	}
}

func (i Info) check(s Spec) error {
	if n := len(i.Classes); n != 0 && n != s.Out() && !(n == 2 && s.Out() == 1) {
		return fmt.Errorf("nn: info names %d classes for %d outputs", n, s.Out())
	}
	if len(i.Mean) != len(i.Scale) || len(i.Mean) != 0 && len(i.Mean) != s.In {
		return fmt.Errorf("nn: %w: info has %d means and %d scales for %d inputs", ErrShape, len(i.Mean), len(i.Scale), s.In)
	}
	for j, v := range i.Scale {
		if m := i.Mean[j]; m-m != 0 || v-v != 0 || v == 0 {
			return fmt.Errorf("nn: info has mean %v and scale %v for input %d, want finite numbers and no scale of 0", m, v, j)
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

// Standardize sets dst to x with every input's mean subtracted and divided by
// its scale, as Info gives them; without them it copies. dst may be x. The
// error is ErrShape if the lengths differ or are no multiple of In.
func (m *Model) Standardize(dst, x []float32) error {
	if len(x)%m.In() != 0 {
		return fmt.Errorf("nn: %w: x has %d values, want a multiple of the model's %d inputs", ErrShape, len(x), m.In())
	}
	if len(dst) != len(x) {
		return shapeError("dst", len(dst), "len(x)", len(x))
	}
	if len(m.info.Mean) == 0 {
		copy(dst, x)
		return nil
	}
	for i, v := range x {
		j := i % m.In()
		dst[i] = (v - m.info.Mean[j]) / m.info.Scale[j]
	}
	return nil
}
