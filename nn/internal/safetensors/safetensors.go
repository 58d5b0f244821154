// Package safetensors reads and writes float32 tensors in the safetensors
// format: eight bytes with the length of the header, little endian; the header,
// a JSON object that gives each tensor's type, shape and place; the data.
//
// Files may come from anywhere. Read trusts no length in them: it takes memory only for
// what has arrived, and every fault is an Error.
//
// Source: https://github.com/huggingface/safetensors, section Format.
package safetensors

import (
	"fmt"
	"math"
	"math/bits"
)

// Tensor is a named array. Its elements are row-major.
type Tensor struct {
	Name   string
	Shape  []int
	Data   []float32
	Offset int64 // of Data in the file it was read from
}

// File is the content of a file.
type File struct {
	Tensors  []Tensor // in the order of their data
	Metadata map[string]string
}

// Error says what is wrong with a file, and where.
type Error struct {
	Offset int64 // from the file's beginning
	Reason string
}

// Error implements error.
func (e *Error) Error() string {
	return fmt.Sprintf("safetensors: byte %d: %s", e.Offset, e.Reason)
}

func fault(offset int64, format string, args ...any) error {
	return &Error{Offset: offset, Reason: fmt.Sprintf(format, args...)}
}

const (
	lengthSize  = 8        // of the header's length
	alignment   = 8        // of the data's beginning, by spaces after the header
	elementSize = 4        // of a float32
	maxHeader   = 16 << 20 // 16 MiB; a network's header is far below 1 MiB
	maxData     = 1 << 32  // 4 GiB, 2^30 weights
	metadataKey = "__metadata__"
	dtype       = "F32"
)

// entry is a tensor in the header.
type entry struct {
	DType   string  `json:"dtype"`
	Shape   []int64 `json:"shape"`
	Offsets []int64 `json:"data_offsets"` // begin and end, from the data's beginning
}

// size returns the number of bytes of the shape, or false if there is none
// within maxData.
func (e entry) size() (int64, bool) {
	n := uint64(elementSize)
	for _, d := range e.Shape {
		if d < 0 || d > math.MaxInt32 {
			return 0, false
		}
		hi, lo := bits.Mul64(n, uint64(d))
		if hi != 0 || lo > maxData {
			return 0, false
		}
		n = lo
	}
	return int64(n), true
}

// place is where a tensor's data lies, from the data's beginning.
type place struct {
	begin, end int64
	tensor     Tensor
	at         int64 // of its entry in the file
}

// place returns where the entry's data lies, or what is wrong with it.
func (e entry) place(name string) (p place, reason string) {
	const maxDims = 8
	if e.DType != dtype {
		return p, fmt.Sprintf("type %s, want %s", quote(e.DType), dtype)
	}
	if len(e.Shape) > maxDims {
		return p, fmt.Sprintf("%d dimensions, want at most %d", len(e.Shape), maxDims)
	}
	size, ok := e.size()
	if !ok {
		return p, fmt.Sprintf("shape %v, want sizes of at least 0 and at most %d bytes in all", e.Shape, int64(maxData))
	}
	if len(e.Offsets) != 2 || e.Offsets[0] < 0 || e.Offsets[0] > maxData || e.Offsets[1]-e.Offsets[0] != size {
		return p, fmt.Sprintf("data offsets %v, want two that enclose the %d bytes of shape %v", e.Offsets, size, e.Shape)
	}
	p = place{begin: e.Offsets[0], end: e.Offsets[1], tensor: Tensor{Name: name, Shape: make([]int, len(e.Shape))}}
	for i, d := range e.Shape {
		p.tensor.Shape[i] = int(d)
	}
	return p, ""
}

// quote quotes a name from a file, of which it shows the beginning.
func quote(name string) string {
	const most = 64
	if len(name) > most {
		return fmt.Sprintf("%.*q...", most, name)
	}
	return fmt.Sprintf("%q", name)
}
