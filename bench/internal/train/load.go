package train

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/lockstep-go/lockstep/nn"
	"github.com/lockstep-go/lockstep/nn/data"
)

// trainShare is the part of a CSV file's rows to train on where no test file
// is given.
const trainShare = 0.8

// task is what to learn: two sets, and what the model must know about them.
type task struct {
	name        string
	train, test *data.Set
	info        nn.Info
}

// load reads what o names. Pixels go from 0 to 1; the columns of a CSV file are
// standardised by what the rows to train on say.
func load(o Options) (task, error) {
	stat, err := os.Stat(o.Data)
	switch {
	case err != nil:
		return task{}, fmt.Errorf("-data: expected a directory of IDX files or a CSV file, found neither: %w", err)
	case !stat.IsDir():
		return loadCSV(o)
	case o.Label != "" || o.Test != "":
		return task{}, fmt.Errorf("-label and -test are for a CSV file, found the directory %s", o.Data)
	}
	train, test, err := data.MNIST(o.Data)
	if err != nil {
		return task{}, err
	}
	name := train.Name
	if name == "" {
		name = filepath.Base(o.Data)
	}
	return newTask(name, train, test), nil
}

func loadCSV(o Options) (task, error) {
	train, err := data.CSV(o.Data, data.CSVOptions{Label: o.Label})
	if err != nil {
		return task{}, err
	}
	if err := checkClasses(train); err != nil {
		return task{}, fmt.Errorf("%s: %w", o.Data, err)
	}
	schema, err := json.Marshal(train.Schema)
	if err != nil {
		return task{}, fmt.Errorf("%s: %w", o.Data, err)
	}
	var test *data.Set
	if o.Test != "" {
		test, err = data.CSV(o.Test, data.CSVOptions{Schema: train.Schema, AllowUnknown: true})
	} else {
		train, test, err = train.Split(trainShare, o.Seed)
	}
	if err != nil {
		return task{}, err
	}
	scale, err := data.Standardize(train, test)
	if err != nil {
		return task{}, err
	}
	t := newTask(train.Name, train, test)
	t.info.Mean, t.info.Std = scale.Mean, scale.Std
	t.info.Notes["schema"] = string(schema)
	return t, nil
}

// checkClasses refuses a column of measurements as label: nearly every row
// would be a class of its own.
func checkClasses(s *data.Set) error {
	if s.Classes > s.Rows()/2 {
		return fmt.Errorf("expected classes in the label column, found %d different values in %d rows: choose another column with -label",
			s.Classes, s.Rows())
	}
	return nil
}

func newTask(name string, train, test *data.Set) task {
	return task{name: name, train: train, test: test, info: nn.Info{
		Classes: train.Names, Notes: map[string]string{"data": name},
	}}
}
