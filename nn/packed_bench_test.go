package nn

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"
)

// BenchmarkPredict reports the time of a batch in a Predictor, and how many times as long
// it takes with the weights as training has them. Both take turns and the shortest of
// each counts; each iteration has a model of its own, because where memory lies matters
// too, and the medians of the iterations are reported.
func BenchmarkPredict(b *testing.B) {
	for _, spec := range []Spec{MLP(ReLU, 784, 512, 512, 10), MLP(Tanh, 64, 64, 64, 10), MLP(ReLU, 1024, 1024, 1024)} {
		for _, rows := range []int{1, 8, 64, 256} {
			b.Run(fmt.Sprintf("%dx%d/%d", spec.In, spec.Layers[0].Units, rows), func(b *testing.B) {
				var times, ratios []float64
				for b.Loop() {
					best := racePredict(mustNew(b, spec, 1), rows)
					times, ratios = append(times, best[0]/1e3), append(ratios, best[1]/best[0])
				}
				slices.Sort(times)
				slices.Sort(ratios)
				b.ReportMetric(times[len(times)/2], "µs")
				b.ReportMetric(ratios[len(ratios)/2], "x-unpacked")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// racePredict returns the times in nanoseconds with packed weights and without.
func racePredict(m *Model, rows int) (best [2]float64) {
	x, p := make([]float32, rows*m.In()), m.Predictor(rows)
	for i := range x {
		x[i] = float32(i%17) - 8
	}
	calls := [2]func(){
		func() { m.net.predict(&p.ws, p.packed, x, rows) },
		func() { m.net.forward(&p.ws, x, rows) },
	}
	reps := 1 + 2_000_000/(rows*m.net.spec.Params())
	best = [2]float64{math.MaxFloat64, math.MaxFloat64}
	for range 10 {
		for i, call := range calls {
			call() // brings the weights to where they will be
			start := time.Now()
			for range reps {
				call()
			}
			best[i] = min(best[i], float64(time.Since(start).Nanoseconds())/float64(reps))
		}
	}
	return best
}
