package nn

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/nn/internal/safetensors"
)

// described is a model with everything that a file can hold.
func described(t testing.TB) *Model {
	spec := everyActivation()
	spec.Layers[2].Slope = 0.2
	spec.Layers[0].Init = Normal(0.1)
	m, err := mustNew(t, spec, 1).WithInfo(Info{
		Classes: []string{"ja", "nein", "\"vielleicht\"", "\u2603"},
		Mean:    slices.Repeat([]float64{0.1, 1e-300}, 8),
		Std:     slices.Repeat([]float64{1, 1.0 / 3}, 8),
		Notes:   map[string]string{"source": "clouds", "": "x"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range m.net.layers {
		for i := range l.b {
			l.b[i] = float32(i) / 3
		}
	}
	return m
}

func saved(t testing.TB, m *Model) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Save(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSaveAndLoad(t *testing.T) {
	m := described(t)
	name := filepath.Join(t.TempDir(), "net.safetensors")
	for range 2 { // the second time over the first file
		if err := SaveFile(name, m); err != nil {
			t.Fatal(err)
		}
	}
	got, err := LoadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.net.params.all, m.net.params.all) {
		t.Error("the weights differ")
	}
	if !reflect.DeepEqual(got.Spec(), m.Spec()) || !reflect.DeepEqual(got.Info(), m.Info()) {
		t.Errorf("%+v\n%+v, want\n%+v\n%+v", got.Spec(), got.Info(), m.Spec(), m.Info())
	}
	bytesOf, err := os.ReadFile(name)
	if err != nil || !bytes.Equal(bytesOf, saved(t, m)) {
		t.Errorf("SaveFile and Save differ: %v", err)
	}
	entries, _ := os.ReadDir(filepath.Dir(name))
	if len(entries) != 1 {
		t.Errorf("%v left in the directory", entries)
	}
}

// The tensors are named and laid out as those of a torch.nn.Sequential.
func TestFileLayout(t *testing.T) {
	m := described(t)
	f, err := safetensors.Read(bytes.NewReader(saved(t, m)))
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Tensors) != 12 {
		t.Fatalf("%d tensors, want 12", len(f.Tensors))
	}
	w, b := f.Tensors[2], f.Tensors[3]
	if w.Name != "2.weight" || !slices.Equal(w.Shape, []int{13, 9}) || !slices.Equal(w.Data, m.Weights(1)) {
		t.Errorf("%s %v is not the second layer's weights", w.Name, w.Shape)
	}
	if b.Name != "2.bias" || !slices.Equal(b.Shape, []int{13}) || !slices.Equal(b.Data, m.Biases(1)) {
		t.Errorf("%s %v is not the second layer's biases", b.Name, b.Shape)
	}
}

// A failed save leaves the old file and nothing else.
func TestSaveFileFails(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "taken")
	if err := os.MkdirAll(filepath.Join(name, "inside"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := SaveFile(name, described(t)); err == nil || !strings.Contains(err.Error(), "taken") {
		t.Errorf("saving over a directory: error %v", err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("%v left in the directory", entries)
	}
	if err := SaveFile(filepath.Join(dir, "none", "net"), described(t)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("saving into no directory: error %v", err)
	}
}

// file builds a file from tensors and metadata.
func file(t testing.TB, f safetensors.File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := safetensors.Write(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zeros(name string, shape ...int) safetensors.Tensor {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return safetensors.Tensor{Name: name, Shape: shape, Data: make([]float32, n)}
}

func TestLoadWeights(t *testing.T) {
	spec := MLP(ReLU, 2, 3, 1)
	a, b := zeros("10.weight", 1, 3), zeros("9.weight", 3, 2)
	a.Data[1], b.Data[1] = 5, 7
	m, err := LoadWeights(bytes.NewReader(file(t, safetensors.File{Tensors: []safetensors.Tensor{a, zeros("10.bias", 1), b, zeros("9.bias", 3)}})), spec)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(m.Weights(0), b.Data) || !slices.Equal(m.Weights(1), a.Data) {
		t.Errorf("weights %v and %v, want %v and %v: 9 comes before 10", m.Weights(0), m.Weights(1), b.Data, a.Data)
	}
	if _, err := LoadWeights(bytes.NewReader(nil), Spec{}); err == nil {
		t.Error("a spec without layers was taken")
	}
}

func TestLoadErrors(t *testing.T) {
	w, b := zeros("0.weight", 1, 2), zeros("0.bias", 1)
	spec := func(s string) map[string]string { return map[string]string{specKey: s} }
	good := `{"in":2,"layers":[{"units":1,"act":"linear"}]}`
	info := func(s string) map[string]string { return map[string]string{specKey: good, infoKey: s} }
	cases := []struct {
		tensors []safetensors.Tensor
		meta    map[string]string
		want    string
	}{
		{[]safetensors.Tensor{w, b}, spec(good), ""},
		{[]safetensors.Tensor{w, b}, nil, "no lockstep.spec"},
		{[]safetensors.Tensor{w, b}, spec("nonsense"), "lockstep.spec: invalid character"},
		{[]safetensors.Tensor{w, b}, spec(good + good), "more than one"},
		{[]safetensors.Tensor{w, b}, spec(`{"in":2,"layers":[{"units":1,"dropout":0.5}]}`), "unknown field"},
		{[]safetensors.Tensor{w, b}, spec(`{"in":2,"layers":[{"units":1,"act":"swish"}]}`), "swish"},
		{[]safetensors.Tensor{w, b}, spec(`{"in":2}`), "no layers"},
		{[]safetensors.Tensor{w, b}, spec(`{"in":2,"layers":[{"units":50000000}]}`), "shape [1 2], want [50000000 2]"},
		{[]safetensors.Tensor{w, b}, spec(`{"in":2,"layers":[{"units":1},{"units":1}]}`), "weights for 1 layers, want 2"},
		{[]safetensors.Tensor{b, w}, spec(good), ""},
		{[]safetensors.Tensor{w}, spec(good), "0.bias"},
		{[]safetensors.Tensor{w, b, zeros("1.bias", 1)}, spec(good), "layer 1 has not both"},
		{[]safetensors.Tensor{w, b, zeros("fc.weight", 1)}, spec(good), `"fc.weight"`},
		{[]safetensors.Tensor{w, b, zeros("00.weight", 1)}, spec(good), `"00.weight"`},
		{[]safetensors.Tensor{w, b, zeros("-1.weight", 1)}, spec(good), `"-1.weight"`},
		{[]safetensors.Tensor{w, b, zeros("0.weight.bias", 1)}, spec(good), `"0.weight.bias"`},
		{[]safetensors.Tensor{w, b, zeros("scale", 1)}, spec(good), `"scale"`},
		{[]safetensors.Tensor{zeros("0.weight", 2), b}, spec(good), "0.weight has shape [2], want [1 2]"},
		{[]safetensors.Tensor{w, zeros("0.bias", 2)}, spec(good), "0.bias has shape [2], want [1]"},
		{[]safetensors.Tensor{w, b}, info(`{"classes":["a","b","c"]}`), "3 classes for 1 outputs"},
		{[]safetensors.Tensor{w, b}, info(`{"mean":[1,2],"std":[1]}`), "2 means and 1 deviations"},
		{[]safetensors.Tensor{w, b}, info(`{"mean":[1,2],"std":[1,0]}`), "deviation 0 for input 1"},
		{[]safetensors.Tensor{w, b}, info(`{"classes":["no","yes"]}`), ""},
	}
	for _, c := range cases {
		_, err := Load(bytes.NewReader(file(t, safetensors.File{Tensors: c.tensors, Metadata: c.meta})))
		var format *FormatError
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%v: %v", c.meta, err)
		case c.want != "" && (!errors.As(err, &format) || !strings.Contains(err.Error(), c.want) || format.Offset < 8):
			t.Errorf("%v: error %v, want a FormatError with %q", c.meta, err, c.want)
		}
	}
	name := filepath.Join(t.TempDir(), "short")
	if err := os.WriteFile(name, []byte("abc"), 0o666); err != nil {
		t.Fatal(err)
	}
	var format *FormatError
	if _, err := LoadFile(name); !errors.As(err, &format) || format.Offset != 3 || !strings.Contains(err.Error(), name) {
		t.Errorf("error %v, want a FormatError at 3 that names the file", err)
	}
	if _, err := LoadFile(name + "x"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want ErrNotExist", err)
	}
}

// Whatever the bytes, Load gives a model or an error; and a model that was
// loaded can be saved and loaded again as it is.
func FuzzLoad(f *testing.F) {
	// Small seeds: the fuzzer minimises what it finds, which takes it long on
	// whole networks.
	m, err := mustNew(f, MLP(LeakyReLU, 2, 3, 1), 1).WithInfo(Info{Classes: []string{"no", "yes"}, Mean: []float64{1, 2}, Std: []float64{3, 4}})
	if err != nil {
		f.Fatal(err)
	}
	whole := saved(f, m)
	f.Add(whole)
	f.Add(whole[:len(whole)-3])
	f.Add(saved(f, mustNew(f, MLP(Linear, 1, 1), 1)))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Load(bytes.NewReader(data))
		if err != nil {
			return
		}
		again, err := Load(bytes.NewReader(saved(t, m)))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(m.Spec(), again.Spec()) || !bytes.Equal(saved(t, m), saved(t, again)) {
			t.Error("saved and loaded, the model differs")
		}
		if _, err := m.Predict(make([]float32, m.In())); err != nil {
			t.Error(err)
		}
	})
}
