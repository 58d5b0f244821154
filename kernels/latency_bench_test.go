package kernels

import (
	"math"
	"runtime"
	"runtime/metrics"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkStopTheWorld reports what a garbage collection waits for running goroutines to
// stop, in microseconds at the median, the 90th percentile and the longest: while a 2048³
// product is computed in a loop, and, to compare, while nothing is and while a Go loop runs
// that can be stopped anywhere. The goal is 100 at the 90th percentile. The runtime's
// histogram is coarse: a stop counts with the upper end of its bucket. On a machine that
// does other work, the operating system's share is in it.
func BenchmarkStopTheWorld(b *testing.B) {
	const n = 2048
	x, y, c := waves(n*n, 0.3), waves(n*n, 0.7), make([]float32, n*n)
	b.Run("idle", func(b *testing.B) { collect(b) })
	b.Run("loop", func(b *testing.B) {
		sum := 0
		collectDuring(b, func() { sum += spin(1000) })
	})
	b.Run("MatMul", func(b *testing.B) { collectDuring(b, func() { MatMul(c, x, y, n, n, n) }) })
}

// spin is a loop without calls, which the runtime interrupts by a signal.
func spin(n int) (sum int) {
	for i := range n {
		sum ^= i * sum
	}
	return sum
}

// collectDuring is collect while f runs again and again.
func collectDuring(b *testing.B, f func()) {
	var stop atomic.Bool
	done := make(chan struct{})
	go func() {
		for !stop.Load() {
			f()
		}
		close(done)
	}()
	time.Sleep(50 * time.Millisecond)
	collect(b)
	stop.Store(true)
	<-done
}

// collect forces a collection, which stops the world twice, per iteration and reports the stops.
func collect(b *testing.B) {
	sample := []metrics.Sample{{Name: "/sched/pauses/stopping/gc:seconds"}}
	read := func() *metrics.Float64Histogram {
		metrics.Read(sample)
		return sample[0].Value.Float64Histogram()
	}
	before := slices.Clone(read().Counts)
	for b.Loop() {
		runtime.GC()
		time.Sleep(time.Millisecond) // so that stops come at any point of a product
	}
	after := read()
	stops := after.Counts
	for i := range stops {
		stops[i] -= before[i]
	}
	b.ReportMetric(1e6*quantile(stops, after.Buckets, 0.5), "p50-µs")
	b.ReportMetric(1e6*quantile(stops, after.Buckets, 0.9), "p90-µs")
	b.ReportMetric(1e6*quantile(stops, after.Buckets, 1), "max-µs")
}

// quantile returns the upper end of the bucket in which a part of all counts is reached.
func quantile(counts []uint64, bounds []float64, part float64) float64 {
	total, sum := uint64(0), uint64(0)
	for _, c := range counts {
		total += c
	}
	for i, c := range counts {
		if sum += c; float64(sum) >= part*float64(total) && sum > 0 {
			return bounds[i+1]
		}
	}
	return math.NaN()
}
