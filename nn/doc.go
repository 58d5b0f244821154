// Package nn trains and serves deep multilayer perceptrons in float32 on the
// kernels of this module.
//
// A Spec says which layers a network has; New makes a Model of it. There are
// three roles, and the types keep them apart:
//
//   - A Model is immutable. Any number of goroutines may share it and call
//     Predict, Save or Evaluate at the same time.
//   - A Predictor has scratch of its own and allocates nothing. It belongs to
//     one goroutine; make one for each.
//   - A Trainer owns the weights it trains and the optimiser's state, and belongs to one
//     goroutine too. Snapshot and Best copy what it has learned into Models.
//
// Training is a loop in the caller's code: Trainer.Epochs and Trainer.Steps are
// iterators, so progress, logging, checkpoints and early stopping are its body,
// and break ends it with everything released. A context is looked at before
// every step.
//
// # Determinism
//
// The same seed, data and configuration give the same weights to the bit, on
// every backend and architecture and for any number of threads, and row i of a
// batch is predicted with the same bits as that row alone. For that the kernels
// follow their contract, and nothing that reaches a weight uses a function of
// package math that Go implements differently per architecture.
//
// # Errors
//
// What a caller or a file can get wrong is returned as an error, before
// anything has changed; its text says what was expected and what was found.
// Wrong shapes match ErrShape, a data set without rows ErrEmpty; a training run
// that left the finite numbers ends in a DivergedError, a broken file in a
// FormatError.
package nn
