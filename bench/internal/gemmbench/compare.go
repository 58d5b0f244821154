package gemmbench

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
)

// best is the highest value of a case and who reached it.
type best struct {
	value float64
	impl  string
}

// key is what two lines must agree in to be compared.
type key struct{ suite, name, threads, unit string }

// Compare prints each case of ours beside the best of theirs, and the geometric
// mean of the ratios. Both are lines of CSV as Run prints them; where a case comes
// several times, its best value counts.
func Compare(out io.Writer, ours, theirs io.Reader) error {
	mine, order, err := read(ours)
	if err != nil {
		return fmt.Errorf("gemmbench: ours: %w", err)
	}
	other, _, err := read(theirs)
	if err != nil {
		return fmt.Errorf("gemmbench: theirs: %w", err)
	}
	logs, count := 0.0, 0
	for _, k := range order {
		their, ok := other[k]
		if !ok {
			continue
		}
		our := mine[k]
		ratio := our.value / their.value
		logs += math.Log(ratio)
		count++
		fmt.Fprintf(out, "%-28s %s %8.1f %8.1f %5.2f %s\n", k.name, k.threads, our.value, their.value, ratio, their.impl)
	}
	if count == 0 {
		return errors.New("gemmbench: the two have no case in common")
	}
	fmt.Fprintf(out, "geometric mean of %d: %.3f\n", count, math.Exp(logs/float64(count)))
	return nil
}

// read returns the best of each case, and the cases in the order of their first line.
func read(r io.Reader) (map[key]best, []key, error) {
	cr := csv.NewReader(r)
	cr.FieldsPerRecord = 6
	lines, err := cr.ReadAll()
	if err != nil {
		return nil, nil, err
	}
	bests, order := map[key]best{}, []key(nil)
	for _, l := range lines {
		v, err := strconv.ParseFloat(l[4], 64)
		if err != nil || v <= 0 {
			return nil, nil, fmt.Errorf("%s: value %q, want a positive number", l[1], l[4])
		}
		k := key{l[0], l[1], l[3], l[5]}
		if _, seen := bests[k]; !seen {
			order = append(order, k)
		}
		if v > bests[k].value {
			bests[k] = best{v, l[2]}
		}
	}
	return bests, order, nil
}
