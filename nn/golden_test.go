package nn

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"math"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"testing"

	"github.com/lockstep-go/lockstep/kernels"
)

// golden is the hash of the weights that goldenHash trains. It is the same on
// every backend and architecture; it changes only with the arithmetic, which is a
// new major version, or with goldenHash itself.
const golden = "3d6080435133afe03d696091b5f6b9f09a5ed97e384eeb2a59f3180f2ccf25ab"

// goldenHash trains small networks with every activation, initialisation, loss
// and optimiser, and returns the SHA-256 of the final weights, little endian.
func goldenHash(t testing.TB) string {
	inits := []Init{Normal(0.3), Uniform(0.4), Xavier(), He(), TorchDefault(), XavierGain(2)}
	spec := func(out int) Spec {
		s := Spec{In: 13}
		for i := range 6 {
			s.Layers = append(s.Layers, Layer{Units: 11 + 5*(i%3), Act: Activation(i) % activationCount, Init: inits[i]})
		}
		s.Layers = append(s.Layers, Layer{Units: out})
		return s
	}
	data := clouds(120, 13, 4, 16, 7)
	h := sha256.New()
	for _, run := range []struct {
		cfg   Config
		steps int
	}{
		{Config{Loss: SoftmaxCrossEntropy, Optimizer: SGD{LR: 0.03, Momentum: 0.9, WeightDecay: 1e-3}}, 160},
		{Config{Loss: BCEWithLogits, Optimizer: AdamW{WeightDecay: 0.01}, Schedule: Warmup(10, Cosine(0.005, 1e-4, 90))}, 120},
		{Config{Loss: MSE, Optimizer: Adam{WeightDecay: 1e-4}, Schedule: StepDecay(0.01, 0.7, 20)}, 120},
		{Config{Loss: MSE, Optimizer: SGD{LR: 0.05}}, 80},
	} {
		n := hashRun(t, h, spec(4), run.cfg, data, run.steps)
		if n != run.steps {
			t.Fatalf("%d steps made, want %d", n, run.steps)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// hashRun trains and adds the weights to h.
func hashRun(t testing.TB, h hash.Hash, s Spec, cfg Config, src Source, steps int) (made int) {
	t.Helper()
	tr := mustTrainer(t, mustNew(t, s, 42), cfg)
	for s, err := range tr.Steps(t.Context(), src) {
		if err != nil {
			t.Fatal(err)
		}
		if made = s.N + 1; made == steps {
			break
		}
	}
	for _, v := range tr.net.params.all {
		if v-v != 0 {
			t.Fatal("the weights are not finite: their hash would say nothing")
		}
		h.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(v)))
	}
	return made
}

func TestGolden(t *testing.T) {
	if got := goldenHash(t); got != golden {
		t.Errorf("backend %s on %s: the weights hash to %s, want %s", kernels.Backend(), runtime.GOARCH, got, golden)
	}
}

// wideHash is the hash of a training whose layers are wide enough for the
// matrix products to be cut into blocks and shared among threads.
func wideHash(t testing.TB) string {
	h := sha256.New()
	cfg := Config{Loss: SoftmaxCrossEntropy, Optimizer: Adam{LR: 0.001}}
	hashRun(t, h, MLP(ReLU, 203, 259, 256, 10), cfg, clouds(300, 203, 10, 150, 2), 3)
	return hex.EncodeToString(h.Sum(nil))
}

// hashes is what the test binary prints when it runs as its own child.
func hashes(t testing.TB) string { return fmt.Sprintf("hashes %s %s", goldenHash(t), wideHash(t)) }

const childEnv = "LOCKSTEP_NN_TEST_HASHES"

// Every backend and number of threads trains the same weights. The backend is
// chosen before main, so each one needs a process of its own.
func TestSameWeightsEverywhere(t *testing.T) {
	if os.Getenv(childEnv) != "" {
		fmt.Println(hashes(t))
		return
	}
	if testing.Short() {
		t.Skip("several trainings in processes of their own: not with -short")
	}
	want := hashes(t)
	type variant struct{ backend, threads string }
	var variants []variant
	for _, b := range kernels.Backends() {
		variants = append(variants, variant{b, "1"})
	}
	for _, n := range []string{"2", "5"} {
		variants = append(variants, variant{kernels.Backend(), n})
	}
	for _, v := range variants {
		cmd := exec.Command(os.Args[0], "-test.run=^TestSameWeightsEverywhere$")
		cmd.Env = append(os.Environ(), childEnv+"=1", "LOCKSTEP_BACKEND="+v.backend,
			"LOCKSTEP_THREADS="+v.threads, "GOMAXPROCS="+v.threads) // more than the CPU has, too
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Skipf("this system cannot run the test binary again: %v", err)
		}
		if got := regexp.MustCompile("hashes [0-9a-f]+ [0-9a-f]+").FindString(string(out)); got != want {
			t.Errorf("%s with %s threads: %q, want %q; output:\n%s", v.backend, v.threads, got, want, out)
		}
	}
}
