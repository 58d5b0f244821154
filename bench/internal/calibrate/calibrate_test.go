package calibrate

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/kernels"
)

// TestMain lets the test binary stand in for the program that Run starts.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == Command {
		if err := Measure(os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestRunMeasuresBothBackends(t *testing.T) {
	r, err := Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if r.Chosen.Backend != kernels.Backend() || r.Portable.Backend != "portable" {
		t.Errorf("measured %q and %q, want %q and portable", r.Chosen.Backend, r.Portable.Backend, kernels.Backend())
	}
	for _, rates := range []Rates{r.Chosen, r.Portable, r.Plain} {
		for _, v := range []float64{rates.MatMul, rates.ReLU, rates.Sigmoid} {
			if !(v > 0) || math.IsInf(v, 0) {
				t.Errorf("%s: rate %v, want a finite number above 0", rates.Backend, v)
			}
		}
	}
}

func TestUnknownBackendIsAnError(t *testing.T) {
	_, err := child(context.Background(), "abacus")
	if err == nil || !strings.Contains(err.Error(), "abacus") {
		t.Errorf("error %v, want one that names the backend", err)
	}
}

func TestPrintRatios(t *testing.T) {
	r := Result{
		Chosen:   Rates{Backend: "fast", MatMul: 80, ReLU: 10, Sigmoid: 1},
		Portable: Rates{Backend: "portable", MatMul: 2, ReLU: 2, Sigmoid: 0.125},
		Plain:    Rates{MatMul: 1, ReLU: 4, Sigmoid: 0.25},
	}
	var out bytes.Buffer
	if err := r.Print(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"fast/portable", "40.0x", "80.0x", "5.0x", "2.5x", "8.0x", "4.0x", "GFLOP/s", "elements/ns"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, out.String())
		}
	}
}

// TestPlainLoops holds the plain loops to what the kernels compute: a ratio
// between different functions would say nothing.
func TestPlainLoops(t *testing.T) {
	o := newOperands()
	want := make([]float32, side*side)
	kernels.MatMul(want, o.a, o.b, side, side, side)
	plainMatMul(o.c, o.a, o.b, side)
	compare(t, "MatMul", o.c, want, 1e-2)
	want = want[:length]
	kernels.ReLU(want, o.x)
	plainReLU(o.y, o.x)
	compare(t, "ReLU", o.y, want, 0)
	kernels.Sigmoid(want, o.x)
	plainSigmoid(o.y, o.x)
	compare(t, "Sigmoid", o.y, want, 1e-6)
}

func compare(t *testing.T, name string, got, want []float32, tolerance float64) {
	t.Helper()
	for i := range want {
		if d := math.Abs(float64(got[i]) - float64(want[i])); !(d <= tolerance) {
			t.Fatalf("plain %s, element %d: %v, kernel %v", name, i, got[i], want[i])
		}
	}
}
