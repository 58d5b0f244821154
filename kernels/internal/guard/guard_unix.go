//go:build unix

package guard

import (
	"testing"

	"golang.org/x/sys/unix"
)

// mapped returns whole pages for at least n bytes, with an inaccessible page on
// either side, until the test ends.
func mapped(tb testing.TB, n int) []byte {
	tb.Helper()
	page := unix.Getpagesize()
	body := max(1, (n+page-1)/page) * page
	all, err := unix.Mmap(-1, 0, body+2*page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		tb.Fatalf("guard: mmap of %d bytes: %v", body+2*page, err)
	}
	tb.Cleanup(func() {
		if err := unix.Munmap(all); err != nil {
			tb.Errorf("guard: munmap: %v", err)
		}
	})
	for _, edge := range [][]byte{all[:page], all[page+body:]} {
		if err := unix.Mprotect(edge, unix.PROT_NONE); err != nil {
			tb.Fatalf("guard: mprotect: %v", err)
		}
	}
	return all[page : page+body]
}
