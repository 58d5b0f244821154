package train

import (
	"fmt"

	"github.com/lockstep-go/lockstep/bench/internal/report"
	"github.com/lockstep-go/lockstep/nn"
)

// A large set is one with at least so many rows to train on. It gets wide layers
// and few passes; a small one narrow layers, which learn it by heart less
// easily, and as many passes as smallSteps asks for.
const (
	largeRows  = 10000
	smallSteps = 2000
)

// plan is a training with all defaults filled in.
type plan struct {
	Options
	spec       nn.Spec
	epochSteps int
}

// newPlan fills in what o leaves to the size of the data.
func newPlan(o Options, t task) plan {
	rows := t.train.Rows()
	large := rows >= largeRows
	p := plan{Options: o}
	if p.Batch == 0 {
		p.Batch = choose(large, 128, 32)
	}
	p.epochSteps = (rows-1)/p.Batch + 1
	if p.Epochs == 0 {
		p.Epochs = choose(large, 10, min(max(smallSteps/p.epochSteps, 10), 200))
	}
	if p.LR == 0 {
		p.LR = choose(p.Optimizer == "adam", 0.001, 0.05)
	}
	if p.Hidden == nil {
		p.Hidden = choose(large, Sizes{512, 512}, Sizes{64, 32})
	}
	sizes := append([]int{t.train.In}, p.Hidden...)
	p.spec = nn.MLP(o.Act, append(sizes, t.train.Classes)...)
	return p
}

func choose[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

func (p plan) optimizer() nn.Optimizer {
	if p.Optimizer == "adam" {
		return nn.Adam{LR: p.LR}
	}
	return nn.SGD{LR: p.LR, Momentum: p.Momentum}
}

func (p plan) schedule() nn.Schedule {
	return nn.Cosine(p.LR, p.LR/100, p.Epochs*p.epochSteps)
}

func (p plan) String() string {
	method := "Adam"
	if p.Optimizer == "sgd" {
		method = fmt.Sprintf("SGD with momentum %g", p.Momentum)
	}
	return fmt.Sprintf("%s, %d weights and biases, %s, rate %g falling to %g, batch %d, %d epochs, seed %d",
		report.Shape(p.spec), p.spec.Params(), method, p.LR, p.LR/100, p.Batch, p.Epochs, p.Seed)
}
