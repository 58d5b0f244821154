package data

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// idx returns an IDX file with the given magic number and sizes.
func idx(magic uint32, sizes []uint32, body ...byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, magic)
	for _, s := range sizes {
		b = binary.BigEndian.AppendUint32(b, s)
	}
	return append(b, body...)
}

func pack(b []byte) []byte {
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	z.Write(b)
	z.Close()
	return buf.Bytes()
}

var (
	imagesFile = idx(0x803, []uint32{3, 2, 3}, 0, 51, 255, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
	labelsFile = idx(0x801, []uint32{3}, 2, 0, 6)
)

func write(t *testing.T, dir, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestIDX(t *testing.T) {
	dir := t.TempDir()
	plain := write(t, dir, "images", imagesFile)
	packed := write(t, dir, "images.gz", pack(imagesFile))
	labels := write(t, dir, "labels", labelsFile)
	for _, images := range []string{plain, packed} {
		s, err := IDX(images, labels)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(); err != nil {
			t.Fatal(err)
		}
		if s.Rows() != 3 || s.In != 6 || s.Classes != 7 || s.Name != "" {
			t.Errorf("%d rows of %d, %d classes, name %q; want 3 rows of 6, 7 classes, no name", s.Rows(), s.In, s.Classes, s.Name)
		}
		if want := []float32{0, 0.2, 1, 1 / 255., 2 / 255., 3 / 255.}; !slices.Equal(s.X[:6], want) {
			t.Errorf("first image %v, want %v", s.X[:6], want)
		}
		if !slices.Equal(s.Labels, []int32{2, 0, 6}) || s.Names[6] != "6" {
			t.Errorf("labels %v, names %v", s.Labels, s.Names)
		}
	}
}

func TestIDXFormatErrors(t *testing.T) {
	flipped := pack(imagesFile)
	flipped[len(flipped)-5] ^= 1 // in the checksum
	cases := []struct {
		name    string
		content []byte
		says    []string
	}{
		{"empty", nil, []string{"header", "16 bytes", "0"}},
		{"short header", imagesFile[:9], []string{"header", "16 bytes", "found 9"}},
		{"labels for images", labelsFile, []string{"header", "16 bytes", "found 11"}},
		{"wrong kind", idx(0x801, []uint32{8}, 1, 2, 3, 4, 5, 6, 7, 8), []string{"byte 0", "0x00000803 (images)", "0x00000801 (labels)"}},
		{"wrong type", idx(0xd03, []uint32{1, 1, 1}, 0, 0, 0, 0), []string{"0x00000803", "0x00000d03"}},
		{"no images", idx(0x803, []uint32{0, 28, 28}), []string{"byte 4", "size 0"}},
		{"no columns", idx(0x803, []uint32{1, 28, 0}), []string{"byte 12", "size 0"}},
		{"huge", idx(0x803, []uint32{60000, 4096, 4096}), []string{"byte 12", "at most 1073741824 elements", "4096"}},
		{"overflowing", idx(0x803, []uint32{1 << 31, 1 << 31, 4}), []string{"byte 4", "2147483648"}},
		{"truncated", imagesFile[:20], []string{"byte 20", "18 bytes of data ([3 2 3])", "found 4 before the end"}},
		{"trailing", append(slices.Clip(imagesFile), 0), []string{"byte 34", "the end after 18 bytes", "more"}},
		{"bad gzip header", []byte{0x1f, 0x8b, 9, 0, 0, 0, 0, 0, 0, 0}, []string{"gzip header"}},
		{"truncated gzip", pack(imagesFile)[:20], []string{"before the end"}},
		{"bad checksum", flipped, []string{"intact end", "checksum"}},
		{"behind gzip", append(pack(imagesFile), "junk"...), []string{"intact end"}},
		{"bad data in gzip", append(pack(nil)[:10], 0xff, 0xff), []string{"header"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := readIDX(bytes.NewReader(c.content), "some/file", 3)
			wantError(t, err, append(c.says, "some/file", "expected", "found")...)
			var format *FormatError
			if !errors.As(err, &format) {
				t.Errorf("error is a %T, want a *FormatError", err)
			}
		})
	}
}

// A header that announces a gigabyte costs no more memory than the first read.
func TestIDXHeaderAllocatesNothing(t *testing.T) {
	liar := idx(0x803, []uint32{1 << 10, 1 << 10, 1 << 10}, 1, 2, 3)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := readIDX(bytes.NewReader(liar), "liar", 3)
	runtime.ReadMemStats(&after)
	wantError(t, err, "1073741824 bytes", "found 3")
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 4<<20 {
		t.Errorf("%d bytes allocated for a file of 19", grown)
	}
}

func TestIDXCountMismatch(t *testing.T) {
	dir := t.TempDir()
	images := write(t, dir, "images", imagesFile)
	labels := write(t, dir, "labels", idx(0x801, []uint32{2}, 1, 1))
	_, err := IDX(images, labels)
	wantError(t, err, labels, "3 labels", images, "found 2")
}

// writeMNIST writes four files whose names style makes from the dashed ones.
func writeMNIST(t *testing.T, style func(string) string, packed bool) string {
	dir := t.TempDir()
	for _, name := range mnistFiles {
		content := imagesFile
		if strings.Contains(name, "labels") {
			content = labelsFile
		}
		if packed {
			content = pack(content)
		}
		write(t, dir, style(name), content)
	}
	return dir
}

func TestMNISTFileNames(t *testing.T) {
	dotted := func(name string) string { return strings.Replace(name, "-idx", ".idx", 1) }
	dashed := func(name string) string { return name }
	gz := func(style func(string) string) func(string) string {
		return func(name string) string { return style(name) + ".gz" }
	}
	for name, dir := range map[string]string{
		"dashed": writeMNIST(t, dashed, false), "dashed packed": writeMNIST(t, gz(dashed), true),
		"dotted": writeMNIST(t, dotted, false), "dotted packed": writeMNIST(t, gz(dotted), true),
	} {
		train, test, err := MNIST(dir)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if train.Rows() != 3 || test.Rows() != 3 || !slices.Equal(train.X, test.X) {
			t.Errorf("%s: %d and %d rows", name, train.Rows(), test.Rows())
		}
	}
}

func TestMNISTMissingFiles(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "train-labels-idx1-ubyte", labelsFile)
	_, _, err := MNIST(dir)
	wantError(t, err, dir, mnistFiles[0], mnistFiles[1], mnistFiles[2], mnistFiles[3],
		"found no train-images-idx3-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte:")
	if !errors.Is(err, fs.ErrNotExist) {
		t.Error("not an fs.ErrNotExist")
	}
	_, _, err = MNIST(filepath.Join(dir, "nowhere"))
	wantError(t, err, "nowhere", "four files")
	_, err = IDX(filepath.Join(dir, "nowhere"), filepath.Join(dir, "train-labels-idx1-ubyte"))
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v is not an fs.ErrNotExist", err)
	}
}

func TestMNISTPartsMustAgree(t *testing.T) {
	dir := writeMNIST(t, func(name string) string { return name }, false)
	write(t, dir, "t10k-labels-idx1-ubyte", idx(0x801, []uint32{3}, 9, 9, 9))
	train, test, err := MNIST(dir)
	if err != nil {
		t.Fatal(err)
	}
	if train.Classes != 10 || test.Classes != 10 || len(train.Names) != 10 {
		t.Errorf("%d and %d classes, want 10 in both", train.Classes, test.Classes)
	}
	write(t, dir, "t10k-images-idx3-ubyte", idx(0x803, []uint32{3, 1, 1}, 1, 2, 3))
	_, _, err = MNIST(dir)
	wantError(t, err, "t10k-images", "6 pixels", "found 1")
}

func TestClassNames(t *testing.T) {
	if got := classNames("Fashion-MNIST", 10); got[9] != "Ankle boot" {
		t.Errorf("Fashion-MNIST: %q", got)
	}
	if got := classNames("Fashion-MNIST", 3); !slices.Equal(got, []string{"0", "1", "2"}) {
		t.Errorf("three classes: %q", got)
	}
}
