//go:build unix

package main

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/nn"
)

// TestMain lets the test binary stand in for the command.
func TestMain(m *testing.M) {
	if os.Getenv("LOCKSTEP_BENCH_TEST") != "" {
		main()
	}
	os.Exit(m.Run())
}

// TestInterruptSignal sends a running training the signal of Ctrl-C.
func TestInterruptSignal(t *testing.T) {
	dir := t.TempDir()
	file, save := filepath.Join(dir, "xor.csv"), filepath.Join(dir, "model.safetensors")
	if err := os.WriteFile(file, []byte(strings.Repeat("0,0,no\n0,1,yes\n1,0,yes\n1,1,no\n", 50)), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "train", "-data", file, "-epochs", "100000", "-save", save)
	cmd.Env = append(os.Environ(), "LOCKSTEP_BENCH_TEST=1")
	var errs strings.Builder
	cmd.Stderr = &errs
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// Where a failed test leaves it running.
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	lines := bufio.NewScanner(stdout)
	// The line after the table's head is the first of some epochs.
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "epoch") {
	}
	lines.Scan()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var rest strings.Builder
	for lines.Scan() {
		rest.WriteString(lines.Text() + "\n")
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 130 {
		t.Fatalf("the command ends with %v, want exit status 130; stderr:\n%s", err, errs.String())
	}
	for _, want := range []string{"interrupted in epoch", "test accuracy", "saved " + save} {
		if !strings.Contains(rest.String(), want) {
			t.Errorf("the output lacks %q:\n%s", want, rest.String())
		}
	}
	if !strings.Contains(errs.String(), "bench: interrupted") {
		t.Errorf("stderr is %q", errs.String())
	}
	if _, err := nn.LoadFile(save); err != nil {
		t.Error(err)
	}
}
