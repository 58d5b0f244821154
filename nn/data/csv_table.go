package data

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// table is the text of a CSV file: equally long rows of trimmed fields.
type table struct {
	file   string
	header []string // names, nil without a header
	rows   [][]string
	lines  []int // line on which each row starts, from 1
}

// readTable reads all rows. Which of them is a header is decided later.
func readTable(r io.Reader, file string, comma, comment rune) (*table, error) {
	br := bufio.NewReaderSize(r, 1<<16)
	if mark, _ := br.Peek(3); string(mark) == "\ufeff" {
		br.Discard(len(mark))
	}
	if comma == 0 {
		comma = sniffComma(br)
	}
	cr := csv.NewReader(br)
	cr.Comma, cr.Comment = comma, comment
	cr.FieldsPerRecord = -1                             // checked here, to say which line differs from which
	cr.TrimLeadingSpace = comma != '\t' && comma != ' ' // it would eat separators

	t := &table{file: file}
	for {
		fields, err := cr.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, csvError(file, err)
		}
		for i, f := range fields {
			fields[i] = strings.TrimSpace(f)
		}
		if len(fields) == 1 && fields[0] == "" {
			continue // a line of white space
		}
		line, _ := cr.FieldPos(0)
		if len(t.rows) > 0 && len(fields) != len(t.rows[0]) {
			return nil, &FormatError{
				File: file, Where: fmt.Sprintf("line %d", line),
				Expected: fmt.Sprintf("%d fields as in line %d", len(t.rows[0]), t.lines[0]), Found: fmt.Sprint(len(fields)),
			}
		}
		t.rows = append(t.rows, fields)
		t.lines = append(t.lines, line)
	}
	if len(t.rows) == 0 {
		return nil, &FormatError{File: file, Expected: "rows of comma-separated values", Found: "none"}
	}
	if len(t.rows[0]) < 2 {
		return nil, &FormatError{
			File: file, Where: fmt.Sprintf("line %d", t.lines[0]),
			Expected: fmt.Sprintf("at least 2 fields separated by %q", comma), Found: "1",
		}
	}
	return t, nil
}

// sniffComma returns the separator that the first line holds most of, outside
// quotes.
func sniffComma(br *bufio.Reader) rune {
	start, _ := br.Peek(br.Size())
	start = bytes.TrimLeft(start, "\r\n")
	if end := bytes.IndexByte(start, '\n'); end >= 0 {
		start = start[:end]
	}
	var count [256]int
	quoted := false
	for _, c := range start {
		if c == '"' {
			quoted = !quoted
		} else if !quoted {
			count[c]++
		}
	}
	best := byte(',')
	for _, c := range []byte{';', '\t'} {
		if count[c] > count[best] {
			best = c
		}
	}
	return rune(best)
}

// csvError turns an error of encoding/csv into a FormatError; a failing read
// stays what it is.
func csvError(file string, err error) error {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return fmt.Errorf("data: %s: %w", file, err)
	}
	return &FormatError{
		File: file, Where: fmt.Sprintf("line %d, byte %d of the line", parse.Line, parse.Column),
		Expected: "comma-separated values", Found: parse.Err.Error(), Err: err,
	}
}

// takeHeader makes the first row the header.
func (t *table) takeHeader() {
	t.header, t.rows, t.lines = t.rows[0], t.rows[1:], t.lines[1:]
}

// column names a column in messages.
func (t *table) column(field int) string {
	if t.header != nil && t.header[field] != "" {
		return fmt.Sprintf("column %d (%s)", field+1, t.header[field])
	}
	return fmt.Sprintf("column %d", field+1)
}

// fault is a FormatError about one field.
func (t *table) fault(row, field int, expected string) error {
	found := "an empty field"
	if s := t.rows[row][field]; s != "" {
		found = quote(s)
	}
	return &FormatError{
		File: t.file, Where: fmt.Sprintf("line %d, %s", t.lines[row], t.column(field)),
		Expected: expected, Found: found,
	}
}

// find resolves a column given by name or by index.
func (t *table) find(spec string) (int, error) {
	var named []int
	for i, name := range t.header {
		if name == spec {
			named = append(named, i)
		}
	}
	fields := len(t.rows[0])
	switch index, err := strconv.Atoi(spec); {
	case len(named) == 1:
		return named[0], nil
	case len(named) > 1:
		return 0, fmt.Errorf("data: %s: expected one column named %q, found %d", t.file, spec, len(named))
	case err == nil && index >= 0 && index < fields:
		return index, nil
	case err == nil:
		return 0, fmt.Errorf("data: %s: expected a column index in 0..%d, found %s", t.file, fields-1, spec)
	case t.header == nil:
		return 0, fmt.Errorf("data: %s: expected a header with a column named %q, found no header", t.file, spec)
	}
	return 0, fmt.Errorf("data: %s: expected a column named %q, found %q", t.file, spec, t.header)
}

// missing reports whether a field holds no value.
func missing(field string, markers []string) bool {
	return field == "" || field == "?" || slices.Contains(markers, field)
}

// number parses a decimal number that float32 holds. Words such as "inf" and
// "nan" are not numbers here.
func number(field string) (float32, bool) {
	v, ok := decimal(field, 32)
	return float32(v), ok
}

// decimal parses a finite decimal number to the given precision.
func decimal(field string, bits int) (float64, bool) {
	digits := strings.TrimLeft(field, "+-")
	if digits == "" || digits[0] != '.' && (digits[0] < '0' || digits[0] > '9') {
		return 0, false
	}
	v, err := strconv.ParseFloat(field, bits)
	return v, err == nil
}
