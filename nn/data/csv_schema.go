package data

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const (
	// maxCategories bounds the inputs that one text column becomes: beyond it
	// the column is a name or a key rather than a category.
	maxCategories = 1000
	// maxClasses bounds the classes: beyond it the labels are a measurement.
	maxClasses = 4096
)

// Schema is the encoding of a CSV file's columns, fixed by the file it was read
// from. It survives JSON, so that it can be kept beside a model.
type Schema struct {
	Fields     int      `json:"fields"`            // fields per line
	Header     []string `json:"header,omitempty"`  // their names, or none
	Label      int      `json:"label"`             // field of the label, from 0
	Regression bool     `json:"regression"`        // the label is a number
	Classes    []string `json:"classes,omitempty"` // else: its texts, by class
	Columns    []Column `json:"columns"`           // the other fields that are used, in file order
	Missing    []string `json:"missing,omitempty"` // markers beside "" and "?"
}

// Column is the encoding of one field.
type Column struct {
	Field           int      `json:"field"`                // from 0
	Mean            float64  `json:"mean"`                 // numeric: stands for a missing value
	Categories      []string `json:"categories,omitempty"` // one-hot: its texts; none: numeric
	MissingCategory bool     `json:"missing_category"`     // one-hot: one more input for a missing value
}

// width returns the number of inputs that the column becomes.
func (c *Column) width() int {
	switch {
	case len(c.Categories) == 0:
		return 1
	case c.MissingCategory:
		return len(c.Categories) + 1
	}
	return len(c.Categories)
}

// In returns the number of inputs per row.
func (s *Schema) In() int {
	in := 0
	for i := range s.Columns {
		in += s.Columns[i].width()
	}
	return in
}

// inferSchema fixes the encoding of a table and takes its header off.
func inferSchema(t *table, opts CSVOptions) (*Schema, error) {
	if detectHeader(t, opts) {
		t.takeHeader()
	}
	if len(t.rows) == 0 {
		return nil, &FormatError{File: t.file, Expected: "rows below the header", Found: "none"}
	}
	s := &Schema{Fields: len(t.rows[0]), Header: t.header, Regression: opts.Regression, Missing: opts.Missing}
	var err error
	if s.Label, err = findLabel(t, opts.Label); err != nil {
		return nil, err
	}
	ignored, err := findAll(t, opts.Ignore, s.Label)
	if err != nil {
		return nil, err
	}
	coded, err := findAll(t, opts.Categorical, s.Label)
	if err != nil {
		return nil, err
	}
	for field := range s.Fields {
		if field == s.Label || ignored[field] {
			continue
		}
		c, err := inferColumn(t, field, coded[field], opts.Missing)
		if err != nil {
			return nil, err
		}
		s.Columns = append(s.Columns, c)
	}
	if len(s.Columns) == 0 {
		return nil, fmt.Errorf("data: %s: expected a column beside the label, found all %d others ignored", t.file, s.Fields-1)
	}
	if !s.Regression {
		s.Classes, err = inferClasses(t, s.Label, opts.Missing)
	}
	return s, err
}

func findLabel(t *table, spec string) (int, error) {
	switch spec {
	case "", "last":
		return len(t.rows[0]) - 1, nil
	case "first":
		return 0, nil
	}
	return t.find(spec)
}

// findAll resolves a list of feature columns.
func findAll(t *table, specs []string, label int) (map[int]bool, error) {
	found := map[int]bool{}
	for _, spec := range specs {
		field, err := t.find(spec)
		if err != nil {
			return nil, err
		}
		if field == label {
			return nil, fmt.Errorf("data: %s: expected a column beside the label, found %q, which is the label", t.file, spec)
		}
		found[field] = true
	}
	return found, nil
}

// mostlyNumbers reports whether at least half of a column's values are numbers.
// The exact share hardly matters: real columns have either none or nearly all,
// and the few others are to be reported, not taken for categories.
func mostlyNumbers(rows [][]string, field int, markers []string) bool {
	numbers, values := 0, 0
	for _, row := range rows {
		if missing(row[field], markers) {
			continue
		}
		values++
		if _, ok := number(row[field]); ok {
			numbers++
		}
	}
	return numbers > 0 && 2*numbers >= values
}

func inferColumn(t *table, field int, coded bool, markers []string) (Column, error) {
	if !coded && mostlyNumbers(t.rows, field, markers) {
		mean, err := numericMean(t, field, markers)
		return Column{Field: field, Mean: mean}, err
	}
	c := Column{Field: field}
	seen := map[string]bool{}
	for i, row := range t.rows {
		if missing(row[field], markers) {
			c.MissingCategory = true
			continue
		}
		seen[row[field]] = true
		if len(seen) > maxCategories {
			return c, t.fault(i, field, fmt.Sprintf("at most %d categories in a text column (or the column to be ignored)", maxCategories))
		}
	}
	if len(seen) == 0 {
		return c, &FormatError{File: t.file, Where: t.column(field), Expected: "a value in some row (or the column to be ignored)", Found: "none"}
	}
	c.Categories = sortedTexts(seen)
	return c, nil
}

// numericMean returns the mean of a numeric column's values, in row order.
func numericMean(t *table, field int, markers []string) (float64, error) {
	sum, values := 0.0, 0
	for i, row := range t.rows {
		if missing(row[field], markers) {
			continue
		}
		v, ok := number(row[field])
		if !ok {
			return 0, t.fault(i, field, expectedNumber)
		}
		sum += float64(v)
		values++
	}
	return sum / float64(values), nil
}

const expectedNumber = "a finite number that float32 holds"

// inferClasses returns the distinct labels in the order of their class numbers.
func inferClasses(t *table, field int, markers []string) ([]string, error) {
	seen := map[string]bool{}
	dotted := true
	for i, row := range t.rows {
		if missing(row[field], markers) {
			return nil, t.fault(i, field, "a class label")
		}
		key := classKey(row[field])
		seen[key] = true
		// Behind a second dot, or alone, it is more than an ending.
		name, dot := strings.CutSuffix(key, ".")
		dotted = dotted && dot && name != "" && !strings.HasSuffix(name, ".")
		if len(seen) > maxClasses {
			return nil, t.fault(i, field, fmt.Sprintf("at most %d different class labels (or Regression to be set)", maxClasses))
		}
	}
	if len(seen) < 2 {
		return nil, &FormatError{File: t.file, Where: t.column(field), Expected: "at least 2 different class labels", Found: fmt.Sprint(len(seen))}
	}
	classes := sortedTexts(seen)
	if dotted {
		for i, c := range classes {
			classes[i] = strings.TrimSuffix(c, ".")
		}
	}
	return classes, nil
}

// classKey makes equal numbers equal texts: 1, 1.0 and 1. are one class.
func classKey(field string) string {
	v, ok := decimal(field, 64)
	if !ok {
		return field
	}
	if v == 0 {
		v = 0 // also -0
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// sortedTexts returns the keys, by value when all are numbers, else as texts.
// Either way the order does not depend on that of the rows.
func sortedTexts(set map[string]bool) []string {
	texts := make([]string, 0, len(set))
	numeric := true
	for s := range set {
		texts = append(texts, s)
		_, ok := decimal(s, 64)
		numeric = numeric && ok
	}
	slices.Sort(texts)
	if numeric {
		slices.SortStableFunc(texts, func(a, b string) int {
			x, _ := decimal(a, 64)
			y, _ := decimal(b, 64)
			return cmp.Compare(x, y)
		})
	}
	return texts
}
