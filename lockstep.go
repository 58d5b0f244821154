// Package lockstep is the root of a library of SIMD compute kernels for machine
// learning. It exports nothing itself:
//
//   - package kernels has the matrix products, activations, reductions, losses
//     and optimiser steps, with the same bits on every backend and architecture;
//   - package nn trains and serves deep multilayer perceptrons on them;
//   - package nn/data reads and generates data sets.
//
// The command in bench measures both:
//
//	go run github.com/lockstep-go/lockstep/bench
package lockstep
