package train

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/nn"
)

// Options are the command's flags. A zero stands for a default that fits the
// data, see plan.
type Options struct {
	Data, Label, Test string
	Save              string
	Hidden            Sizes
	Act               nn.Activation
	Optimizer         string
	LR, Momentum      float64
	Batch, Epochs     int
	Seed              uint64
}

// Sizes are the units of the hidden layers; nil for the default.
type Sizes []int

// String returns the sizes as they are given on the command line.
func (s Sizes) String() string {
	if s != nil && len(s) == 0 {
		return "none"
	}
	text := make([]string, len(s))
	for i, n := range s {
		text[i] = strconv.Itoa(n)
	}
	return strings.Join(text, ",")
}

// Set parses a list of sizes, or "none".
func (s *Sizes) Set(text string) error {
	*s = Sizes{}
	if text == "none" {
		return nil
	}
	for _, part := range strings.Split(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || n < 1 {
			return fmt.Errorf("expected sizes of at least 1 separated by commas, such as 512,512, or none; found %q", part)
		}
		*s = append(*s, n)
	}
	return nil
}

const usage = `usage: bench train -data PATH [flags]

Trains a network on the IDX files in a directory (MNIST and its relatives, plain
or .gz), or on a CSV file, and prints what it reaches on data it has not seen.
Ctrl-C stops within a step and keeps what was learned; a second one ends at once.

`

// Parse reads the command line. Help and the flags' faults are written to w.
// The error is flag.ErrHelp when only help was asked for.
func Parse(args []string, w io.Writer) (Options, error) {
	o := Options{Act: nn.ReLU}
	f := flag.NewFlagSet("bench train", flag.ContinueOnError)
	f.SetOutput(w)
	f.Usage = func() {
		fmt.Fprint(w, usage)
		f.PrintDefaults()
	}
	f.StringVar(&o.Data, "data", "", "directory of IDX files, or CSV `file`")
	f.StringVar(&o.Label, "label", "", "CSV: `column` to predict: last, first, a name, or an index from 0 (default last)")
	f.StringVar(&o.Test, "test", "", "CSV: `file` to test on (default: a fifth of -data, of each class alike)")
	f.StringVar(&o.Save, "save", "", "`file` for the trained model, as safetensors")
	f.Var(&o.Hidden, "hidden", "units of the hidden `layers`, such as 512,512, or none (default by the size of the data)")
	f.TextVar(&o.Act, "act", o.Act, fmt.Sprintf("`activation` of the hidden layers: one of %v", nn.Activations()))
	f.StringVar(&o.Optimizer, "optimizer", "sgd", "`method`: sgd or adam")
	f.Float64Var(&o.LR, "lr", 0, "learning `rate` at the start, which falls to a hundredth along a cosine (default 0.05, or 0.001 for adam)")
	f.Float64Var(&o.Momentum, "momentum", 0.9, "sgd's `momentum`, from 0 to below 1")
	f.IntVar(&o.Batch, "batch", 0, "`rows` in a step (default by the size of the data)")
	f.IntVar(&o.Epochs, "epochs", 0, "`passes` over the data (default by the size of the data)")
	f.Uint64Var(&o.Seed, "seed", 1, "`number` that fixes initial weights, order and division of the rows")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	err := o.check(f.Args())
	if err != nil {
		fmt.Fprintf(w, "bench train: %v\n(bench train -help lists the flags)\n", err)
	}
	return o, err
}

func (o Options) check(rest []string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("expected flags only, found %q", rest[0])
	case o.Data == "":
		return errors.New("expected -data with a directory of IDX files or a CSV file, found none")
	case o.Optimizer != "sgd" && o.Optimizer != "adam":
		return fmt.Errorf("-optimizer: expected sgd or adam, found %q", o.Optimizer)
	case !(o.LR >= 0 && o.LR <= math.MaxFloat32):
		return fmt.Errorf("-lr: expected a finite number above 0, found %v", o.LR)
	case !(o.Momentum >= 0 && o.Momentum < 1):
		return fmt.Errorf("-momentum: expected from 0 to below 1, found %v", o.Momentum)
	case o.Batch < 0:
		return fmt.Errorf("-batch: expected at least 1, found %d", o.Batch)
	case o.Epochs < 0:
		return fmt.Errorf("-epochs: expected at least 1, found %d", o.Epochs)
	}
	return nil
}
