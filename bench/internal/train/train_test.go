package train

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/nn"
	"github.com/lockstep-go/lockstep/nn/data"
)

func TestMNIST(t *testing.T) {
	args := []string{"-data", shared(t, "mnist"), "-epochs", "1"}
	least := 0.96
	if testing.Short() {
		args, least = append(args, "-hidden", "32"), 0.90
	}
	out, err := run(context.Background(), args...)
	if err != nil {
		t.Fatal(err)
	}
	if n, rows := right(t, out); rows != 10000 || float64(n) < least*float64(rows) {
		t.Errorf("%d of %d right, want at least %v of 10000", n, rows, least)
	}
	for _, want := range []string{"MNIST: 60000 rows", "784 inputs", "10 classes"} {
		if !strings.Contains(out, want) {
			t.Errorf("the output lacks %q:\n%s", want, out)
		}
	}
}

func TestCSV(t *testing.T) {
	for _, c := range []struct {
		file  string
		args  []string
		least float64
	}{
		{"iris/iris.csv", []string{"-label", "last"}, 0.93},
		{"banknote/banknote_authentication.csv", []string{"-label", "4"}, 0.99},
		{"spambase/spambase.data", nil, 0.92},
		{"optdigits/optdigits.tra", []string{"--test", "optdigits/optdigits.tes"}, 0.95},
	} {
		t.Run(filepath.Base(c.file), func(t *testing.T) {
			args := []string{"-data", shared(t, c.file)}
			for _, a := range c.args {
				if strings.HasSuffix(a, ".tes") {
					a = shared(t, a)
				}
				args = append(args, a)
			}
			out, err := run(context.Background(), args...)
			if err != nil {
				t.Fatal(err)
			}
			if n, rows := right(t, out); float64(n) < c.least*float64(rows) {
				t.Errorf("%d of %d right, want at least %v", n, rows, c.least)
			}
		})
	}
}

// TestSaved trains on columns of very different scales and asks the saved model, with
// what it knows about the inputs, for the same decisions.
func TestSaved(t *testing.T) {
	file := write(t, "quadrants.csv", quadrants(600))
	save := filepath.Join(t.TempDir(), "model.safetensors")
	args := []string{"-data", file, "-label", "side", "-save", save, "-epochs", "40", "-hidden", "16,16", "-act", "tanh"}
	out, err := run(context.Background(), args...)
	if err != nil {
		t.Fatal(err)
	}
	want, rows := right(t, out)
	if rows != 120 || want < 108 {
		t.Errorf("%d of %d right, want at least 108 of 120", want, rows)
	}
	model := loadModel(t, save)
	if got := model.Spec().Layers[0].Act; got != nn.Tanh {
		t.Errorf("the saved model has activation %v, want tanh", got)
	}
	info := model.Info()
	if strings.Join(info.Classes, " ") != "other same" || !strings.Contains(info.Notes["schema"], `"side"`) {
		t.Errorf("the saved model has classes %q and notes %q", info.Classes, info.Notes)
	}
	raw, err := data.CSV(file, data.CSVOptions{Label: "side"})
	if err != nil {
		t.Fatal(err)
	}
	_, test, err := raw.Split(trainShare, 1)
	if err != nil {
		t.Fatal(err)
	}
	scale := data.Standardizer{Mean: info.Mean, Std: info.Std}
	if err := scale.Apply(test.X, test.X); err != nil {
		t.Fatal(err)
	}
	m, err := model.Evaluate(context.Background(), nn.SoftmaxCrossEntropy, test.Batch(7))
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Confusion[0][0] + m.Confusion[1][1]; got != want {
		t.Errorf("the saved model has %d right, the training reported %d", got, want)
	}

	again := filepath.Join(t.TempDir(), "again.safetensors")
	args[5] = again
	if _, err := run(context.Background(), args...); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(read(t, save), read(t, again)) {
		t.Error("the same training twice saves different files")
	}
}

func loadModel(t *testing.T, name string) *nn.Model {
	t.Helper()
	m, err := nn.LoadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// fuse is a context that is cancelled when it has been looked at so often.
type fuse struct {
	context.Context
	looks int
}

func (f *fuse) Err() error {
	if f.looks == 0 {
		return context.Canceled
	}
	f.looks--
	return nil
}

func TestInterruptKeepsWhatWasLearned(t *testing.T) {
	save := filepath.Join(t.TempDir(), "model.safetensors")
	file := write(t, "quadrants.csv", quadrants(600))
	const steps = 20 // 480 rows in batches of 16 are 30
	out, err := run(&fuse{context.Background(), steps}, "-data", file, "-label", "first", "-batch", "16", "-save", save)
	if !errors.Is(err, ErrInterrupted) {
		t.Fatalf("error %v, want %v", err, ErrInterrupted)
	}
	for _, want := range []string{"interrupted in epoch 1, after 20 steps", "saved " + save} {
		if !strings.Contains(out, want) {
			t.Errorf("the output lacks %q:\n%s", want, out)
		}
	}
	want, rows := right(t, out)
	task, err := load(Options{Data: file, Label: "first", Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	model := loadModel(t, save)
	m, err := model.Evaluate(context.Background(), nn.SoftmaxCrossEntropy, task.test.Batch(50))
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Confusion[0][0] + m.Confusion[1][1]; got != want || m.Rows != rows {
		t.Errorf("the saved model has %d of %d right, the training reported %d of %d", got, m.Rows, want, rows)
	}
	start, err := nn.New(model.Spec(), nn.Seed(1))
	if err != nil {
		t.Fatal(err)
	}
	if start.Weights(0)[0] == model.Weights(0)[0] {
		t.Error("the saved model has its initial weights")
	}
}

func TestInterruptBeforeTheFirstStepSavesNothing(t *testing.T) {
	save := write(t, "model.safetensors", "an older model")
	file := write(t, "quadrants.csv", quadrants(100))
	_, err := run(&fuse{context.Background(), 0}, "-data", file, "-label", "first", "-save", save)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
	if got := string(read(t, save)); got != "an older model" {
		t.Errorf("the file of an older model now holds %q", got)
	}
}
