package data

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// maxElements bounds the inputs of a set read from a file: 4 GiB of float32.
const maxElements = 1 << 30

// IDX reads a set from a pair of IDX files, as MNIST and its relatives are
// published: images (magic 0x00000803, then count, rows, columns, one byte per
// pixel) and labels (magic 0x00000801, then count, one byte each), numbers big
// endian, each file plain or packed with gzip.
//
// Inputs are pixels/255, row by row; Classes is the largest label plus one, but
// at least 2. Set.Name and Set.Names are filled when both files are recognised
// as a part of MNIST, Fashion-MNIST or KMNIST by their MD5.
//
// A missing file wraps fs.ErrNotExist; a broken one is a [*FormatError].
func IDX(images, labels string) (*Set, error) {
	x, err := readIDXFile(images, 3)
	if err != nil {
		return nil, err
	}
	y, err := readIDXFile(labels, 1)
	if err != nil {
		return nil, err
	}
	return idxSet(x, y)
}

// idxFile is an IDX file of unsigned bytes.
type idxFile struct {
	file  string
	shape []int
	body  []byte // the elements, product of shape
	known string // the published set that the bytes belong to, or ""
}

func readIDXFile(path string, dims int) (*idxFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	defer f.Close()
	return readIDX(f, path, dims)
}

// readIDX reads an IDX file of unsigned bytes with the given number of
// dimensions, packed or not, to its end.
func readIDX(r io.Reader, file string, dims int) (*idxFile, error) {
	br := bufio.NewReader(r)
	r = br
	packed := newDigest()
	if start, _ := br.Peek(2); len(start) == 2 && start[0] == 0x1f && start[1] == 0x8b {
		z, err := gzip.NewReader(io.TeeReader(br, packed))
		if err != nil {
			return nil, &FormatError{File: file, Expected: "a gzip header", Found: err.Error(), Err: err}
		}
		r = z
	}
	unpacked := newDigest()
	r = io.TeeReader(r, unpacked)

	f := &idxFile{file: file}
	if err := f.readHeader(r, dims); err != nil {
		return nil, err
	}
	if err := f.readBody(r); err != nil {
		return nil, err
	}
	f.known = recognise(packed, unpacked)
	return f, nil
}

// readHeader reads the magic number and the sizes and checks them.
func (f *idxFile) readHeader(r io.Reader, dims int) error {
	const unsignedBytes = 0x08
	header := make([]byte, 4+4*dims)
	if n, err := io.ReadFull(r, header); err != nil {
		return &FormatError{
			File: f.file, Where: "header", Err: err,
			Expected: fmt.Sprintf("%d bytes", len(header)), Found: fmt.Sprintf("%d%s", n, because(err)),
		}
	}
	want := uint32(unsignedBytes<<8 | dims)
	if magic := binary.BigEndian.Uint32(header); magic != want {
		return &FormatError{
			File: f.file, Where: "byte 0",
			Expected: fmt.Sprintf("magic number 0x%08x (%s)", want, idxKind(want)),
			Found:    fmt.Sprintf("0x%08x%s", magic, parenthesised(idxKind(magic))),
		}
	}
	elements := uint64(1)
	for d := range dims {
		at := 4 + 4*d
		size := binary.BigEndian.Uint32(header[at:])
		// Both factors are below 2^32 here, so the product cannot wrap.
		elements *= uint64(size)
		if size == 0 || elements > maxElements {
			return &FormatError{
				File: f.file, Where: fmt.Sprintf("byte %d", at),
				Expected: fmt.Sprintf("dimension %d of %d from 1 on, at most %d elements in all", d+1, dims, maxElements),
				Found:    fmt.Sprintf("size %d", size),
			}
		}
		f.shape = append(f.shape, int(size))
	}
	return nil
}

// readBody reads exactly the elements that the header announced. The buffer
// grows as bytes arrive, so a header alone costs no memory.
func (f *idxFile) readBody(r io.Reader) error {
	const firstRead = 1 << 20
	n := 1
	for _, size := range f.shape {
		n *= size
	}
	buf := make([]byte, 0, min(n, firstRead))
	for len(buf) < n {
		if len(buf) == cap(buf) {
			grown := make([]byte, len(buf), min(n, 2*cap(buf)))
			copy(grown, buf)
			buf = grown
		}
		got, err := io.ReadFull(r, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+got]
		if err != nil {
			return &FormatError{
				File: f.file, Where: fmt.Sprintf("byte %d", 4+4*len(f.shape)+len(buf)), Err: err,
				Expected: fmt.Sprintf("%d bytes of data (%v)", n, f.shape), Found: fmt.Sprintf("%d%s", len(buf), because(err)),
			}
		}
	}
	switch extra, err := io.Copy(io.Discard, io.LimitReader(r, 1)); {
	case err != nil:
		return &FormatError{File: f.file, Expected: "an intact end of file", Found: err.Error(), Err: err}
	case extra != 0:
		return &FormatError{
			File: f.file, Where: fmt.Sprintf("byte %d", 4+4*len(f.shape)+n),
			Expected: fmt.Sprintf("the end after %d bytes of data (%v)", n, f.shape), Found: "more",
		}
	}
	f.body = buf
	return nil
}

// because adds the cause of a short read unless that is simply the end.
func because(err error) string {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return " before the end of the file"
	}
	return fmt.Sprintf(" before %q", err)
}

func idxKind(magic uint32) string {
	switch magic {
	case 0x00000801:
		return "labels"
	case 0x00000803:
		return "images"
	}
	return ""
}

func parenthesised(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

// idxSet joins images and labels.
func idxSet(images, labels *idxFile) (*Set, error) {
	rows := images.shape[0]
	if labels.shape[0] != rows {
		return nil, &FormatError{
			File:     labels.file,
			Expected: fmt.Sprintf("%d labels for the images of %s", rows, images.file),
			Found:    fmt.Sprint(labels.shape[0]),
		}
	}
	s := &Set{
		In:      images.shape[1] * images.shape[2],
		X:       make([]float32, len(images.body)),
		Labels:  make([]int32, rows),
		Classes: 2,
	}
	var level [256]float32
	for i := range level {
		level[i] = float32(i) / 255
	}
	for i, pixel := range images.body {
		s.X[i] = level[pixel]
	}
	for i, label := range labels.body {
		s.Labels[i] = int32(label)
		s.Classes = max(s.Classes, int(label)+1)
	}
	if images.known == labels.known && images.known != "" {
		s.Name = images.known
	}
	s.Names = classNames(s.Name, s.Classes)
	return s, nil
}
