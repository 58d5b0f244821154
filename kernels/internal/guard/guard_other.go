//go:build !unix

package guard

import "testing"

// mapped returns ordinary memory: this system has no mprotect, so only overruns
// that change a result are found here.
func mapped(_ testing.TB, n int) []byte {
	const page = 4096
	return make([]byte, max(1, (n+page-1)/page)*page)
}
