//go:build purego || !(amd64 || arm64)

package kernels

func accelerated() []backend { return nil }

func cpuCaches() (l1, l2 int) { return 0, 0 }
