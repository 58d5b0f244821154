package data

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// MNIST reads the training and the test set from the four files of MNIST, or of
// a set published in the same form (Fashion-MNIST, KMNIST, ...), in dir:
//
//	train-images-idx3-ubyte  train-labels-idx1-ubyte
//	t10k-images-idx3-ubyte   t10k-labels-idx1-ubyte
//
// each plain or with .gz, and with a dot in place of the second dash
// (train-images.idx3-ubyte) where they were unpacked by hand. Images may have
// any size, the same in both sets. See [IDX] for the inputs and the errors;
// both sets have as many classes as the larger label of the two asks for.
// Files with unknown content are read like any other, with Set.Name empty.
func MNIST(dir string) (train, test *Set, err error) {
	paths, err := findMNIST(dir)
	if err != nil {
		return nil, nil, err
	}
	if train, err = IDX(paths[0], paths[1]); err != nil {
		return nil, nil, err
	}
	if test, err = IDX(paths[2], paths[3]); err != nil {
		return nil, nil, err
	}
	if train.In != test.In {
		return nil, nil, &FormatError{
			File:     paths[2],
			Expected: fmt.Sprintf("%d pixels per image as in %s", train.In, paths[0]),
			Found:    fmt.Sprint(test.In),
		}
	}
	classes := max(train.Classes, test.Classes)
	for _, s := range []*Set{train, test} {
		s.Classes, s.Names = classes, classNames(s.Name, classes)
	}
	return train, test, nil
}

var mnistFiles = [4]string{
	"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
	"t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
}

// findMNIST returns the paths of the four files. The error names all that are
// missing, so that one look is enough.
func findMNIST(dir string) (paths [4]string, err error) {
	var missing []string
	for i, name := range mnistFiles {
		dotted := strings.Replace(name, "-idx", ".idx", 1)
		for _, candidate := range []string{name, name + ".gz", dotted, dotted + ".gz"} {
			path := filepath.Join(dir, candidate)
			if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
				paths[i] = path
				break
			}
		}
		if paths[i] == "" {
			missing = append(missing, name)
		}
	}
	if missing != nil {
		return paths, fmt.Errorf("data: %s: expected the four files %s, each plain or .gz, found no %s: %w",
			dir, strings.Join(mnistFiles[:], ", "), strings.Join(missing, ", "), fs.ErrNotExist)
	}
	return paths, nil
}
