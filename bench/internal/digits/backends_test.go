package digits

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	"github.com/lockstep-go/lockstep/bench/internal/progress"
	"github.com/lockstep-go/lockstep/bench/internal/report"
	"github.com/lockstep-go/lockstep/kernels"
	"github.com/lockstep-go/lockstep/nn"
)

const childVariable = "LOCKSTEP_BENCH_TEST_FINGERPRINT"

// TestMain lets a child process, which has a backend of its own, print the
// fingerprint of a short training.
func TestMain(m *testing.M) {
	if os.Getenv(childVariable) == "" {
		os.Exit(m.Run())
	}
	print, err := fingerprint()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Print(kernels.Backend(), " ", print)
}

// fingerprint trains on few digits, in layers wide enough to be shared among
// threads.
func fingerprint() (string, error) {
	cfg := Config{Train: 200, Test: 50, Width: 150, Batch: 100, Epochs: 2, LR: 0.05, Seed: 1}
	l, err := NewLab(cfg, progress.NewDisplay(io.Discard, false))
	if err != nil {
		return "", err
	}
	o, err := l.Train(context.Background(), "test", l.Spec(nn.Sigmoid, 2))
	if err != nil {
		return "", err
	}
	return report.Fingerprint(o.Model), nil
}

func TestSameWeightsOnEveryBackend(t *testing.T) {
	want, err := fingerprint()
	if err != nil {
		t.Fatal(err)
	}
	for _, backend := range kernels.Backends() {
		for _, threads := range []string{"1", "3"} {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), childVariable+"=1", "LOCKSTEP_BACKEND="+backend, "LOCKSTEP_THREADS="+threads)
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			if got := string(out); got != backend+" "+want {
				t.Errorf("with %s threads: %q, want %q", threads, got, backend+" "+want)
			}
		}
	}
}
