package digits

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/lockstep-go/lockstep/bench/internal/report"
	"github.com/lockstep-go/lockstep/nn"
)

// hiddenJob and hiddenQuestion are the depths of the two experiments. Ten
// hidden layers are where deep networks were said not to learn.
const (
	hiddenJob      = 6
	hiddenQuestion = 10
)

// Job trains the deep ReLU network, prints how well it reads the test digits
// and returns what became of it.
func (l *Lab) Job(ctx context.Context, w io.Writer) (Outcome, error) {
	spec := l.Spec(nn.ReLU, hiddenJob)
	fmt.Fprintf(w, "Deep network on %d generated digits (16x16 pixels), tested on %d others\n", l.train.Rows(), l.test.Rows())
	fmt.Fprintf(w, "%s, %d weights and biases, %s\n", report.Shape(spec), spec.Params(), l.method())
	start := time.Now()
	out, err := l.Train(ctx, "training", spec)
	if err != nil {
		return out, err
	}
	fmt.Fprintf(w, "test accuracy %s in %.1f s, weights %s (the same on every machine)\n",
		out.result(), time.Since(start).Seconds(), report.Fingerprint(out.Model))
	return out, nil
}

// Question trains the deeper network once with sigmoid and once with ReLU, and
// prints what they reach, the gradients with which they start beside the
// prediction, and what follows.
func (l *Lab) Question(ctx context.Context, w io.Writer) error {
	fmt.Fprintf(w, "Does ReLU let a deep network learn? %d hidden layers of %d, %s\n", hiddenQuestion, l.cfg.Width, l.method())
	var sides [2]side
	for i, act := range []nn.Activation{nn.Sigmoid, nn.ReLU} {
		spec := l.Spec(act, hiddenQuestion)
		out, err := l.Train(ctx, act.String(), spec)
		if err != nil {
			return err
		}
		sides[i] = newSide(out, spec.GradientFactors(meanSquare(l.train.X)))
	}
	sigmoid, relu := sides[0], sides[1]
	if err := printSides(w, sigmoid, relu); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s\n", conclusion(sigmoid, relu, report.Chance(l.test)))
	return err
}

// method says how the networks are trained.
func (l *Lab) method() string {
	return fmt.Sprintf("SGD at rate %g, batch %d, %d epochs", l.cfg.LR, l.cfg.Batch, l.cfg.Epochs)
}

// result is the accuracy in words.
func (o Outcome) result() string {
	s := fmt.Sprintf("%.2f %%", 100*o.Accuracy)
	if o.Diverged != nil {
		s += " (diverged)"
	}
	return s
}

func printSides(w io.Writer, sigmoid, relu side) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "gradient norm at the start\tsigmoid (Xavier)\tpredicted\tReLU (He)\tpredicted\t\n")
	for i := range sigmoid.norms {
		name := fmt.Sprintf("layer %d", i+1)
		if i == len(sigmoid.norms)-1 {
			name = "outputs"
		}
		fmt.Fprintf(t, "%s\t%.2g\t%.2g\t%.2g\t%.2g\t\n", name,
			sigmoid.norms[i], sigmoid.predicted[i], relu.norms[i], relu.predicted[i])
	}
	fmt.Fprintf(t, "factor per hidden layer\t%.3f\t%.3f\t%.3f\t%.3f\t\n",
		sigmoid.factor, sigmoid.theory, relu.factor, relu.theory)
	fmt.Fprintf(t, "test accuracy\t%s\t\t%s\t\t\n", sigmoid.result(), relu.result())
	return t.Flush()
}
