// Package kernels holds SIMD compute kernels for machine learning: matrix
// products, activations and their gradients, reductions, losses and optimiser
// steps, over float32 and float64.
//
// Every function gives the same bits for the same inputs on every backend,
// every architecture and any number of threads. The rules:
//
//  1. Bits. A result depends on the inputs and their shape only: not on the
//     backend, architecture, thread count, alignment or run. Row i of a batch
//     has the same bits as that row alone; fused equals unfused. The only
//     freedom is the sign and payload of a NaN.
//  2. Fused multiply-add. Where a definition says fma(a, b, c), a*b + c is
//     rounded once, on every machine.
//  3. GEMM. Each element is t = +0; for k ascending: t = fma(a[i,k], b[k,j], t);
//     then, each rounded once and only if asked: t*alpha, fma(beta, c, t), + bias[j],
//     activation. Tiles, blocks, packing, edges and threads change no bit.
//  4. Reductions keep 32 lanes, lane = index mod 32, that combine by the tree +16,
//     +8, +4, +2, +1; chunks of 4096 elements combine in a binary tree by
//     index. Column sums run down the rows in order.
//  5. Elementwise kernels are one algorithm with one set of coefficients, built
//     from operations that IEEE 754 defines to the bit. Tails use the same
//     algorithm. The floating-point environment is never changed, nor may it be.
//  6. Accuracy is stated per function, in ULP of the exact result. Bits change only
//     with a major version.
//  7. Specials. NaN in gives NaN out; ReLU(-0) = +0; infinities, subnormals and
//     signed zeros follow IEEE 754.
//  8. Lengths and aliasing. The destination comes first. Lengths must match.
//     A destination may be exactly one of the inputs where its comment says so; any
//     other overlap is undefined. Wrong shapes panic before anything is written.
//  9. Concurrency. Every function may be called from any goroutine, and none
//     allocates in steady state.
//  10. Latency. No assembly call runs longer than about 20 microseconds (50 on
//     the slowest supported CPU), so a garbage collection is never held up.
//  11. Caller's speed. Functions that write YMM or ZMM registers clear their
//     upper halves before they return.
//
// The backend is chosen before main: the best one that the CPU supports, or the
// one that LOCKSTEP_BACKEND names (portable, avx2, avx512 or neon).
// LOCKSTEP_THREADS caps the number of threads. The build tag purego leaves all
// assembly out. The portable backend is the executable form of these rules.
package kernels
