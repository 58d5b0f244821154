package calibrate

import "math"

// The loops a Go programmer writes first: what the kernels are compared with.

// plainMatMul sets c = a b for n×n matrices, in the loop order that walks all
// three along their rows.
func plainMatMul(c, a, b []float32, n int) {
	clear(c)
	for i := range n {
		row := c[i*n : (i+1)*n]
		for k := range n {
			scale := a[i*n+k]
			for j, v := range b[k*n : (k+1)*n] {
				row[j] += scale * v
			}
		}
	}
}

func plainReLU(dst, x []float32) {
	for i, v := range x {
		dst[i] = max(v, 0)
	}
}

func plainSigmoid(dst, x []float32) {
	for i, v := range x {
		dst[i] = float32(1 / (1 + math.Exp(-float64(v))))
	}
}
