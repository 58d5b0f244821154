package app

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/lockstep-go/lockstep/bench/internal/calibrate"
	"github.com/lockstep-go/lockstep/bench/internal/digits"
	"github.com/lockstep-go/lockstep/bench/internal/progress"
	"github.com/lockstep-go/lockstep/kernels"
)

// TestMain lets the test binary stand in for the program that the calibration
// starts.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == calibrate.Command {
		os.Exit(Run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

func TestDefaultJobPrintsItsParts(t *testing.T) {
	cfg := digits.Config{Train: 400, Test: 100, Width: 16, Batch: 16, Epochs: 2, LR: 0.05, Seed: 1}
	var out, progressed bytes.Buffer
	if err := defaultJob(context.Background(), cfg, &out, progress.NewDisplay(&progressed, false)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"CPU ", "backend  " + kernels.Backend(), "plain Go", "MatMul", "GFLOP/s", "ReLU", "Sigmoid", "elements/ns", kernels.Backend() + "/portable",
		"256-16-16-16-16-16-16-10 relu", "test accuracy", "weights ", "10 hidden layers", "Conclusion: ", " s in all",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the output lacks %q:\n%s", want, out.String())
		}
	}
	for _, want := range []string{"training: epoch 2/2", "sigmoid: epoch 1/2", "relu: epoch 2/2"} {
		if !strings.Contains(progressed.String(), want) {
			t.Errorf("the progress lacks %q:\n%s", want, progressed.String())
		}
	}
	for _, r := range out.String() + progressed.String() {
		if unicode.IsControl(r) && r != '\n' {
			t.Fatalf("the output has the control character %q", r)
		}
	}
}

func TestExitStatus(t *testing.T) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for _, c := range []struct {
		ctx    context.Context
		args   string
		status int
		want   string // in what is written to stderr
	}{
		{context.Background(), "-help", exitOK, "usage: bench"},
		{context.Background(), "--help", exitOK, "bench train -data PATH"},
		{context.Background(), "dance", exitUsage, `found "dance"`},
		{context.Background(), "-seed x", exitUsage, "invalid value"},
		{context.Background(), "train", exitUsage, "expected -data"},
		{context.Background(), "train -help", exitOK, "usage: bench train"},
		{context.Background(), "train -data nowhere", exitFailure, "bench: -data: expected a directory of IDX files or a CSV file"},
		{cancelled, "", exitInterrupted, "bench: interrupted"},
	} {
		var out, errs bytes.Buffer
		if got := Run(c.ctx, strings.Fields(c.args), &out, &errs); got != c.status {
			t.Errorf("%q: exit status %d, want %d", c.args, got, c.status)
		}
		if !strings.Contains(errs.String(), c.want) {
			t.Errorf("%q: stderr %q lacks %q", c.args, errs.String(), c.want)
		}
	}
}
