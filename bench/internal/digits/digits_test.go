package digits

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/bench/internal/progress"
	"github.com/lockstep-go/lockstep/nn"
)

// small is enough for a deep ReLU network to learn most of the task in a few
// seconds without any acceleration.
func small() Config {
	return Config{Train: 2000, Test: 500, Width: 24, Batch: 16, Epochs: 8, LR: 0.05, Seed: 1}
}

func newLab(t *testing.T, cfg Config) *Lab {
	t.Helper()
	l, err := NewLab(cfg, progress.NewDisplay(io.Discard, false))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestJob(t *testing.T) {
	cfg, least := Default(1), 0.97
	if testing.Short() {
		cfg, least = small(), 0.80
	}
	var out bytes.Buffer
	o, err := newLab(t, cfg).Job(context.Background(), &out)
	if err != nil {
		t.Fatal(err)
	}
	if !(o.Accuracy >= least) {
		t.Errorf("test accuracy %.4f, want at least %v", o.Accuracy, least)
	}
	if !strings.Contains(out.String(), "test accuracy "+o.result()) {
		t.Errorf("the output lacks the accuracy %s:\n%s", o.result(), out.String())
	}
}

func TestGradientsFollowThePrediction(t *testing.T) {
	cfg := small()
	cfg.Epochs, cfg.Width = 1, 64
	l := newLab(t, cfg)
	for act, want := range map[nn.Activation]float64{nn.Sigmoid: 0.24, nn.ReLU: 1} {
		spec := l.Spec(act, hiddenQuestion)
		o, err := l.Train(context.Background(), "test", spec)
		if err != nil {
			t.Fatal(err)
		}
		s := newSide(o, spec.GradientFactors(meanSquare(l.train.X)))
		if len(s.norms) != hiddenQuestion+1 {
			t.Fatalf("%v: %d norms, want one for each hidden layer and the outputs", act, len(s.norms))
		}
		if math.Abs(s.theory/want-1) > 0.03 {
			t.Errorf("%v: predicted factor %.3f, want %v", act, s.theory, want)
		}
		if math.Abs(s.factor/s.theory-1) > 0.1 {
			t.Errorf("%v: factor %.3f from layer to layer, predicted %.3f", act, s.factor, s.theory)
		}
		if first := s.norms[0] / s.predicted[0]; first < 0.5 || first > 2 {
			t.Errorf("%v: the first layer's gradient is %v, predicted from the outputs' %v", act, s.norms[0], s.predicted[0])
		}
	}
}

func TestQuestionPrintsItsParts(t *testing.T) {
	cfg := small()
	cfg.Epochs = 1
	var out bytes.Buffer
	if err := newLab(t, cfg).Question(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"10 hidden layers", "sigmoid (Xavier)", "ReLU (He)", "layer 1", "layer 10", "outputs", "predicted", "test accuracy", "Conclusion: "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the output lacks %q:\n%s", want, out.String())
		}
	}
}

func TestConclusionFollowsTheNumbers(t *testing.T) {
	vanishes := func(accuracy float64) side {
		return side{Outcome: Outcome{Accuracy: accuracy}, norms: []float64{1e-6, 1e-3, 1, 2}, factor: 0.001}
	}
	keeps := func(accuracy float64) side {
		return side{Outcome: Outcome{Accuracy: accuracy}, norms: []float64{1, 1, 1, 2}, factor: 1}
	}
	explodes := side{Outcome: Outcome{Accuracy: 0.1, Diverged: errors.New("infinite")}, norms: []float64{1e6, 1e3, 1, 2}, factor: 1000}
	for _, c := range []struct {
		sigmoid, relu side
		want          []string
	}{
		{vanishes(0.102), keeps(0.99), []string{"1e-06 of the last", "stays at 10.2 % (chance: 10.0 %)", "keeps its size (1.00", "reaches 99.0 %", "decides whether"}},
		{keeps(0.98), keeps(0.99), []string{"both learn"}},
		{vanishes(0.1), keeps(0.5), []string{"reaches 50.0 %", "neither learns"}},
		{keeps(0.99), explodes, []string{"grows 1e+06-fold", "diverges and ends at 10.0 %", "ReLU does worse"}},
	} {
		got := conclusion(c.sigmoid, c.relu, 0.1)
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("conclusion %q lacks %q", got, want)
			}
		}
	}
}

func TestDivergenceIsAResult(t *testing.T) {
	cfg := small()
	cfg.LR = 1e6
	l := newLab(t, cfg)
	o, err := l.Train(context.Background(), "test", l.Spec(nn.ReLU, hiddenJob))
	if err != nil {
		t.Fatal(err)
	}
	if o.Diverged == nil || !strings.Contains(o.result(), "diverged") {
		t.Errorf("a rate of 1e6 gives %s with %v, want a divergence", o.result(), o.Diverged)
	}
}

func TestCancelStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	l := newLab(t, small())
	if _, err := l.Train(ctx, "test", l.Spec(nn.ReLU, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

func TestBadSizesAreErrors(t *testing.T) {
	cfg := small()
	cfg.Test = 0
	if _, err := NewLab(cfg, progress.NewDisplay(io.Discard, false)); err == nil {
		t.Error("no error without test digits")
	}
}
