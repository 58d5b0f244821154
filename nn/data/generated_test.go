package data

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"testing"
)

// digest condenses the bits of a set's rows.
func digestOf(s *Set) string {
	h := fnv.New64a()
	put := func(v uint32) { h.Write([]byte{byte(v), byte(v >> 8), byte(v >> 16), byte(v >> 24)}) }
	for _, v := range s.X {
		put(math.Float32bits(v))
	}
	for _, v := range s.Labels {
		put(uint32(v))
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

// The committed digests are the bit contract of generated data: they must come
// out on every architecture.
func TestGeneratedSetsAreFixed(t *testing.T) {
	glyphs, err := Glyphs(500, 1)
	if err != nil {
		t.Fatal(err)
	}
	spirals, err := Spirals(500, 1, 0.05)
	if err != nil {
		t.Fatal(err)
	}
	first, _, err := spirals.Split(0.7, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Standardize(first); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		set  *Set
		want string
	}{{"Glyphs", glyphs, "fdcd5bb8632ce456"}, {"Spirals", spirals, "b69529e3ffc4cfb2"}, {"Split and Standardize", first, "3dc3ade7e869b220"}} {
		if got := digestOf(c.set); got != c.want {
			t.Errorf("%s: digest %s, want %s", c.name, got, c.want)
		}
	}
}

func TestGlyphs(t *testing.T) {
	s, err := Glyphs(200, 4)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	if s.In != 256 || s.Rows() != 200 || s.Classes != 10 {
		t.Errorf("%d rows of %d in %d classes", s.Rows(), s.In, s.Classes)
	}
	for i, v := range s.X {
		if v < 0 || v > 1 {
			t.Fatalf("row %d, pixel %d is %v", i/256, i%256, v)
		}
	}
	more, _ := Glyphs(201, 4)
	if !slices.Equal(s.X, more.X[:len(s.X)]) {
		t.Error("rows change with their number")
	}
	other, _ := Glyphs(200, 5)
	if slices.Equal(s.X, other.X) {
		t.Error("another seed gives the same rows")
	}
}

// The digits must be told apart by their shape, not trivially and not hopelessly:
// the nearest of ten mean images names most of them right, but not all.
func TestGlyphsLookLikeTheirDigit(t *testing.T) {
	train, err := Glyphs(2000, 1)
	if err != nil {
		t.Fatal(err)
	}
	test, err := Glyphs(1000, 2)
	if err != nil {
		t.Fatal(err)
	}
	var mean [10][256]float64
	for i, label := range train.Labels {
		for p, v := range train.X[i*256 : (i+1)*256] {
			mean[label][p] += float64(v) / 200
		}
	}
	right := 0
	for i, label := range test.Labels {
		best, bestDistance := -1, math.Inf(1)
		for digit := range mean {
			distance := 0.0
			for p, v := range test.X[i*256 : (i+1)*256] {
				d := float64(v) - mean[digit][p]
				distance += d * d
			}
			if distance < bestDistance {
				best, bestDistance = digit, distance
			}
		}
		if best == int(label) {
			right++
		}
	}
	if right < 800 || right > 970 {
		t.Errorf("nearest mean names %d of 1000 right, want 800..970", right)
	}
}

// Without noise and jitter there is clean paper around solid ink; noise leaves
// its deviation on what was paper.
func TestGlyphOptions(t *testing.T) {
	clean, err := Glyphs(100, 1, GlyphNoise(0), GlyphJitter(0))
	if err != nil {
		t.Fatal(err)
	}
	noisy, err := Glyphs(100, 1, GlyphNoise(0.2), GlyphJitter(0))
	if err != nil {
		t.Fatal(err)
	}
	paper, ink, sumSquares := 0, 0, 0.0
	for i, v := range clean.X {
		switch v {
		case 0:
			paper++
			sumSquares += float64(noisy.X[i]) * float64(noisy.X[i])
		case 1:
			ink++
		}
	}
	if total := float64(len(clean.X)); float64(paper) < 0.5*total || float64(ink) < 0.04*total {
		t.Errorf("%d pixels of paper and %d of ink among %v", paper, ink, total)
	}
	// Half of the noise is below zero and cut off.
	if sd := math.Sqrt(2 * sumSquares / float64(paper)); math.Abs(sd-0.2) > 0.005 {
		t.Errorf("noise of %v on the paper, want 0.2", sd)
	}
	jittered, err := Glyphs(100, 1, GlyphNoise(0), GlyphJitter(0.1))
	if err != nil {
		t.Fatal(err)
	}
	if slices.Equal(jittered.X, clean.X) {
		t.Error("jitter changes nothing")
	}
}

// A distance field drawn by the bounding boxes equals one over all pixels.
func TestGlyphMeasureReach(t *testing.T) {
	const reach = 1.6
	for _, seg := range [][2]point{{{3.2, 4.1}, {12.7, 9.9}}, {{5, 14}, {5, 2}}, {{-3, 8}, {20, 8.3}}, {{7.5, 7.5}, {7.5, 7.5}}, {{-9, -9}, {-4, -5}}} {
		var boxed, full glyphPen
		for i := range boxed.near {
			boxed.near[i], full.near[i] = math.Inf(1), math.Inf(1)
		}
		boxed.measure(seg[0], seg[1], reach)
		full.measure(seg[0], seg[1], 100)
		for i, d2 := range full.near {
			if got := boxed.near[i]; got != d2 && !(math.IsInf(got, 1) && d2 >= reach*reach) {
				t.Errorf("segment %v, pixel %d: squared distance %v, want %v", seg, i, got, d2)
			}
		}
	}
}

func TestGeneratorErrors(t *testing.T) {
	_, err := Glyphs(0, 1)
	wantError(t, err, "n in 1..", "found 0")
	_, err = Glyphs(10, 1, GlyphNoise(-0.1))
	wantError(t, err, "noise", "-0.1")
	_, err = Glyphs(10, 1, GlyphJitter(math.NaN()))
	wantError(t, err, "jitter", "NaN")
	_, err = Spirals(-1, 1, 0)
	wantError(t, err, "n >= 1", "-1")
	_, err = Spirals(5, 1, math.Inf(1))
	wantError(t, err, "noise", "+Inf")
}

func TestXOR(t *testing.T) {
	s := XOR()
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	for i, label := range s.Labels {
		a, b := int32(s.X[2*i]), int32(s.X[2*i+1])
		if label != a^b || s.Y[i] != float32(label) {
			t.Errorf("%d xor %d: label %d, target %v", a, b, label, s.Y[i])
		}
	}
}

// Without noise each point lies on its class's spiral: its angle is its radius
// times one and a half turns, and half a turn on for class 1.
func TestSpirals(t *testing.T) {
	s, err := Spirals(400, 3, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	for i, label := range s.Labels {
		x, y := float64(s.X[2*i]), float64(s.X[2*i+1])
		radius := math.Hypot(x, y)
		angle := 2 * math.Pi * (1.5*radius + 0.5*float64(label))
		if math.Hypot(radius*math.Cos(angle)-x, radius*math.Sin(angle)-y) > 1e-5 {
			t.Errorf("row %d: (%v, %v) is off the spiral of class %d", i, x, y, label)
		}
		if int(label) != i%2 || s.Y[i] != float32(label) {
			t.Errorf("row %d: label %d, target %v", i, label, s.Y[i])
		}
	}
	noisy, err := Spirals(4000, 3, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	more, err := Spirals(4001, 3, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(noisy.X, more.X[:len(noisy.X)]) {
		t.Error("rows change with their number")
	}
}

func TestSinCosTurn(t *testing.T) {
	for i := -4000; i <= 4000; i++ {
		turn := float64(i) / 1000
		sin, cos := sincosTurn(turn)
		wantSin, wantCos := math.Sincos(2 * math.Pi * (turn - math.Floor(turn)))
		if math.Abs(sin-wantSin) > 1e-15 || math.Abs(cos-wantCos) > 1e-15 {
			t.Errorf("%v turns: (%v, %v), want (%v, %v)", turn, sin, cos, wantSin, wantCos)
		}
	}
	for quarter, want := range [][2]float64{{0, 1}, {1, 0}, {0, -1}, {-1, 0}} {
		if sin, cos := sincosTurn(float64(quarter) / 4); sin != want[0] || cos != want[1] {
			t.Errorf("%d quarters: (%v, %v), want %v exactly", quarter, sin, cos, want)
		}
	}
}

func BenchmarkGlyphs(b *testing.B) {
	for b.Loop() {
		if _, err := Glyphs(1000, 1); err != nil {
			b.Fatal(err)
		}
	}
}
