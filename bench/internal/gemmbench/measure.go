// Package gemmbench measures matrix products and prints lines of CSV:
//
//	suite,case,impl,threads,value,unit
package gemmbench

import (
	"slices"
	"time"
)

// secondsPerCall returns the median time of a call over 5 to 15 repetitions of at
// least 4 ms each, about 80 ms in all, after a warm-up.
func secondsPerCall(call func()) float64 {
	const repetition, budget = 4e-3, 80e-3
	start, calls := time.Now(), 0
	for calls < 2 || time.Since(start) < 3*time.Millisecond {
		call()
		calls++
	}
	once := time.Since(start).Seconds() / float64(calls)
	inner := max(1, int(repetition/once+1))
	times := make([]float64, min(15, max(5, int(budget/(float64(inner)*once)))))
	for r := range times {
		start := time.Now()
		for range inner {
			call()
		}
		times[r] = time.Since(start).Seconds() / float64(inner)
	}
	slices.Sort(times)
	return times[len(times)/2]
}
