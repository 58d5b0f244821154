// Package data reads, prepares and generates the rows a network learns from.
//
// A [Set] holds rows in memory: inputs, and class labels or numeric targets. It
// comes from IDX files ([MNIST], [IDX]), from a CSV file ([CSV]), from a
// generator ([Glyphs], [XOR], [Spirals]), or from the caller's own slices. It is
// divided with [Set.Split], brought to a common scale with [Standardize], and
// handed to training as an [nn.Source] by [Set.Batch].
//
// Everything here is reproducible to the bit: the same files, options and seeds
// give the same rows in the same order on every architecture.
//
// Readers trust nothing: memory grows with the bytes that are there, never with
// what a header announces, and what is wrong with a file comes back as a
// [*FormatError] that names the place, what was expected and what was found.
package data
