package data

import (
	"fmt"
	"math"
	"slices"

	"github.com/lockstep-go/lockstep/nn/internal/rng"
)

// Split divides the rows at random: the first set gets fraction of them, the
// second the rest, each in the order of s.
//
// With classes the division is stratified: of every class, and of the whole,
// the first set holds the asked share to within one row. The choice depends on
// the rows' labels, fraction and seed only. The inputs are copied. An error says
// that s is not valid, that fraction is not between 0 and 1, or that a part
// would be empty.
func (s *Set) Split(fraction float64, seed uint64) (first, second *Set, err error) {
	if err := s.Validate(); err != nil {
		return nil, nil, err
	}
	if !(fraction > 0 && fraction < 1) {
		return nil, nil, fmt.Errorf("data: Split: expected a fraction between 0 and 1, found %v", fraction)
	}
	rows := s.Rows()
	order := make([]int, rows)
	for i := range order {
		order[i] = i
	}
	rng.Shuffle(rng.New(seed, rng.Split), order)
	if s.Classes > 0 {
		slices.SortStableFunc(order, func(a, b int) int { return int(s.Labels[a]) - int(s.Labels[b]) })
	}

	// Walking along the classes and taking a row each time the running share
	// passes the next half keeps every run of rows within one of its share.
	share := func(k int) float64 { return math.Floor(float64(float64(k)*fraction) + 0.5) }
	var take, leave []int
	for k, row := range order {
		if share(k+1) > share(k) {
			take = append(take, row)
		} else {
			leave = append(leave, row)
		}
	}
	if len(take) == 0 || len(leave) == 0 {
		return nil, nil, fmt.Errorf("data: Split: expected both parts to have rows, found %d and %d of %d rows at fraction %v", len(take), len(leave), rows, fraction)
	}
	slices.Sort(take)
	slices.Sort(leave)
	return s.pick(take), s.pick(leave), nil
}

// pick returns a set of copies of the given rows.
func (s *Set) pick(rows []int) *Set {
	p := *s
	p.X, p.Labels, p.Y = nil, nil, nil
	p.X = make([]float32, 0, len(rows)*s.In)
	for _, r := range rows {
		p.X = append(p.X, s.X[r*s.In:(r+1)*s.In]...)
		if s.Classes > 0 {
			p.Labels = append(p.Labels, s.Labels[r])
		}
		p.Y = append(p.Y, s.Y[r*s.Outputs:(r+1)*s.Outputs]...)
	}
	return &p
}
