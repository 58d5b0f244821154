package data

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// CSVOptions says how a CSV file becomes a set. The zero value reads a
// classification set with the label in the last column.
type CSVOptions struct {
	// Label is the column to predict: "last" (or empty), "first", a name in the
	// header, or an index counted from 0.
	Label string

	// Regression takes the label column as a number (Set.Y, one output) instead
	// of a class (Set.Labels).
	Regression bool

	// Header says whether the first line holds names. HeaderAuto decides from
	// the content, see [Header].
	Header Header

	// Categorical and Ignore name columns, by header or by index from 0, whose
	// numbers are codes of categories, and columns to leave out.
	Categorical, Ignore []string

	// Missing lists texts that stand for a missing value beside the empty field
	// and "?", for example "NA".
	Missing []string

	// Comma separates fields. 0 takes the most frequent of comma, semicolon and
	// tab in the first line. Comment, unless 0, starts a line to skip.
	Comma, Comment rune

	// Schema applies the columns, means, categories and classes of a file read
	// before, so that a test set gets the inputs of its training set. Label,
	// Regression, Categorical, Ignore and Missing are then the schema's.
	Schema *Schema

	// AllowUnknown lets a category that the schema does not know become all
	// zeros. Without it such a category is an error.
	AllowUnknown bool
}

// Header says whether a CSV file starts with a line of column names.
//
// HeaderAuto takes the first line as names when Label or the schema names one
// of its fields; else when none of its fields in the columns that are numeric
// below is a number or missing. Where no column is numeric, a first line none of
// whose fields comes again in its column counts as names.
type Header int

const (
	HeaderAuto Header = iota
	HeaderYes
	HeaderNo
)

// CSV reads a set from a file of comma-separated values; the file's base name
// becomes Set.Name. Fields are trimmed of white space; quotes, blank lines, a
// byte order mark and a missing final newline are understood.
//
// A column most of whose values are numbers is one input; then any other text in
// it is an error and a missing value becomes the column's mean. Every other
// column is one-hot encoded: one input per distinct text, in sorted order, and
// one more for missing values where there are any. Classes are the distinct
// labels, numbers in numeric and texts in sorted order; a final dot that all
// labels carry, or that the schema's classes lack, is dropped.
//
// Set.Features names the inputs and Set.Schema holds the encoding. A missing
// file wraps fs.ErrNotExist; a broken one is a [*FormatError] with line and
// column.
func CSV(path string, opts CSVOptions) (*Set, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	defer f.Close()
	s, err := ReadCSV(f, path, opts)
	if err != nil {
		return nil, err
	}
	s.Name = filepath.Base(path)
	return s, nil
}

// ReadCSV is [CSV] on a reader; name stands for the file in errors and becomes
// Set.Name.
func ReadCSV(r io.Reader, name string, opts CSVOptions) (*Set, error) {
	t, err := readTable(r, name, opts.Comma, opts.Comment)
	if err != nil {
		return nil, err
	}
	schema := opts.Schema
	if schema == nil {
		schema, err = inferSchema(t, opts)
	} else {
		err = schema.fit(t, opts.Header)
	}
	if err != nil {
		return nil, err
	}
	s, err := schema.encode(t, opts.AllowUnknown)
	if err != nil {
		return nil, err
	}
	s.Name = name
	if err := s.Validate(); err != nil {
		return nil, err
	}
	return s, nil
}
