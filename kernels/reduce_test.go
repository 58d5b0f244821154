package kernels

import (
	"math"
	"testing"
)

// laneSum is the contract's rule 4 for one chunk, in its own words.
func laneSum(x []float32) float32 {
	var lane [32]float32
	for i, v := range x {
		lane[i%32] += v
	}
	for _, d := range []int{16, 8, 4, 2, 1} {
		for i := range d {
			lane[i] += lane[i+d]
		}
	}
	return lane[0]
}

func TestSumOfChunks(t *testing.T) {
	x := make([]float32, 5*4096+17)
	for i := range x {
		x[i] = float32(math.Sin(float64(i))) * float32(i%97)
	}
	var s []float32
	for i := 0; i < len(x); i += 4096 {
		s = append(s, laneSum(x[i:min(i+4096, len(x))]))
	}
	// Six chunks: four on the left, two on the right.
	want := ((s[0] + s[1]) + (s[2] + s[3])) + (s[4] + s[5])
	if got := Sum(x); got != want {
		t.Errorf("Sum = %v, want %v", got, want)
	}
	ones := make([]float32, len(x))
	for i := range ones {
		ones[i] = 1
	}
	if got := Dot(x, ones); got != want {
		t.Errorf("Dot with ones = %v, want %v", got, want)
	}
}

func TestSumOfNothing(t *testing.T) {
	for _, got := range []float32{Sum[float32](nil), Dot[float32](nil, nil), Sum([]float32{float32(math.Copysign(0, -1))})} {
		if !sameBits(got, 0) {
			t.Errorf("got %v, want +0", got)
		}
	}
}

func TestMax(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	negZero := math.Copysign(0, -1)
	long := make([]float64, 3*chunk+1)
	long[2*chunk+7] = 5
	longNaN := append([]float64{nan}, long...)
	for _, tt := range []struct {
		x    []float64
		want float64
	}{
		{[]float64{-3, -1, -2}, -1},
		{[]float64{negZero}, 0},
		{[]float64{0, negZero}, 0},
		{[]float64{-inf, -inf}, -inf},
		{[]float64{1, nan, 2}, nan},
		{[]float64{nan, 1}, nan},
		{[]float64{inf, nan}, nan},
		{long, 5},
		{longNaN, nan},
	} {
		if got := Max(tt.x); !sameBits(got, tt.want) {
			t.Errorf("Max of %d elements = %v, want %v", len(tt.x), got, tt.want)
		}
	}
}

func TestColumnSums(t *testing.T) {
	for _, size := range [][2]int{{0, 3}, {3, 0}, {1, 1}, {7, 5}, {130, 10}, {3, grain + 9}, {2000, 33}} {
		rows, cols := size[0], size[1]
		x, got, want := make([]float32, rows*cols), make([]float32, cols), make([]float32, cols)
		for i := range x {
			x[i] = float32(math.Sin(float64(i)))
		}
		for j := range want {
			for i := range rows {
				want[j] += x[i*cols+j]
			}
			got[j] = 9
		}
		ColumnSums(got, x, rows, cols)
		for j := range want {
			if got[j] != want[j] {
				t.Fatalf("%dx%d: column %d = %v, want %v", rows, cols, j, got[j], want[j])
			}
		}
	}
}

func TestAddBias(t *testing.T) {
	x := []float32{1, 2, 3, 4, 5, 6}
	AddBias(x, x, []float32{10, 20, 30}, 2, 3)
	for i, want := range []float32{11, 22, 33, 14, 25, 36} {
		if x[i] != want {
			t.Errorf("x[%d] = %v, want %v", i, x[i], want)
		}
	}
	AddBias[float32](nil, nil, nil, 5, 0)
}
