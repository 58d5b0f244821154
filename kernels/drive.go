package kernels

// grain is how many elements one call of an elementwise kernel may process.
// Assembly cannot be preempted, so this bounds the delay of a stop-the-world:
// the slowest kernel needs about 2 ns an element.
const grain = 8192

// each cuts [0, n) into grains and calls call on each.
func each(n int, call func(lo, hi int)) { eachStep(n, grain, call) }

// eachStep cuts [0, n) into steps and calls call on each. It must not be
// inlined: call's own prologue, reached through it, is the safe point at which
// the runtime can stop a goroutine that otherwise stays in assembly.
//
//go:noinline
func eachStep(n, step int, call func(lo, hi int)) {
	for lo := 0; lo < n; lo += step {
		call(lo, min(lo+step, n))
	}
}

// eachPatch cuts a matrix into patches of at most grain elements, as wide as
// possible, and calls call on each, from top to bottom and then from left to right.
func eachPatch(rows, cols int, call func(top, bottom, left, right int)) {
	each(cols, func(left, right int) {
		eachStep(rows, max(1, grain/(right-left)), func(top, bottom int) { call(top, bottom, left, right) })
	})
}
