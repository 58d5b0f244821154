package gemmbench

import (
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/lockstep-go/lockstep/kernels"
)

// latency measures how long the runtime takes to stop the world, as it does for each garbage
// collection, while a 2048*2048*2048 product runs: assembly cannot be preempted,
// so this is how long one of its calls holds everything up.
func latency(r *Runner) {
	const n = 2048
	a, b, c := random[float32](n*n), random[float32](n*n), make([]float32, n*n)
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-done:
				return
			default:
				kernels.MatMul(c, a, b, n, n, n)
			}
		}
	}()
	var stops []float64
	var stats runtime.MemStats
	for range 500 {
		time.Sleep(time.Millisecond)
		start := time.Now()
		runtime.ReadMemStats(&stats)
		stops = append(stops, time.Since(start).Seconds()*1e6)
	}
	close(done)
	<-stopped
	slices.Sort(stops)
	for _, p := range []int{50, 90, 99} {
		fmt.Fprintf(r.Out, "gemm_latency,stop_the_world_p%d,%s,%d,%.3g,us\n", p, r.Impl, kernels.Threads(), stops[len(stops)*p/100])
	}
}
