package kernels

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// backend is one implementation of all kernels: a copy of portable with what
// it accelerates overwritten.
type backend struct {
	name      string
	supported bool // by this CPU and operating system
	f32       table[float32]
	f64       table[float64]
}

// backends lists what this build contains, best first; portable is always last.
var backends = append(accelerated(), portableBackend())

// active is chosen once, before main.
var active = choose(backends, os.Getenv("LOCKSTEP_BACKEND"))

func portableBackend() backend {
	return backend{name: "portable", supported: true, f32: portable[float32](), f64: portable[float64]()}
}

// choose returns the first supported backend, or the one pinned by name. A pin
// that cannot be honoured panics: silently running something else would make
// every measurement and comparison that set it a lie.
func choose(list []backend, pin string) *backend {
	i := slices.IndexFunc(list, func(b backend) bool { return b.name == pin || pin == "" && b.supported })
	if i < 0 {
		panic(fmt.Sprintf("kernels: LOCKSTEP_BACKEND=%s is not one of this build's backends: %s",
			pin, strings.Join(names(list, func(backend) bool { return true }), ", ")))
	}
	if !list[i].supported {
		panic(fmt.Sprintf("kernels: LOCKSTEP_BACKEND=%s, but this CPU supports only %s", pin,
			strings.Join(names(list, isSupported), ", ")))
	}
	return &list[i]
}

func isSupported(b backend) bool { return b.supported }

// names returns the names of those backends that keep accepts.
func names(list []backend, keep func(backend) bool) []string {
	var all []string
	for _, b := range list {
		if keep(b) {
			all = append(all, b.name)
		}
	}
	return all
}

// Backend returns the name of the backend in use: "portable", "avx2", "avx512"
// or "neon". It is the best one the CPU supports unless LOCKSTEP_BACKEND pins
// another. The choice never changes a result, only the time it takes.
func Backend() string { return active.name }

// Backends returns the names of the backends that this build and CPU can run,
// best first. The last one is always "portable".
func Backends() []string { return names(backends, isSupported) }
