// Package guard gives tests slices that lie against pages which no one may
// touch, so that a kernel that reads or writes one element too far crashes.
package guard

import (
	"testing"
	"unsafe"
)

// Float is the element type of a buffer.
type Float interface{ float32 | float64 }

// Before returns n elements that end where an inaccessible page begins.
func Before[T Float](tb testing.TB, n int) []T {
	bytes := n * size[T]()
	pages := mapped(tb, bytes)
	return slice[T](pages[len(pages)-bytes:], n)
}

// After returns n elements that begin where an inaccessible page ends.
func After[T Float](tb testing.TB, n int) []T {
	return slice[T](mapped(tb, n*size[T]()), n)
}

func size[T Float]() int {
	var zero T
	return int(unsafe.Sizeof(zero))
}

func slice[T Float](b []byte, n int) []T {
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), n)
}
