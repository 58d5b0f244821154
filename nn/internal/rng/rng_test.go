package rng

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"testing"
)

// Vectors published with Random123 (kat_vectors, philox4x32 10).
func TestPhiloxKnownAnswers(t *testing.T) {
	const m = 0xffffffff
	cases := []struct {
		counter [4]uint32
		key     [2]uint32
		want    [4]uint32
	}{
		{[4]uint32{}, [2]uint32{}, [4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{[4]uint32{m, m, m, m}, [2]uint32{m, m}, [4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
		{
			[4]uint32{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, [2]uint32{0xa4093822, 0x299f31d0},
			[4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
		},
	}
	for _, c := range cases {
		if got := philox(c.counter, c.key); got != c.want {
			t.Errorf("philox(%x, %x) = %x, want %x", c.counter, c.key, got, c.want)
		}
	}
}

func TestStreamIsTheCounter(t *testing.T) {
	const seed, stream = 0x1122334455667788, 0x99aabbccddeeff00
	r := New(seed, stream)
	for block := range uint32(3) {
		want := philox([4]uint32{block, 0, 0xddeeff00, 0x99aabbcc}, [2]uint32{0x55667788, 0x11223344})
		for i, w := range want {
			if got := r.Uint32(); got != w {
				t.Fatalf("block %d word %d = %#x, want %#x", block, i, got, w)
			}
		}
	}
}

// The committed digests are the bit contract: they must come out on every
// architecture, and a change of any algorithm here changes them.
func TestSequencesAreFixed(t *testing.T) {
	digest := func(n int, next func() uint64) string {
		h := fnv.New64a()
		for range n {
			v := next()
			h.Write([]byte{byte(v), byte(v >> 8), byte(v >> 16), byte(v >> 24), byte(v >> 32), byte(v >> 40), byte(v >> 48), byte(v >> 56)})
		}
		return fmt.Sprintf("%016x", h.Sum64())
	}
	r := New(1, 2)
	cases := []struct {
		name, want string
		next       func() uint64
	}{
		{"Uint64", "fd6163e53760e2ae", r.Uint64},
		{"Float32", "5e0281c032c1f738", func() uint64 { return uint64(math.Float32bits(r.Float32())) }},
		{"Float64", "cba4fbc99987ab85", func() uint64 { return math.Float64bits(r.Float64()) }},
		{"IntN", "1d89e1c49a9aa407", func() uint64 { return uint64(r.IntN(1_000_003)) }},
		{"Normal", "4a49e96ca6aab37c", func() uint64 { return math.Float64bits(r.Normal()) }},
	}
	for _, c := range cases {
		*r = *New(1, 2)
		if got := digest(20_000, c.next); got != c.want {
			t.Errorf("%s: digest %s, want %s", c.name, got, c.want)
		}
	}
}

func TestStreamsDiffer(t *testing.T) {
	seen := map[uint64]string{}
	for seed := range uint64(20) {
		for _, purpose := range []uint64{Init, Dropout, Order, Split, Glyphs, Spirals} {
			for i := range uint64(5) {
				name := fmt.Sprintf("seed %d purpose %d index %d", seed, purpose>>48, i)
				v := New(seed, purpose+i).Uint64()
				if other, ok := seen[v]; ok {
					t.Errorf("%s starts like %s", name, other)
				}
				seen[v] = name
			}
		}
	}
}

func TestCopyGoesOnAlone(t *testing.T) {
	r := New(5, 6)
	r.Uint32()
	c := *r
	want := []uint32{r.Uint32(), r.Uint32(), r.Uint32(), r.Uint32()}
	got := []uint32{c.Uint32(), c.Uint32(), c.Uint32(), c.Uint32()}
	if !slices.Equal(got, want) {
		t.Errorf("copy gives %x, original %x", got, want)
	}
}

// chiSquare fails when the counts are further from uniform than chance allows:
// five standard deviations of the statistic, with a fixed seed no flake.
func chiSquare(t *testing.T, what string, counts []int) {
	t.Helper()
	total := 0
	for _, c := range counts {
		total += c
	}
	want := float64(total) / float64(len(counts))
	chi := 0.0
	for _, c := range counts {
		chi += (float64(c) - want) * (float64(c) - want) / want
	}
	df := float64(len(counts) - 1)
	if math.Abs(chi-df) > 5*math.Sqrt(2*df) {
		t.Errorf("%s: chi-square %.1f with %.0f degrees of freedom", what, chi, df)
	}
}

func TestUniformDistribution(t *testing.T) {
	r := New(3, 0)
	f32, f64 := make([]int, 100), make([]int, 100)
	var sum, sumSq float64
	const n = 400_000
	for range n {
		a, b := float64(r.Float32()), r.Float64()
		if a < 0 || a >= 1 || b < 0 || b >= 1 {
			t.Fatalf("outside [0, 1): %v %v", a, b)
		}
		f32[int(a*100)]++
		f64[int(b*100)]++
		sum += b
		sumSq += b * b
	}
	chiSquare(t, "Float32", f32)
	chiSquare(t, "Float64", f64)
	if mean := sum / n; math.Abs(mean-0.5) > 5*math.Sqrt(1.0/12/n) {
		t.Errorf("Float64: mean %v", mean)
	}
	if v := sumSq/n - 0.25; math.Abs(v-1.0/12) > 2e-3 {
		t.Errorf("Float64: variance %v, want 1/12", v)
	}
}

func TestIntN(t *testing.T) {
	r := New(4, 0)
	for _, n := range []int{1, 2, 3, 7, 10, 1000} {
		counts := make([]int, n)
		for range 200 * n {
			counts[r.IntN(n)]++
		}
		if n > 1 {
			chiSquare(t, fmt.Sprintf("IntN(%d)", n), counts)
		}
	}
	// A bound of 3/8 of the 64-bit range: without rejection, thirds of it would
	// be drawn 3 to 2 more often than the others.
	if math.MaxInt > math.MaxInt32 {
		bound := math.MaxInt/4*3 + 3
		counts := make([]int, 3)
		for range 60_000 {
			counts[r.IntN(bound)%3]++
		}
		chiSquare(t, "IntN(3/8 of the range)", counts)
	}
	for _, n := range []int{0, -1} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("IntN(%d) did not panic", n)
				}
			}()
			r.IntN(n)
		}()
	}
}

func TestShuffle(t *testing.T) {
	r := New(9, 0)
	counts := make([]int, 24) // permutations of four
	index := map[[4]byte]int{}
	for range 24_000 {
		p := [4]byte{0, 1, 2, 3}
		Shuffle(r, p[:])
		if _, ok := index[p]; !ok {
			index[p] = len(index)
		}
		counts[index[p]]++
	}
	if len(index) != 24 {
		t.Fatalf("%d different permutations of four, want 24", len(index))
	}
	chiSquare(t, "Shuffle", counts)
	Shuffle(r, []int{})
}
