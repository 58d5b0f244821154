//go:build purego || !amd64

package kernels

func accelerated() []backend { return nil }
