package nn

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/lockstep-go/lockstep/nn/internal/safetensors"
)

const (
	weightSuffix = ".weight"
	biasSuffix   = ".bias"
)

// headerOffset is where a file's header begins: the place of faults in its
// metadata.
const headerOffset = 8

// Load reads a model that Save wrote. A *FormatError says what in the file is
// wrong and where; other errors are those of r. Whatever the file says, no more
// memory is used than a small multiple of its size.
func Load(r io.Reader) (*Model, error) {
	f, err := readTensors(r)
	if err != nil {
		return nil, err
	}
	text, ok := f.Metadata[specKey]
	if !ok {
		return nil, &FormatError{headerOffset, "the metadata has no " + specKey + "; for a file that something else wrote there is LoadWeights"}
	}
	var spec Spec
	if err := decodeStrictly(text, &spec); err != nil {
		return nil, &FormatError{headerOffset, specKey + ": " + err.Error()}
	}
	m, err := modelOf(f, spec)
	if err != nil {
		return nil, err
	}
	if text, ok := f.Metadata[infoKey]; ok {
		var info Info
		err := decodeStrictly(text, &info)
		if err == nil {
			err = info.check(spec)
		}
		if err != nil {
			return nil, &FormatError{headerOffset, infoKey + ": " + err.Error()}
		}
		m.info = info
	}
	return m, nil
}

// LoadFile reads the named file as Load does.
func LoadFile(name string) (*Model, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("nn: %w", err)
	}
	defer f.Close()
	m, err := Load(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

// LoadWeights reads the weights of a network of the given description from a
// safetensors file, such as one with the state of a torch.nn.Sequential of
// Linear layers: float32 tensors N.weight and N.bias, whose N may have gaps
// but rise with the layers. The errors are those of Load and Spec.Check.
func LoadWeights(r io.Reader, spec Spec) (*Model, error) {
	if err := spec.Check(); err != nil {
		return nil, err
	}
	f, err := readTensors(r)
	if err != nil {
		return nil, err
	}
	return modelOf(f, spec)
}

func readTensors(r io.Reader) (*safetensors.File, error) {
	f, err := safetensors.Read(r)
	var fault *safetensors.Error
	switch {
	case errors.As(err, &fault):
		return nil, &FormatError{fault.Offset, fault.Reason}
	case err != nil:
		return nil, fmt.Errorf("nn: %w", err)
	}
	return f, nil
}

// decodeStrictly refuses fields that it does not know: a network with something
// that this version leaves out would compute something else.
func decodeStrictly(text string, v any) error {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if dec.More() {
		return errors.New("more than one JSON value")
	}
	return nil
}

// modelOf makes the model from a file's tensors. It takes no memory for the
// network before every tensor has turned out to be there in full.
func modelOf(f *safetensors.File, spec Spec) (*Model, error) {
	if err := spec.Check(); err != nil {
		return nil, &FormatError{headerOffset, err.Error()}
	}
	layers, err := sequential(f.Tensors)
	if err != nil {
		return nil, err
	}
	if len(layers) != len(spec.Layers) {
		return nil, &FormatError{headerOffset, fmt.Sprintf("weights for %d layers, want %d", len(layers), len(spec.Layers))}
	}
	in := spec.In
	for i, l := range spec.Layers {
		if err := checkShape(layers[i].weight, l.Units, in); err != nil {
			return nil, err
		}
		if err := checkShape(layers[i].bias, l.Units); err != nil {
			return nil, err
		}
		in = l.Units
	}
	n := newNet[float32](spec.clone())
	for i, l := range n.layers {
		copy(l.w, transpose(layers[i].weight.Data, l.out, l.in))
		copy(l.b, layers[i].bias.Data)
	}
	return &Model{net: n}, nil
}

// layerTensors are a layer's part of a file.
type layerTensors struct {
	number       int
	weight, bias *safetensors.Tensor
}

// sequential sorts the tensors into layers by the numbers in their names.
func sequential(tensors []safetensors.Tensor) ([]layerTensors, error) {
	byNumber := map[int]*layerTensors{}
	for i := range tensors {
		t := &tensors[i]
		digits, isWeight := strings.CutSuffix(t.Name, weightSuffix)
		digits, isBias := strings.CutSuffix(digits, biasSuffix)
		number, err := strconv.Atoi(digits)
		if isWeight == isBias || err != nil || strconv.Itoa(number) != digits || number < 0 {
			return nil, &FormatError{t.Offset, fmt.Sprintf("tensor %.64q, want names like 0%s and 0%s", t.Name, weightSuffix, biasSuffix)}
		}
		l := byNumber[number]
		if l == nil {
			l = &layerTensors{number: number}
			byNumber[number] = l
		}
		if isWeight {
			l.weight = t
		} else {
			l.bias = t
		}
	}
	layers := make([]layerTensors, 0, len(byNumber))
	for _, l := range byNumber {
		if l.weight == nil || l.bias == nil {
			return nil, &FormatError{headerOffset, fmt.Sprintf("layer %d has not both %d%s and %d%s", l.number, l.number, weightSuffix, l.number, biasSuffix)}
		}
		layers = append(layers, *l)
	}
	slices.SortFunc(layers, func(a, b layerTensors) int { return a.number - b.number })
	return layers, nil
}

func checkShape(t *safetensors.Tensor, want ...int) error {
	if !slices.Equal(t.Shape, want) {
		return &FormatError{t.Offset, fmt.Sprintf("%s has shape %v, want %v", t.Name, t.Shape, want)}
	}
	return nil
}
