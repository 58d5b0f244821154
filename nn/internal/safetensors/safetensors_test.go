package safetensors

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

// raw builds a file from a header and data, as they are.
func raw(header string, data int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	b = append(b, header...)
	return append(b, make([]byte, data)...)
}

func TestRoundTrip(t *testing.T) {
	f := File{
		Tensors: []Tensor{
			{Name: "a", Shape: []int{2, 3}, Data: []float32{1, -2, float32(math.Inf(1)), math.SmallestNonzeroFloat32, 0, 5}},
			{Name: "empty", Shape: []int{0, 7}, Data: []float32{}},
			{Name: "scalar", Shape: []int{}, Data: []float32{42}},
			{Name: "ünï\"\n", Shape: []int{1}, Data: []float32{0.5}},
			{Name: "long", Shape: []int{10000}, Data: make([]float32, 10000)},
		},
		Metadata: map[string]string{"b": "x", "a": "\u2028<&>"},
	}
	f.Tensors[4].Data[9999] = 9
	var b bytes.Buffer
	if err := Write(&b, f); err != nil {
		t.Fatal(err)
	}
	got, err := Read(iotest.OneByteReader(bytes.NewReader(b.Bytes())))
	if err != nil {
		t.Fatal(err)
	}
	start := int64(lengthSize) + int64(binary.LittleEndian.Uint64(b.Bytes()))
	if start%alignment != 0 {
		t.Errorf("the data begins at %d, want a multiple of %d", start, alignment)
	}
	for i := range got.Tensors {
		if want := start; got.Tensors[i].Offset != want {
			t.Errorf("%s at %d, want %d", got.Tensors[i].Name, got.Tensors[i].Offset, want)
		}
		start += 4 * int64(len(got.Tensors[i].Data))
		got.Tensors[i].Offset = 0
	}
	if !reflect.DeepEqual(*got, f) {
		t.Errorf("read %+v, want %+v", *got, f)
	}
}

// A file from the format's own description: the order of names is not that of
// the data, and spaces fill up the header.
func TestReadForeign(t *testing.T) {
	header := `{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}   `
	file := raw(header, 12)
	binary.LittleEndian.PutUint32(file[len(file)-4:], math.Float32bits(3))
	f, err := Read(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Tensors) != 2 || f.Tensors[0].Name != "a" || f.Tensors[1].Name != "b" || f.Tensors[1].Data[0] != 3 || f.Metadata["format"] != "pt" {
		t.Errorf("read %+v", f)
	}
}

func TestReadErrors(t *testing.T) {
	huge := binary.LittleEndian.AppendUint64(nil, math.MaxUint64)
	one := func(entry string) []byte { return raw(`{"a":`+entry+`}`, 4) }
	cases := []struct {
		file   []byte
		offset int64
		want   string
	}{
		{nil, 0, "ends within the header's length"},
		{[]byte{1, 2, 3}, 3, "ends within the header's length"},
		{huge, 0, "header's length is 18446744073709551615"},
		{raw("", 0), 0, "header's length is 0"},
		{raw(`{"a"`, 0)[:10], 10, "ends within the header"},
		{raw(`[]`, 0), 8, "no JSON object"},
		{raw(`nonsense`, 0), 8, "no JSON object"},
		{raw(`{"a":{}`, 0), 15, `"a" has type ""`},
		{raw(`{"a"}`, 0), 12, "broken"},
		{raw(`{} {}`, 0), 12, "goes on"},
		{raw(`{"__metadata__":{"x":1}}`, 0), 31, "no object of strings"},
		{raw(`{"__metadata__":{},"__metadata__":{}}`, 0), 41, "occurs twice"},
		{one(`{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}`), 62, `type "BF16", want F32`},
		{one(`{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}`), 62, "shape [-1]"},
		{one(`{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}`), 63, "broken"},
		{one(`{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}`), 81, "shape [4294967296 4294967296]"},
		{one(`{"dtype":"F32","shape":[2147483647,2147483647],"data_offsets":[0,4]}`), 81, "shape [2147483647 2147483647]"},
		{one(`{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}`), 77, "9 dimensions"},
		{one(`{"dtype":"F32","shape":[1],"data_offsets":[0,8]}`), 61, "offsets [0 8]"},
		{one(`{"dtype":"F32","shape":[1],"data_offsets":[4,0]}`), 61, "offsets [4 0]"},
		{one(`{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}`), 62, "offsets [-4 0]"},
		{one(`{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775804,-9223372036854775808]}`), 98, "offsets"},
		{one(`{"dtype":"F32","shape":[1],"data_offsets":[0]}`), 59, "offsets [0]"},
		{one(`{"dtype":"F32","shape":[1],"data_offsets":[4,8]}`), 61, `"a" begins at 4 of the data, want 0`},
		{one(`{"dtype":"F32","shape":[2],"data_offsets":[0,8]}`), 66, `ends within the data of "a"`},
		{one(`{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`), 62, "more data"},
		{raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, 8), 65, `"a" occurs twice`},
		{raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4), 114, `"b" begins at 0 of the data, want 4`},
	}
	for _, c := range cases {
		f, err := Read(bytes.NewReader(c.file))
		var fault *Error
		if f != nil || !errors.As(err, &fault) || fault.Offset != c.offset || !strings.Contains(fault.Reason, c.want) {
			t.Errorf("%.120q:\nerror %v, want one at %d with %q", c.file, err, c.offset, c.want)
		}
	}
	broken := errors.New("disk on fire")
	for _, n := range []int{0, 5, 20, 60} {
		r := io.MultiReader(bytes.NewReader(one(`{"dtype":"F32","shape":[1],"data_offsets":[0,4]}`)[:n]), iotest.ErrReader(broken))
		if _, err := Read(r); !errors.Is(err, broken) {
			t.Errorf("error %v after %d bytes, want the reader's", err, n)
		}
	}
}

// A small file that claims to be large costs no memory.
func TestReadTrustsNoLength(t *testing.T) {
	file := raw(`{"a":{"dtype":"F32","shape":[1073741824],"data_offsets":[0,4294967296]}}`, 100)
	if math.MaxInt == math.MaxInt32 {
		file = raw(`{"a":{"dtype":"F32","shape":[268435456],"data_offsets":[0,1073741824]}}`, 100)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := Read(bytes.NewReader(file))
	runtime.ReadMemStats(&after)
	if err == nil || !strings.Contains(err.Error(), "ends within the data") {
		t.Errorf("error %v", err)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 {
		t.Errorf("%d bytes allocated for a file of %d", n, len(file))
	}
}

func TestWriteErrors(t *testing.T) {
	if err := Write(io.Discard, File{Tensors: []Tensor{{Name: "a", Shape: []int{3}, Data: make([]float32, 2)}}}); err == nil || !strings.Contains(err.Error(), `"a"`) {
		t.Errorf("a shape that is not the data's: error %v", err)
	}
	if err := Write(io.Discard, File{Metadata: map[string]string{"x": strings.Repeat("y", maxHeader)}}); err == nil {
		t.Error("a header that Read would refuse was written")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(raw(`{}`, 0))
	f.Add(raw(`{"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"__metadata__":{"k":"v"}}`, 8))
	f.Add(raw(`{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"b":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}`, 4))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Read(bytes.NewReader(data))
		if err != nil {
			var fault *Error
			if !errors.As(err, &fault) || fault.Offset < 0 || fault.Offset > int64(len(data)) {
				t.Fatalf("error %v for %d bytes", err, len(data))
			}
			return
		}
		var b bytes.Buffer
		if err := Write(&b, *file); err != nil {
			t.Fatal(err)
		}
		again, err := Read(bytes.NewReader(b.Bytes()))
		if err != nil || len(again.Tensors) != len(file.Tensors) {
			t.Fatalf("written and read again: %v", err)
		}
	})
}
