package kernels

import "math/bits"

// lanes is how many partial results a reduction keeps: element i belongs to
// lane i mod lanes. It is part of the contract, not of the hardware.
const lanes = 32

// chunk is how many elements one pass of lanes covers. The results of longer
// slices' chunks combine in a binary tree by index.
const chunk = 4096

// Dot returns the sum of x[i]*y[i].
//
// x and y have the same length. Each of 32 lanes runs fma(x[i], y[i], lane)
// over its elements i = lane mod 32 from +0; the lanes combine by the fixed
// tree +16, +8, +4, +2, +1, chunks of 4096 by a binary tree over their index.
// Dot of nothing is +0. It panics if the lengths differ.
func Dot[T Float](x, y []T) T {
	checkLen("Dot", "y", len(y), "len(x)", len(x))
	return dotTree(tableFor[T]().dot, x, y)
}

// dotTree is not a leaf and recursive, hence never inlined: a safe point
// between the calls of f.
func dotTree[T Float](f func(x, y []T) T, x, y []T) T {
	if len(x) <= chunk {
		return f(x, y)
	}
	m := treeSplit(len(x))
	return dotTree(f, x[:m], y[:m]) + dotTree(f, x[m:], y[m:])
}

// treeSplit returns the length of the left part of n > chunk elements: the
// largest power of two of chunks that leaves at least one element to the right.
func treeSplit(n int) int {
	chunks := uint((n + chunk - 1) / chunk)
	return chunk << (bits.Len(chunks-1) - 1)
}

func dotGo[T Float](x, y []T) T {
	var lane [lanes]T
	for i, v := range x {
		lane[i%lanes] = fma(v, y[i], lane[i%lanes])
	}
	return laneTree(&lane)
}

func laneTree[T Float](lane *[lanes]T) T {
	for w := lanes / 2; w > 0; w /= 2 {
		for i := range w {
			lane[i] += lane[i+w]
		}
	}
	return lane[0]
}

// Sum returns the sum of x[i], in the lanes and trees of Dot. The sum of
// nothing is +0.
func Sum[T Float](x []T) T {
	return sumTree(tableFor[T]().sum, x)
}

func sumTree[T Float](f func(x []T) T, x []T) T {
	if len(x) <= chunk {
		return f(x)
	}
	m := treeSplit(len(x))
	return sumTree(f, x[:m]) + sumTree(f, x[m:])
}

func sumGo[T Float](x []T) T {
	var lane [lanes]T
	for i, v := range x {
		lane[i%lanes] += v
	}
	return laneTree(&lane)
}

// Max returns the largest x[i]; NaN if any x[i] is NaN, and +0 if the largest
// is a zero of either sign. It panics if x is empty.
func Max[T Float](x []T) T {
	if len(x) == 0 {
		panic("kernels: Max: len(x) = 0, want at least 1")
	}
	return maxTree(tableFor[T]().max, x)
}

func maxTree[T Float](f func(x []T) T, x []T) T {
	if len(x) <= chunk {
		return f(x)
	}
	m := treeSplit(len(x))
	a, b := maxTree(f, x[:m]), maxTree(f, x[m:])
	if a > b || a != a {
		return a
	}
	return b
}

// maxGo: the order of comparisons is free, because adding +0 makes the zeros
// alike and every NaN counts as the same. x is not empty.
func maxGo[T Float](x []T) T {
	m := x[0]
	for _, v := range x[1:] {
		if v > m || v != v {
			m = v
		}
	}
	return m + 0
}
