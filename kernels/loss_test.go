package kernels

import (
	"math"
	"testing"
)

// near fails unless got is want within a relative (below 1: absolute) tolerance.
func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*max(1, math.Abs(want))) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

// gradient compares dx with central differences of loss around x.
func gradient(t *testing.T, what string, dx, x []float64, loss func(x []float64) float64) {
	t.Helper()
	const h = 1e-6
	for i := range x {
		old := x[i]
		x[i] = old + h
		up := loss(x)
		x[i] = old - h
		down := loss(x)
		x[i] = old
		near(t, what, dx[i], (up-down)/(2*h), 1e-7)
	}
}

func TestSoftmaxCrossEntropy(t *testing.T) {
	x := []float64{0.1, -2, 3, 1, 1, 1, -700, 700, 0}
	labels := []int32{2, 0, 1}
	loss := func(x []float64) float64 {
		sum := 0.0
		for i, c := range labels {
			row := x[3*i : 3*i+3]
			z := 0.0
			for _, v := range row {
				z += math.Exp(v - row[c])
			}
			sum += math.Log(z)
		}
		return sum / 3
	}
	dx := make([]float64, 9)
	near(t, "loss", SoftmaxCrossEntropy(dx, x, labels, 3, 3), loss(x), 1e-14)
	gradient(t, "gradient", dx, x, loss)
	inPlace := append([]float64(nil), x...)
	SoftmaxCrossEntropy(inPlace, inPlace, labels, 3, 3)
	for i := range dx {
		if dx[i] != inPlace[i] {
			t.Errorf("in place: dx[%d] = %v, apart %v", i, inPlace[i], dx[i])
		}
	}
	huge := []float32{0, 3e38, -3e38}
	if got := SoftmaxCrossEntropy(huge, huge, []int32{0}, 1, 3); math.IsInf(got, 0) || got != float64(float32(3e38)) {
		t.Errorf("loss of huge logits = %v, want %v", got, float32(3e38))
	}
}

func TestSoftmax(t *testing.T) {
	x := []float32{1, 2, 3, 4, 1000, 0, -1000, 1000}
	Softmax(x, x, 2, 4)
	for i, want := range []float64{0.0320586, 0.0871443, 0.2368828, 0.6439143, 0.5, 0, 0, 0.5} {
		near(t, "softmax", float64(x[i]), want, 1e-7)
	}
	nan := []float32{1, float32(math.NaN()), 2, 1, float32(math.Inf(1)), 2}
	Softmax(nan, nan, 2, 3)
	for i, v := range nan {
		if v == v {
			t.Errorf("softmax with NaN or Inf: [%d] = %v, want NaN", i, v)
		}
	}
}

func TestBCEWithLogits(t *testing.T) {
	x := []float64{-3, -0.1, 0, 2, 40, -40}
	z := []float64{0, 1, 1, 0.3, 0, 0}
	loss := func(x []float64) float64 {
		sum := 0.0
		for i, v := range x {
			sum += math.Max(v, 0) - v*z[i] + math.Log1p(math.Exp(-math.Abs(v)))
		}
		return sum / float64(len(x))
	}
	dx := make([]float64, len(x))
	near(t, "loss", BCEWithLogits(dx, x, z), loss(x), 1e-14)
	gradient(t, "gradient", dx, x, loss)
	big := []float32{1e30}
	near(t, "loss of a huge logit", BCEWithLogits(big, big, []float32{0}), 1e30, 1e-6)
	if big[0] != 1 {
		t.Errorf("gradient of a huge logit = %v, want 1", big[0])
	}
}

func TestMSE(t *testing.T) {
	y, z := []float64{1, 2, -3}, []float64{0, 2, 1}
	loss := func(y []float64) float64 {
		sum := 0.0
		for i := range y {
			sum += (y[i] - z[i]) * (y[i] - z[i])
		}
		return sum / 3
	}
	dy := make([]float64, 3)
	near(t, "loss", MSE(dy, y, z), 17.0/3, 1e-15)
	gradient(t, "gradient", dy, y, loss)
}

func TestAdamAgainstFormula(t *testing.T) {
	cfg := AdamConfig{LR: 0.01, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, WeightDecay: 0.05}
	p, m, v, g := []float64{1}, []float64{0}, []float64{0}, []float64{0}
	wp, wm, wv := 1.0, 0.0, 0.0
	for step := 1; step <= 20; step++ {
		g[0] = math.Sin(float64(step))
		Adam(p, m, v, g, cfg, step)
		wm = 0.9*wm + 0.1*g[0]
		wv = 0.999*wv + 0.001*g[0]*g[0]
		mHat := wm / (1 - math.Pow(0.9, float64(step)))
		vHat := wv / (1 - math.Pow(0.999, float64(step)))
		wp = wp - cfg.LR*cfg.WeightDecay*wp - cfg.LR*mHat/(math.Sqrt(vHat)+cfg.Eps)
		near(t, "p", p[0], wp, 1e-12)
	}
}

func TestSGDMomentum(t *testing.T) {
	p, v := []float32{1, 2}, []float32{0.5, 0}
	SGDMomentum(p, v, []float32{1, -1}, 0.5, 0.5)
	if v[0] != 1.25 || v[1] != -1 || p[0] != 0.375 || p[1] != 2.5 {
		t.Errorf("p = %v, v = %v; want [0.375 2.5], [1.25 -1]", p, v)
	}
}
