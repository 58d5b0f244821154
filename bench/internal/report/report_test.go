package report

import (
	"testing"

	"github.com/lockstep-go/lockstep/nn"
	"github.com/lockstep-go/lockstep/nn/data"
)

func TestShape(t *testing.T) {
	if got, want := Shape(nn.MLP(nn.Tanh, 4, 8, 3)), "4-8-3 tanh"; got != want {
		t.Errorf("shape %q, want %q", got, want)
	}
}

func TestChance(t *testing.T) {
	s := &data.Set{In: 1, X: make([]float32, 5), Classes: 3, Labels: []int32{2, 0, 2, 1, 2}}
	if got := Chance(s); got != 0.6 {
		t.Errorf("chance %v, want 0.6", got)
	}
}

func TestFingerprintSeesTheWeights(t *testing.T) {
	seen := map[string]bool{}
	for _, seed := range []uint64{1, 2, 1} {
		m, err := nn.New(nn.MLP(nn.ReLU, 3, 2), nn.Seed(seed))
		if err != nil {
			t.Fatal(err)
		}
		seen[Fingerprint(m)] = true
	}
	if len(seen) != 2 {
		t.Errorf("%d fingerprints of three models from two seeds, want 2", len(seen))
	}
}
