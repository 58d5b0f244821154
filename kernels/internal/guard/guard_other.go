//go:build !unix

package guard

import "testing"

// mapped: this system has no mprotect.
func mapped(_ testing.TB, n int) []byte { return ordinary(n) }
