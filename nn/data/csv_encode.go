package data

import (
	"fmt"
	"strings"
)

// encode turns the rows of a table that fits the schema into a set.
func (s *Schema) encode(t *table, allowUnknown bool) (*Set, error) {
	in := s.In()
	if len(t.rows) > maxElements/in {
		return nil, &FormatError{
			File:     t.file,
			Expected: fmt.Sprintf("at most %d inputs in all", maxElements),
			Found:    fmt.Sprintf("%d rows of %d", len(t.rows), in),
		}
	}
	set := &Set{In: in, X: make([]float32, len(t.rows)*in), Features: s.features(), Schema: s}
	at := 0
	for i := range s.Columns {
		if err := s.encodeColumn(t, &s.Columns[i], set.X[at:], in, allowUnknown); err != nil {
			return nil, err
		}
		at += s.Columns[i].width()
	}
	if s.Regression {
		set.Outputs = 1
		return set, s.encodeTargets(t, set)
	}
	set.Classes, set.Names = len(s.Classes), s.Classes
	return set, s.encodeLabels(t, set)
}

// features names the inputs: a column by its header or number, a category
// behind an equals sign.
func (s *Schema) features() []string {
	var names []string
	for _, c := range s.Columns {
		name := fmt.Sprintf("column %d", c.Field+1)
		if s.Header != nil && s.Header[c.Field] != "" {
			name = s.Header[c.Field]
		}
		if len(c.Categories) == 0 {
			names = append(names, name)
		}
		for _, category := range c.Categories {
			names = append(names, name+"="+category)
		}
		if c.MissingCategory {
			names = append(names, name+"=?")
		}
	}
	return names
}

// encodeColumn writes the inputs of one column, row i at dst[i*stride].
func (s *Schema) encodeColumn(t *table, c *Column, dst []float32, stride int, allowUnknown bool) error {
	index := make(map[string]int, len(c.Categories))
	for i, category := range c.Categories {
		index[category] = i
	}
	for i, row := range t.rows {
		field := row[c.Field]
		at := i * stride
		switch numeric := len(c.Categories) == 0; {
		case missing(field, s.Missing):
			if numeric {
				dst[at] = float32(c.Mean)
			} else if c.MissingCategory {
				dst[at+len(c.Categories)] = 1
			}
		case numeric:
			v, ok := number(field)
			if !ok {
				return t.fault(i, c.Field, expectedNumber)
			}
			dst[at] = v
		default:
			category, ok := index[field]
			if !ok && !allowUnknown {
				return t.fault(i, c.Field, fmt.Sprintf("one of %d known categories (%s)", len(c.Categories), listed(c.Categories)))
			}
			if ok {
				dst[at+category] = 1
			}
		}
	}
	return nil
}

func (s *Schema) encodeTargets(t *table, set *Set) error {
	set.Y = make([]float32, len(t.rows))
	for i, row := range t.rows {
		v, ok := number(row[s.Label])
		if !ok || missing(row[s.Label], s.Missing) {
			return t.fault(i, s.Label, expectedNumber)
		}
		set.Y[i] = v
	}
	return nil
}

func (s *Schema) encodeLabels(t *table, set *Set) error {
	class := make(map[string]int32, len(s.Classes))
	for i, name := range s.Classes {
		class[name] = int32(i)
	}
	set.Labels = make([]int32, len(t.rows))
	for i, row := range t.rows {
		key := classKey(row[s.Label])
		label, ok := class[key]
		if !ok {
			label, ok = class[strings.TrimSuffix(key, ".")]
		}
		if !ok {
			return t.fault(i, s.Label, fmt.Sprintf("one of %d classes (%s)", len(s.Classes), listed(s.Classes)))
		}
		set.Labels[i] = label
	}
	return nil
}

// listed shows the first few of a list of texts.
func listed(texts []string) string {
	const most = 5
	shown := make([]string, 0, most+1)
	for i, s := range texts {
		if i == most {
			shown = append(shown, "...")
			break
		}
		shown = append(shown, quote(s))
	}
	return strings.Join(shown, ", ")
}
