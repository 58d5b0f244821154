package data

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func readCSV(t *testing.T, text string, opts CSVOptions) *Set {
	t.Helper()
	s, err := ReadCSV(strings.NewReader(text), "test.csv", opts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCSV(t *testing.T) {
	third := float32((1. + 2.) / 2)
	cases := []struct {
		name, text string
		opts       CSVOptions
		in         int
		x, y       []float32
		labels     []int32
		names      []string
		features   []string
	}{
		{
			name: "plain", text: "1,2,b\n3,4,a\n5,6.5,b\n",
			in: 2, x: []float32{1, 2, 3, 4, 5, 6.5}, labels: []int32{1, 0, 1}, names: []string{"a", "b"},
			features: []string{"column 1", "column 2"},
		},
		{
			name: "header, no final newline, blank lines, byte order mark, CRLF",
			text: "\ufeff\r\nx,y,kind\r\n\r\n1,2,b\r\n   \r\n3,4,a",
			in:   2, x: []float32{1, 2, 3, 4}, labels: []int32{1, 0}, names: []string{"a", "b"}, features: []string{"x", "y"},
		},
		{
			name: "spaces and quotes", text: "1, 2, \"b, c\"\n 3 , 4 ,a\n",
			in: 2, x: []float32{1, 2, 3, 4}, labels: []int32{1, 0}, names: []string{"a", "b, c"},
		},
		{
			name: "label first", text: "b,1\na,2\n", opts: CSVOptions{Label: "first"},
			in: 1, x: []float32{1, 2}, labels: []int32{1, 0},
		},
		{
			name: "label by index", text: "1,b,2\n3,a,4\n", opts: CSVOptions{Label: "1"},
			in: 2, x: []float32{1, 2, 3, 4}, labels: []int32{1, 0},
		},
		{
			name: "label by name", text: "u,v,w\n1,b,2\n3,a,4\n", opts: CSVOptions{Label: "v"},
			in: 2, x: []float32{1, 2, 3, 4}, labels: []int32{1, 0}, features: []string{"u", "w"},
		},
		{
			name: "numeric classes in numeric order", text: "1,10\n2,9\n3,10.0\n4,-1\n",
			in: 1, x: []float32{1, 2, 3, 4}, labels: []int32{2, 1, 2, 0}, names: []string{"-1", "9", "10"},
		},
		{
			name: "dots behind all labels", text: "1,<=50K.\n2,>50K.\n",
			in: 1, x: []float32{1, 2}, labels: []int32{0, 1}, names: []string{"<=50K", ">50K"},
		},
		{
			name: "dots behind some labels", text: "1,a.\n2,a\n",
			in: 1, x: []float32{1, 2}, labels: []int32{1, 0}, names: []string{"a", "a."},
		},
		{
			name: "missing numbers", text: "1,a\n?,b\n2,a\n,b\n",
			in: 1, x: []float32{1, third, 2, third}, labels: []int32{0, 1, 0, 1},
		},
		{
			name: "categories", text: "red,1,a\nblue,2,b\n?,3,a\nred,4,b\n",
			in: 4, x: []float32{0, 1, 0, 1, 1, 0, 0, 2, 0, 0, 1, 3, 0, 1, 0, 4}, labels: []int32{0, 1, 0, 1},
			features: []string{"column 1=blue", "column 1=red", "column 1=?", "column 2"},
		},
		{
			name: "coded categories and other markers", text: "code,n,y\n10,NA,a\n9,2,b\n10,4,a\n",
			opts: CSVOptions{Categorical: []string{"code"}, Missing: []string{"NA"}},
			in:   3, x: []float32{0, 1, 3, 1, 0, 2, 0, 1, 4}, features: []string{"code=9", "code=10", "n"},
		},
		{
			name: "ignored", text: "id,n,y\nx1,1,a\nx2,2,b\n", opts: CSVOptions{Ignore: []string{"id"}},
			in: 1, x: []float32{1, 2}, features: []string{"n"},
		},
		{
			name: "regression", text: "1,2.5\n3,-4\n", opts: CSVOptions{Regression: true},
			in: 1, x: []float32{1, 3}, y: []float32{2.5, -4},
		},
		{
			name: "semicolons", text: "\"fixed, total\";q\n1,5;1\n2,5;0\n",
			opts: CSVOptions{Categorical: []string{"0"}, Header: HeaderYes},
			in:   2, x: []float32{1, 0, 0, 1}, features: []string{"fixed, total=1,5", "fixed, total=2,5"},
		},
		{
			name: "tabs with empty fields", text: "1\t\ta\n2\t3\tb\n",
			in: 2, x: []float32{1, 3, 2, 3}, labels: []int32{0, 1},
		},
		{
			name: "comment lines", text: "|1x3 cross validator\n1,a\n|more\n2,b\n", opts: CSVOptions{Comment: '|'},
			in: 1, x: []float32{1, 2},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := readCSV(t, c.text, c.opts)
			if s.In != c.in || !slices.Equal(s.X, c.x) {
				t.Errorf("%d inputs %v, want %d: %v", s.In, s.X, c.in, c.x)
			}
			if c.labels != nil && !slices.Equal(s.Labels, c.labels) {
				t.Errorf("labels %v, want %v", s.Labels, c.labels)
			}
			if c.names != nil && !slices.Equal(s.Names, c.names) {
				t.Errorf("classes %q, want %q", s.Names, c.names)
			}
			if c.y != nil && !slices.Equal(s.Y, c.y) {
				t.Errorf("targets %v, want %v", s.Y, c.y)
			}
			if c.features != nil && !slices.Equal(s.Features, c.features) {
				t.Errorf("features %q, want %q", s.Features, c.features)
			}
			if err := s.Validate(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCSVHeader(t *testing.T) {
	cases := []struct {
		name, text string
		opts       CSVOptions
		rows       int
	}{
		{"numbers from the first line", "1,a\n2,b\n", CSVOptions{}, 2},
		{"names", "n,y\n1,a\n2,b\n", CSVOptions{}, 2},
		{"names forced to be data", "1,n\n1,a\n2,b\n", CSVOptions{Header: HeaderNo}, 3},
		{"data forced to be names", "1,a\n2,b\n3,c\n", CSVOptions{Header: HeaderYes}, 2},
		{"one number among the fields", "n,1,a\n2,3,b\n4,5,a\n", CSVOptions{Categorical: []string{"0"}}, 3},
		{"first value missing", "?,a\n2,b\n3,a\n", CSVOptions{}, 3},
		{"texts that come again", "x,u\nx,v\ny,u\n", CSVOptions{}, 3},
		{"texts that do not", "colour,kind\nx,u\ny,v\nx,u\n", CSVOptions{}, 3},
		{"texts that do not, named", "c,c2\nc,u\ny,v\n", CSVOptions{Label: "c2"}, 2},
		{"two rows of texts", "x,u\ny,v\n", CSVOptions{}, 2},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if s := readCSV(t, c.text, c.opts); s.Rows() != c.rows {
				t.Errorf("%d rows, want %d", s.Rows(), c.rows)
			}
		})
	}
}

func TestCSVErrors(t *testing.T) {
	var keys, classes strings.Builder
	for i := range maxClasses + 1 {
		keys.WriteString("k" + strings.Repeat("x", i%50) + string(rune('a'+i%26)) + "_" + strings.Repeat("y", i/50) + ",a\n")
		classes.WriteString("1,c" + strings.Repeat("x", i%70) + "_" + strings.Repeat("y", i/70) + "\n")
	}
	cases := []struct {
		name, text string
		opts       CSVOptions
		says       []string
	}{
		{"empty", "", CSVOptions{}, []string{"rows", "found none"}},
		{"blank", "\n  \n\n", CSVOptions{}, []string{"rows", "found none"}},
		{"one field", "1\n2\n", CSVOptions{}, []string{"line 1", "at least 2 fields", "','"}},
		{"field count", "1,2,a\n3,4,b\n5,c\n", CSVOptions{}, []string{"line 3", "3 fields as in line 1", "found 2"}},
		{"not a number", "n,m,y\n1,2,a\n3,4,b\n5,6x,a\n7,8,b\n", CSVOptions{}, []string{"line 4", "column 2 (m)", "finite number", `"6x"`}},
		{"line numbers count blank lines", "1,a\n\n\nx,b\n3,a\n4,a\n", CSVOptions{}, []string{"line 4", "column 1", `"x"`}},
		{"infinite", "1,a\ninf,b\n3,a\n", CSVOptions{}, []string{"line 2", `"inf"`}},
		{"too large", "1,a\n1e39,b\n3,a\n", CSVOptions{}, []string{"line 2", "float32", `"1e39"`}},
		{"only a header", "n,y\n", CSVOptions{Header: HeaderYes}, []string{"below the header", "none"}},
		{"missing label", "1,a\n2,?\n3,b\n", CSVOptions{}, []string{"line 2", "column 2", "class label", `"?"`}},
		{"empty label", "1,a\n2,\n3,b\n", CSVOptions{}, []string{"line 2", "column 2", "an empty field"}},
		{"missing target", "1,1\n2,\n", CSVOptions{Regression: true}, []string{"line 2", "column 2", "finite number"}},
		{"text target", "1,1\n2,a\n", CSVOptions{Regression: true}, []string{"line 2", `"a"`}},
		{"one class", "1,a\n2,a\n", CSVOptions{}, []string{"at least 2 different class labels", "found 1"}},
		{"label index", "1,a\n2,b\n", CSVOptions{Label: "2"}, []string{"index in 0..1", "found 2"}},
		{"label name", "n,y\n1,a\n2,b\n", CSVOptions{Label: "z"}, []string{`named "z"`, `["n" "y"]`}},
		{"label name without header", "1,a\n2,b\n", CSVOptions{Label: "z"}, []string{`named "z"`, "no header"}},
		{"two labels", "y,y\n1,2\n2,3\n", CSVOptions{Label: "y"}, []string{`one column named "y"`, "found 2"}},
		{"label ignored", "1,a\n2,b\n", CSVOptions{Ignore: []string{"1"}}, []string{"beside the label"}},
		{"all ignored", "1,a\n2,b\n", CSVOptions{Ignore: []string{"0"}}, []string{"beside the label", "all 1"}},
		{"unknown column", "1,a\n2,b\n", CSVOptions{Categorical: []string{"7"}}, []string{"index in 0..1", "7"}},
		{"no values", "?,1,a\n?,2,b\n", CSVOptions{}, []string{"column 1", "a value in some row"}},
		{"keys", keys.String(), CSVOptions{Header: HeaderNo}, []string{"line 1001", "at most 1000 categories"}},
		{"classes", classes.String(), CSVOptions{}, []string{"line 4097", "at most 4096", "Regression"}},
		{"open quote", "1,a\n2,\"b\n", CSVOptions{}, []string{"comma-separated values", "quote"}},
		{"separator", "1,a\n2,b\n", CSVOptions{Comma: '"'}, []string{"delimiter"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s, err := ReadCSV(strings.NewReader(c.text), "test.csv", c.opts)
			wantError(t, err, append(c.says, "test.csv")...)
			if s != nil {
				t.Error("a set beside the error")
			}
		})
	}
	_, err := CSV(t.TempDir()+"/nothing.csv", CSVOptions{})
	if wantError(t, err, "nothing.csv"); !errors.Is(err, fs.ErrNotExist) {
		t.Error("not an fs.ErrNotExist")
	}
}

const schemaTrain = "age,job,y\n20,smith,no\n30,?,yes\n40,baker,no\n"

func TestCSVSchema(t *testing.T) {
	train := readCSV(t, schemaTrain, CSVOptions{})
	text, err := json.Marshal(train.Schema)
	if err != nil {
		t.Fatal(err)
	}
	schema := new(Schema)
	if err := json.Unmarshal(text, schema); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(schema, train.Schema) {
		t.Fatalf("%s gives %+v, want %+v", text, schema, train.Schema)
	}

	for name, text := range map[string]string{
		"with header":    "age,job,y\n?,baker,yes.\n50,?,yes\n",
		"without header": "?, baker, yes\n50, , yes.\n",
	} {
		test := readCSV(t, text, CSVOptions{Schema: schema})
		if want := []float32{30, 1, 0, 0, 50, 0, 0, 1}; !slices.Equal(test.X, want) {
			t.Errorf("%s: inputs %v, want %v", name, test.X, want)
		}
		if !slices.Equal(test.Labels, []int32{1, 1}) || !slices.Equal(test.Names, train.Names) || !slices.Equal(test.Features, train.Features) {
			t.Errorf("%s: labels %v of %q, features %q", name, test.Labels, test.Names, test.Features)
		}
	}
	test := readCSV(t, "50,priest,no\n", CSVOptions{Schema: schema, AllowUnknown: true})
	if want := []float32{50, 0, 0, 0}; !slices.Equal(test.X, want) {
		t.Errorf("unknown category: inputs %v, want %v", test.X, want)
	}
}

func TestCSVSchemaErrors(t *testing.T) {
	schema := readCSV(t, schemaTrain, CSVOptions{}).Schema
	for name, c := range map[string]struct {
		text string
		says []string
	}{
		"category":    {"50,priest,no\n", []string{"line 1", "column 2", `"baker", "smith"`, `"priest"`}},
		"class":       {"50,smith,perhaps\n", []string{"line 1", "column 3", `"no", "yes"`, `"perhaps"`}},
		"number":      {"50,smith,no\nx,smith,no\n", []string{"line 2", "column 1", `"x"`}},
		"fields":      {"50,smith\n", []string{"line 1", "3 fields as in the schema", "found 2"}},
		"header":      {"work,age,y\n1,2,3\n", []string{"header", `["age" "job" "y"]`, `["work" "age" "y"]`}},
		"header only": {"age,job,y\n", []string{"below the header"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadCSV(strings.NewReader(c.text), "test.csv", CSVOptions{Schema: schema})
			wantError(t, err, append(c.says, "test.csv")...)
		})
	}
	for name, change := range map[string]func(*Schema){
		"label":            func(s *Schema) { s.Label = 3 },
		"names":            func(s *Schema) { s.Header = s.Header[:2] },
		"no columns":       func(s *Schema) { s.Columns = nil },
		"classes":          func(s *Schema) { s.Classes = nil },
		"field":            func(s *Schema) { s.Columns = []Column{{Field: -1}} },
		"label as input":   func(s *Schema) { s.Columns = []Column{{Field: 2}} },
		"missing category": func(s *Schema) { s.Columns = []Column{{MissingCategory: true}} },
		"mean":             func(s *Schema) { s.Columns = []Column{{Mean: math.Inf(1)}} },
	} {
		t.Run("schema "+name, func(t *testing.T) {
			bad := *schema
			change(&bad)
			_, err := ReadCSV(strings.NewReader("?,smith,no\n"), "test.csv", CSVOptions{Schema: &bad, Header: HeaderNo})
			wantError(t, err, "expected", "found")
		})
	}
}

// The encoding must not depend on the order of the rows.
func TestCSVEncodingIgnoresRowOrder(t *testing.T) {
	lines := []string{"1,x,a", "2,y,b", "3,z,c", "4,x,b"}
	want := readCSV(t, strings.Join(lines, "\n"), CSVOptions{})
	slices.Reverse(lines)
	got := readCSV(t, strings.Join(lines, "\n"), CSVOptions{})
	if !reflect.DeepEqual(got.Schema, want.Schema) {
		t.Errorf("schema %+v, want %+v", got.Schema, want.Schema)
	}
}
