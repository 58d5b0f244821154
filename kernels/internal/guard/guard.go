// Package guard gives tests slices that lie against pages which no one may
// touch, so that a kernel that reads or writes one element too far crashes.
package guard

import (
	"os"
	"testing"
	"unsafe"
)

// Float is the element type of a buffer.
type Float interface{ float32 | float64 }

// off is for emulators that touch the masked lanes of a partial load, which
// hardware does not: qemu-x86_64 does so for VMASKMOVPS.
var off = os.Getenv("LOCKSTEP_GUARD") == "off"

// Before returns n elements that end where an inaccessible page begins.
func Before[T Float](tb testing.TB, n int) []T {
	bytes := n * size[T]()
	pages := pages(tb, bytes)
	return slice[T](pages[len(pages)-bytes:], n)
}

// After returns n elements that begin where an inaccessible page ends.
func After[T Float](tb testing.TB, n int) []T {
	return slice[T](pages(tb, n*size[T]()), n)
}

// pages returns whole pages for at least n bytes, until the test ends.
func pages(tb testing.TB, n int) []byte {
	tb.Helper()
	if off {
		return ordinary(n)
	}
	return mapped(tb, n)
}

// ordinary returns pages without guards: only overruns that change a result are
// found there.
func ordinary(n int) []byte {
	const page = 4096
	return make([]byte, max(1, (n+page-1)/page)*page)
}

func size[T Float]() int {
	var zero T
	return int(unsafe.Sizeof(zero))
}

func slice[T Float](b []byte, n int) []T {
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), n)
}
