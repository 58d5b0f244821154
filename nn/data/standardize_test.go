package data

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"testing"
)

func regression(in int, x ...float32) *Set {
	return &Set{Name: "test", In: in, X: x, Outputs: 1, Y: make([]float32, len(x)/in)}
}

func TestStandardize(t *testing.T) {
	train := regression(3,
		1, 5, 0.1,
		2, 5, 0.1,
		3, 5, 0.1,
		4, 5, 0.1)
	test := regression(3, 2.5, 7, 0.1)
	z, err := Standardize(train, test)
	if err != nil {
		t.Fatal(err)
	}
	std := math.Sqrt(1.25)
	if want := (&Standardizer{Mean: []float64{2.5, 5, float64(float32(0.1))}, Std: []float64{std, 1, 1}}); !reflect.DeepEqual(z, want) {
		t.Errorf("fitted %v, want %v", z, want)
	}
	a, b := float32(1.5/std), float32(0.5/std)
	if want := []float32{-a, 0, 0, -b, 0, 0, b, 0, 0, a, 0, 0}; !slices.Equal(train.X, want) {
		t.Errorf("train %v, want %v", train.X, want)
	}
	if want := []float32{0, 2, 0}; !slices.Equal(test.X, want) {
		t.Errorf("test %v, want %v", test.X, want)
	}
}

// Values far from zero lose nothing in two passes: the deviation of 2^24 plus
// 0, 2, 4 is that of 0, 2, 4.
func TestStandardizeLargeOffset(t *testing.T) {
	const offset = 1 << 24
	z, err := FitStandardizer(regression(1, offset, offset+2, offset+4))
	if err != nil {
		t.Fatal(err)
	}
	if want := math.Sqrt(8.0 / 3); z.Mean[0] != offset+2 || z.Std[0] != want {
		t.Errorf("fitted %v and %v, want %v and %v", z.Mean[0], z.Std[0], float64(offset+2), want)
	}
}

func TestStandardizerSurvivesJSON(t *testing.T) {
	z, err := FitStandardizer(regression(2, 0.1, 1e-30, 0.7, 3e38, 1.3, -2))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(z)
	if err != nil {
		t.Fatal(err)
	}
	var back Standardizer
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(*z, back) {
		t.Errorf("%s gives %v, want %v", text, back, *z)
	}
}

func TestStandardizeErrors(t *testing.T) {
	train, other := regression(2, 1, 2, 3, 4), regression(3, 1, 2, 3)
	_, err := Standardize(train, other)
	wantError(t, err, "2 features", "3")
	if !slices.Equal(train.X, []float32{1, 2, 3, 4}) {
		t.Errorf("train changed to %v", train.X)
	}
	_, err = Standardize(train, &Set{})
	wantError(t, err, "In >= 1")
	_, err = FitStandardizer(&Set{})
	wantError(t, err, "In >= 1")

	z := &Standardizer{Mean: []float64{0, 0}, Std: []float64{1, 1}}
	wantError(t, z.Apply(make([]float32, 3), make([]float32, 3)), "rows of 2", "3")
	wantError(t, z.Apply(make([]float32, 2), make([]float32, 4)), "equal lengths", "2 and 4")
	for _, bad := range []*Standardizer{
		{}, {Mean: []float64{1}}, {Mean: []float64{1}, Std: []float64{0}},
		{Mean: []float64{math.NaN()}, Std: []float64{1}}, {Mean: []float64{0}, Std: []float64{math.Inf(1)}},
	} {
		wantError(t, bad.Apply(make([]float32, 2), make([]float32, 2)), "expected", "found")
	}
}
