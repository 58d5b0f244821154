package nn

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"

	"github.com/lockstep-go/lockstep/nn/internal/safetensors"
)

// The keys of what a file's metadata holds, each as JSON.
const (
	specKey = "lockstep.spec"
	infoKey = "lockstep.info"
)

// Save writes m in the safetensors format. The weights are named as in a
// torch.nn.Sequential of Linear layers with an activation after each:
// "0.weight" of shape [units, inputs], "0.bias", "2.weight" and so on. Spec and
// Info are in the metadata. The same model gives the same bytes.
func Save(w io.Writer, m *Model) error {
	spec, err := json.Marshal(m.net.spec)
	if err != nil {
		return fmt.Errorf("nn: %w", err)
	}
	info, err := json.Marshal(m.info)
	if err != nil {
		return fmt.Errorf("nn: %w", err)
	}
	f := safetensors.File{Metadata: map[string]string{specKey: string(spec), infoKey: string(info)}}
	for i, l := range m.net.layers {
		prefix := strconv.Itoa(2 * i)
		f.Tensors = append(f.Tensors,
			safetensors.Tensor{Name: prefix + weightSuffix, Shape: []int{l.out, l.in}, Data: m.Weights(i)},
			safetensors.Tensor{Name: prefix + biasSuffix, Shape: []int{l.out}, Data: l.b})
	}
	if err := safetensors.Write(w, f); err != nil {
		return fmt.Errorf("nn: %w", err)
	}
	return nil
}

// SaveFile writes m to the named file as Save does. It writes a new file beside
// it and renames that, so a reader, or a crash, meets the old file or the new one
// whole.
func SaveFile(name string, m *Model) error {
	f, err := createBeside(name)
	if err != nil {
		return fmt.Errorf("nn: %w", err)
	}
	if err := saveAndClose(f, m); err != nil {
		return errors.Join(fmt.Errorf("nn: %s: %w", name, err), os.Remove(f.Name()))
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return errors.Join(fmt.Errorf("nn: %w", err), os.Remove(f.Name()))
	}
	return nil
}

// createBeside creates a file in name's directory. os.CreateTemp would
// make one that only its owner may read.
func createBeside(name string) (*os.File, error) {
	for i := 0; ; i++ {
		f, err := os.OpenFile(fmt.Sprintf("%s.%d-%d.tmp", name, os.Getpid(), i), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
}

func saveAndClose(f *os.File, m *Model) error {
	w := bufio.NewWriter(f)
	err := Save(w, m)
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
