package data

import (
	"fmt"
	"slices"
	"strconv"
)

// detectHeader decides whether the first row of a table holds names, by the
// rules of [Header].
func detectHeader(t *table, opts CSVOptions) bool {
	if opts.Header != HeaderAuto {
		return opts.Header == HeaderYes
	}
	if names(t.rows[0], opts.Label) {
		return true
	}
	var numeric []int
	for field := range t.rows[0] {
		if mostlyNumbers(t.rows[1:], field, opts.Missing) {
			numeric = append(numeric, field)
		}
	}
	if len(numeric) > 0 {
		return noNumbers(t.rows[0], numeric, opts.Missing)
	}
	return noRepeats(t.rows)
}

// names reports whether label, as a name rather than a position, is one of the
// fields.
func names(fields []string, label string) bool {
	if label == "" || label == "first" || label == "last" {
		return false
	}
	if _, err := strconv.Atoi(label); err == nil {
		return false
	}
	return slices.Contains(fields, label)
}

// noNumbers reports whether none of the given fields is a number or missing.
func noNumbers(row []string, fields []int, markers []string) bool {
	for _, field := range fields {
		if _, ok := number(row[field]); ok || missing(row[field], markers) {
			return false
		}
	}
	return true
}

// noRepeats reports whether no field of the first row comes again below it.
// Two rows say nothing.
func noRepeats(rows [][]string) bool {
	for _, row := range rows[1:] {
		for field, text := range row {
			if text == rows[0][field] {
				return false
			}
		}
	}
	return len(rows) > 2
}

// fit checks that a table has the columns of the schema and takes its header
// off. It also checks the schema itself, which may come from a file.
func (s *Schema) fit(t *table, header Header) error {
	if err := s.check(); err != nil {
		return err
	}
	if found := len(t.rows[0]); found != s.Fields {
		return &FormatError{
			File: t.file, Where: fmt.Sprintf("line %d", t.lines[0]),
			Expected: fmt.Sprintf("%d fields as in the schema", s.Fields), Found: fmt.Sprint(found),
		}
	}
	if header == HeaderYes || header == HeaderAuto && s.isHeader(t.rows[0]) {
		t.takeHeader()
		if s.Header != nil && !slices.Equal(t.header, s.Header) {
			return &FormatError{
				File: t.file, Where: "header",
				Expected: fmt.Sprintf("the schema's columns %q", s.Header), Found: fmt.Sprintf("%q", t.header),
			}
		}
	}
	if len(t.rows) == 0 {
		return &FormatError{File: t.file, Expected: "rows below the header", Found: "none"}
	}
	t.header = s.Header // names the columns in messages
	return nil
}

// isHeader reports whether a first row holds names rather than values: it is
// the schema's header, or it has no number where the schema has numbers.
func (s *Schema) isHeader(row []string) bool {
	if s.Header != nil && slices.Equal(row, s.Header) {
		return true
	}
	var numeric []int
	for _, c := range s.Columns {
		if len(c.Categories) == 0 {
			numeric = append(numeric, c.Field)
		}
	}
	return len(numeric) > 0 && noNumbers(row, numeric, s.Missing)
}

// check finds what a schema from outside may have wrong.
func (s *Schema) check() error {
	if s.Fields < 2 || s.Label < 0 || s.Label >= s.Fields || s.Header != nil && len(s.Header) != s.Fields {
		return fmt.Errorf("data: schema: expected a label among at least 2 fields, all named or none, found label %d, %d fields, %d names", s.Label, s.Fields, len(s.Header))
	}
	if len(s.Columns) == 0 || !s.Regression && len(s.Classes) < 2 {
		return fmt.Errorf("data: schema: expected columns, and 2 classes or a regression, found %d columns and %d classes", len(s.Columns), len(s.Classes))
	}
	for i, c := range s.Columns {
		if c.Field < 0 || c.Field >= s.Fields || c.Field == s.Label {
			return fmt.Errorf("data: schema: column %d: expected a field in 0..%d beside the label %d, found %d", i, s.Fields-1, s.Label, c.Field)
		}
		if c.MissingCategory && len(c.Categories) == 0 {
			return fmt.Errorf("data: schema: column %d: expected categories beside the one for missing values, found none", i)
		}
	}
	return nil
}
