package safetensors

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math"
	"slices"
)

// Read reads a whole file. An *Error says what in it is wrong; other errors are
// those of r.
func Read(r io.Reader) (*File, error) {
	var length [lengthSize]byte
	if n, err := io.ReadFull(r, length[:]); err != nil {
		return nil, readFault(err, int64(n), "the header's length", lengthSize)
	}
	n := binary.LittleEndian.Uint64(length[:])
	if n < 2 || n > maxHeader {
		return nil, fault(0, "the header's length is %d, want from 2 to %d", n, maxHeader)
	}
	var header bytes.Buffer
	if got, err := io.CopyN(&header, r, int64(n)); err != nil {
		return nil, readFault(err, lengthSize+got, "the header", int64(n))
	}
	f, sizes, err := parseHeader(header.Bytes())
	if err != nil {
		return nil, err
	}
	at := lengthSize + int64(n)
	for i := range f.Tensors {
		t := &f.Tensors[i]
		t.Offset = at
		var got int64
		if t.Data, got, err = readData(r, sizes[i]); err != nil {
			return nil, readFault(err, at+got, "the data of "+quote(t.Name), sizes[i])
		}
		at += sizes[i]
	}
	switch _, err := io.ReadFull(r, length[:1]); {
	case err == nil:
		return nil, fault(at, "more data than the header tells of, want the end of the file")
	case err != io.EOF:
		return nil, err
	}
	return f, nil
}

// readFault turns an early end into an Error and passes other errors on.
func readFault(err error, at int64, what string, size int64) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault(at, "the file ends within %s, want %d bytes of it", what, size)
	}
	return err
}

// readData reads size bytes of float32. Memory grows with what arrives.
func readData(r io.Reader, size int64) (data []float32, got int64, err error) {
	var chunk [1 << 14]byte
	data = make([]float32, 0, min(size, int64(len(chunk)))/elementSize)
	for got < size {
		part := chunk[:min(size-got, int64(len(chunk)))]
		n, err := io.ReadFull(r, part)
		got += int64(n)
		if err != nil {
			return nil, got, err
		}
		for ; len(part) > 0; part = part[elementSize:] {
			data = append(data, math.Float32frombits(binary.LittleEndian.Uint32(part)))
		}
	}
	return data, got, nil
}

// parseHeader returns the tensors in the order of their data, without it, and
// its sizes.
func parseHeader(header []byte) (*File, []int64, error) {
	f := &File{}
	places, err := parseEntries(header, f)
	if err != nil {
		return nil, nil, err
	}
	slices.SortStableFunc(places, func(a, b place) int {
		if a.begin != b.begin {
			return int(min(max(a.begin-b.begin, -1), 1))
		}
		return int(min(max(a.end-b.end, -1), 1)) // empty tensors first
	})
	var sizes []int64
	next := int64(0)
	for _, p := range places {
		if p.begin != next {
			return nil, nil, fault(p.at, "%s begins at %d of the data, want %d, where the one before it ends", quote(p.tensor.Name), p.begin, next)
		}
		next = p.end
		if next > maxData || next > math.MaxInt {
			return nil, nil, fault(p.at, "%s ends at %d of the data, want at most %d", quote(p.tensor.Name), next, min(maxData, int64(math.MaxInt)))
		}
		f.Tensors = append(f.Tensors, p.tensor)
		sizes = append(sizes, p.end-p.begin)
	}
	return f, sizes, nil
}

// parseEntries goes through the header key by key, since a map would hide
// that a name occurs twice.
func parseEntries(header []byte, f *File) ([]place, error) {
	dec := json.NewDecoder(bytes.NewReader(header))
	at := func() int64 { return lengthSize + dec.InputOffset() }
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, fault(lengthSize, "the header is no JSON object")
	}
	var places []place
	seen := map[string]bool{}
	for dec.More() {
		token, err := dec.Token()
		name, ok := token.(string)
		if err != nil || !ok {
			return nil, fault(at(), "the header's JSON is broken: %v", err)
		}
		if seen[name] {
			return nil, fault(at(), "%s occurs twice", quote(name))
		}
		seen[name] = true
		if name == metadataKey {
			if err := dec.Decode(&f.Metadata); err != nil {
				return nil, fault(at(), "%s is no object of strings: %v", metadataKey, err)
			}
			continue
		}
		var e entry
		if err := dec.Decode(&e); err != nil {
			return nil, fault(at(), "the entry of %s is broken: %v", quote(name), err)
		}
		p, reason := e.place(name)
		if reason != "" {
			return nil, fault(at(), "%s has %s", quote(name), reason)
		}
		p.at = at()
		places = append(places, p)
	}
	if _, err := dec.Token(); err != nil {
		return nil, fault(at(), "the header's JSON is broken: %v", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fault(at(), "the header goes on after its JSON object")
	}
	return places, nil
}
