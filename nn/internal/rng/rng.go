// Package rng generates the random numbers of initialisation, shuffling and
// generated data, with the same bits on every architecture.
//
// The generator is Philox4x32-10: a keyed bijection of a 128-bit counter, in
// integer operations only. The seed is the key; the stream number fills the
// upper half of the counter and the position in the stream the lower half, so
// streams of one seed never overlap and need no state to be handed on.
// Floating-point results use only operations that IEEE 754 defines exactly,
// each rounded on its own.
//
// Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as
// easy as 1, 2, 3", SC 2011.
package rng

import "math/bits"

// Rand is one stream of random numbers. It is a small value without
// references: a copy goes on from the same position, independently. It is not
// safe for concurrent use.
type Rand struct {
	seed, stream uint64
	block        uint64 // counter of the next block
	buf          [4]uint32
	left         int // words of buf not yet handed out
}

// New returns the given stream of the given seed, at its start.
func New(seed, stream uint64) *Rand {
	return &Rand{seed: seed, stream: stream}
}

// Uint32 returns 32 uniform bits.
func (r *Rand) Uint32() uint32 {
	if r.left == 0 {
		r.buf = philox(
			[4]uint32{uint32(r.block), uint32(r.block >> 32), uint32(r.stream), uint32(r.stream >> 32)},
			[2]uint32{uint32(r.seed), uint32(r.seed >> 32)},
		)
		r.block++
		r.left = 4
	}
	v := r.buf[4-r.left]
	r.left--
	return v
}

// Uint64 returns 64 uniform bits: two words, the lower first.
func (r *Rand) Uint64() uint64 {
	lo := uint64(r.Uint32())
	return uint64(r.Uint32())<<32 | lo
}

// Float32 returns a multiple of 2^-24, uniform in [0, 1).
func (r *Rand) Float32() float32 {
	return float32(r.Uint32()>>8) * (1.0 / (1 << 24))
}

// Float64 returns a multiple of 2^-53, uniform in [0, 1).
func (r *Rand) Float64() float64 {
	return float64(r.Uint64()>>11) * (1.0 / (1 << 53))
}

// IntN returns an int uniform in [0, n), without bias. It panics when n <= 0.
//
// The upper word of a 64-bit product with n is the result; products whose
// lower word falls in the first 2^64 mod n values are drawn again (D. Lemire,
// "Fast random integer generation in an interval", 2019).
func (r *Rand) IntN(n int) int {
	if n <= 0 {
		panic("rng: IntN needs n > 0")
	}
	bound := uint64(n)
	hi, lo := bits.Mul64(r.Uint64(), bound)
	if lo < bound {
		for reject := -bound % bound; lo < reject; {
			hi, lo = bits.Mul64(r.Uint64(), bound)
		}
	}
	return int(hi)
}

// Shuffle permutes s uniformly (Fisher-Yates, from the end).
func Shuffle[T any](r *Rand, s []T) {
	for i := len(s) - 1; i > 0; i-- {
		j := r.IntN(i + 1)
		s[i], s[j] = s[j], s[i]
	}
}

// philox applies the ten rounds of Philox4x32 to counter c under key k.
func philox(c [4]uint32, k [2]uint32) [4]uint32 {
	const (
		mul0, mul1   = 0xD2511F53, 0xCD9E8D57
		bump0, bump1 = 0x9E3779B9, 0xBB67AE85 // golden ratio, sqrt(3)-1
	)
	for range 10 {
		p0 := uint64(c[0]) * mul0
		p1 := uint64(c[2]) * mul1
		c = [4]uint32{
			uint32(p1>>32) ^ c[1] ^ k[0], uint32(p1),
			uint32(p0>>32) ^ c[3] ^ k[1], uint32(p0),
		}
		k[0] += bump0
		k[1] += bump1
	}
	return c
}
