package safetensors

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
)

// Write writes f. The same File gives the same bytes. Every tensor's shape must
// be that of its data, and every name another.
func Write(w io.Writer, f File) error {
	header, err := f.header()
	if err != nil {
		return err
	}
	if _, err := w.Write(header); err != nil {
		return err
	}
	var chunk [1 << 14]byte
	for _, t := range f.Tensors {
		for data := t.Data; len(data) > 0; {
			n := min(len(data), len(chunk)/elementSize)
			for i, v := range data[:n] {
				binary.LittleEndian.PutUint32(chunk[i*elementSize:], math.Float32bits(v))
			}
			if _, err := w.Write(chunk[:n*elementSize]); err != nil {
				return err
			}
			data = data[n:]
		}
	}
	return nil
}

// header returns the length and the header, filled up with spaces.
func (f File) header() ([]byte, error) {
	var b bytes.Buffer
	b.Write(make([]byte, lengthSize))
	b.WriteByte('{')
	next := int64(0)
	for i, t := range f.Tensors {
		e := entry{DType: dtype, Shape: make([]int64, len(t.Shape)), Offsets: []int64{next, next + elementSize*int64(len(t.Data))}}
		for j, d := range t.Shape {
			e.Shape[j] = int64(d)
		}
		if _, reason := e.place(t.Name); reason != "" {
			return nil, fmt.Errorf("safetensors: %s has %s", quote(t.Name), reason)
		}
		next = e.Offsets[1]
		if i > 0 {
			b.WriteByte(',')
		}
		if err := member(&b, t.Name, e); err != nil {
			return nil, err
		}
	}
	if len(f.Metadata) > 0 {
		if len(f.Tensors) > 0 {
			b.WriteByte(',')
		}
		if err := member(&b, metadataKey, f.Metadata); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	for b.Len()%alignment != 0 {
		b.WriteByte(' ')
	}
	n := b.Len() - lengthSize
	if n > maxHeader {
		return nil, fmt.Errorf("safetensors: header of %d bytes, want at most %d", n, maxHeader)
	}
	binary.LittleEndian.PutUint64(b.Bytes(), uint64(n))
	return b.Bytes(), nil
}

// member writes one member of a JSON object.
func member(b *bytes.Buffer, name string, value any) error {
	k, err := json.Marshal(name)
	if err != nil {
		return err
	}
	v, err := json.Marshal(value)
	if err != nil {
		return err
	}
	b.Write(k)
	b.WriteByte(':')
	b.Write(v)
	return nil
}
