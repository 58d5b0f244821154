package train

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestErrorsNameFileExpectedAndFound(t *testing.T) {
	good := write(t, "good.csv", quadrants(100))
	ragged := write(t, "ragged.csv", "1,2,a\n3,4,b\n5,b\n")
	empty := write(t, "empty.csv", "")
	measured := write(t, "measured.csv", "1.5,2\n2.5,3\n3.5,4\n4.5,5\n")
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	noFiles := t.TempDir()
	broken := t.TempDir()
	for _, name := range []string{"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"} {
		if err := os.WriteFile(filepath.Join(broken, name), []byte("not an IDX file"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		args []string
		want []string
	}{
		"no such path":    {[]string{"-data", nowhere}, []string{nowhere, "expected a directory", "no such file"}},
		"empty directory": {[]string{"-data", noFiles}, []string{noFiles, "train-images-idx3-ubyte", "expected", "found"}},
		"broken IDX":      {[]string{"-data", broken}, []string{"train-images-idx3-ubyte", "expected", "found"}},
		"ragged CSV":      {[]string{"-data", ragged}, []string{"ragged.csv", "line 3", "expected", "found"}},
		"empty CSV":       {[]string{"-data", empty}, []string{"empty.csv", "expected", "found"}},
		"unknown label":   {[]string{"-data", good, "-label", "colour"}, []string{"good.csv", "colour"}},
		"measured label":  {[]string{"-data", measured}, []string{"measured.csv", "expected classes", "found 4 different values in 4 rows"}},
		"label for IDX":   {[]string{"-data", noFiles, "-label", "last"}, []string{"-label", noFiles}},
		"save nowhere":    {[]string{"-data", good, "-label", "side", "-save", filepath.Join(nowhere, "m")}, []string{"-save", nowhere, "expected an existing directory"}},
		"save under file": {[]string{"-data", good, "-label", "side", "-save", filepath.Join(good, "m")}, []string{"-save", "good.csv"}},
		"diverging":       {[]string{"-data", good, "-label", "side", "-lr", "1e30"}, []string{"learning rate"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := run(context.Background(), c.args...)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q lacks %q", err, want)
				}
			}
		})
	}
	if _, err := run(context.Background(), "-data", nowhere); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v does not match %v", err, fs.ErrNotExist)
	}
}

func TestFlags(t *testing.T) {
	for _, c := range []struct {
		args string
		want string // in what is written
	}{
		{"", "expected -data"},
		{"-data x y", `found "y"`},
		{"-data x -hidden 5,0", "expected sizes of at least 1"},
		{"-data x -hidden 5,,6", "expected sizes of at least 1"},
		{"-data x -act step", `unknown activation "step"`},
		{"-data x -lr NaN", "-lr: expected a finite number"},
		{"-data x -lr -1", "-lr: expected a finite number"},
		{"-data x -momentum 1", "-momentum: expected"},
		{"-data x -optimizer newton", "-optimizer: expected sgd or adam"},
		{"-data x -batch -5", "-batch: expected at least 1, found -5"},
		{"-data x -epochs -1", "-epochs: expected at least 1, found -1"},
		{"-data x -seed -1", "invalid value"},
		{"-help", "usage: bench train"},
	} {
		var out bytes.Buffer
		_, err := Parse(strings.Fields(c.args), &out)
		if err == nil {
			t.Errorf("%q: no error", c.args)
		}
		if help := c.args == "-help"; help != errors.Is(err, flag.ErrHelp) {
			t.Errorf("%q: error %v", c.args, err)
		}
		if !strings.Contains(out.String(), c.want) {
			t.Errorf("%q: %q lacks %q", c.args, out.String(), c.want)
		}
	}
}

func TestPlanFitsTheData(t *testing.T) {
	file := write(t, "quadrants.csv", quadrants(600))
	for args, want := range map[string]string{
		"":                "2-64-32-2 relu",
		"-hidden none":    "2-2 linear, 6 weights",
		"--hidden 7":      "2-7-2 relu",
		"-act leakyrelu":  "2-64-32-2 leakyrelu",
		"-optimizer adam": "Adam, rate 0.001 falling",
		"-epochs 3":       "SGD with momentum 0.9, rate 0.05 falling to 0.0005, batch 32, 3 epochs",
		"-batch 600":      "batch 600, 200 epochs",
		"-seed 9":         "seed 9",
	} {
		o, err := Parse(append([]string{"-data", file, "-label", "side"}, strings.Fields(args)...), io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		task, err := load(o)
		if err != nil {
			t.Fatal(err)
		}
		if got := newPlan(o, task).String(); !strings.Contains(got, want) {
			t.Errorf("%q plans %q, want %q in it", args, got, want)
		}
	}
}
