package kernels

import (
	"slices"
	"strings"
	"testing"
)

func TestChoose(t *testing.T) {
	list := []backend{{name: "fastest"}, {name: "fast", supported: true}, {name: "portable", supported: true}}
	for _, tt := range []struct{ pin, want, panic string }{
		{pin: "", want: "fast"},
		{pin: "portable", want: "portable"},
		{pin: "fastest", panic: "LOCKSTEP_BACKEND=fastest, but this CPU supports only fast, portable"},
		{pin: "fasst", panic: "LOCKSTEP_BACKEND=fasst is not one of this build's backends: fastest, fast, portable"},
	} {
		var got *backend
		msg := panics(func() { got = choose(list, tt.pin) })
		if tt.panic != "" {
			if !strings.Contains(msg, tt.panic) {
				t.Errorf("pin %q: panic = %q, want %q", tt.pin, msg, tt.panic)
			}
		} else if msg != "" || got.name != tt.want {
			t.Errorf("pin %q: panic = %q, chose %v, want %s", tt.pin, msg, got, tt.want)
		}
	}
}

func TestBackends(t *testing.T) {
	names := Backends()
	if len(names) == 0 || names[len(names)-1] != "portable" || !slices.Contains(names, Backend()) {
		t.Errorf("Backends() = %v, Backend() = %q", names, Backend())
	}
	names[0] = "changed"
	if Backends()[0] == "changed" {
		t.Error("Backends returns its own list, not a copy")
	}
}
