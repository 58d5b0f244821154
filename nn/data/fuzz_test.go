package data

import (
	"bytes"
	"errors"
	"testing"
)

// FuzzIDX reads arbitrary bytes as a pair of files: an error or a valid set.
func FuzzIDX(f *testing.F) {
	f.Add(imagesFile, labelsFile)
	f.Add(pack(imagesFile), pack(labelsFile))
	f.Add(imagesFile[:20], labelsFile[:5])
	f.Add(pack(imagesFile)[:25], labelsFile)
	f.Add(idx(0x803, []uint32{1 << 31, 1 << 31, 1 << 31}), idx(0x801, []uint32{1 << 31}))
	f.Add(idx(0x803, []uint32{1, 1, 1}, 7), idx(0x801, []uint32{1}, 255))
	f.Add([]byte{0x1f, 0x8b}, []byte{})
	f.Fuzz(func(t *testing.T, images, labels []byte) {
		x, err := readIDX(bytes.NewReader(images), "images", 3)
		if err != nil {
			checkFormatError(t, err)
			return
		}
		y, err := readIDX(bytes.NewReader(labels), "labels", 1)
		if err != nil {
			checkFormatError(t, err)
			return
		}
		s, err := idxSet(x, y)
		if err != nil {
			checkFormatError(t, err)
			return
		}
		if err := s.Validate(); err != nil {
			t.Error(err)
		}
	})
}

func checkFormatError(t *testing.T, err error) {
	var format *FormatError
	if !errors.As(err, &format) {
		t.Errorf("error %v is a %T, want a *FormatError", err, err)
	} else if format.File == "" || format.Expected == "" || format.Found == "" {
		t.Errorf("error %q leaves out a part", err)
	}
}

// FuzzCSV reads arbitrary text under arbitrary options: an error, or a valid set
// whose schema reads the same text to the same inputs.
func FuzzCSV(f *testing.F) {
	for _, text := range []string{
		"1,2,b\n3,4,a\n5,6.5,b\n", "x,y,kind\n1,2,b\n3,4,a", "1, 2, \"b, c\"\n 3 , 4 ,a\n", "red,1,a\nblue,2,b\n?,3,a\n",
		"\ufeff1;2\n3;4\n", "1\t\ta\n2\t3\tb\n", "1,<=50K.\n2,>50K.\n", "a,\"b\n", "inf,1\nnan,2\n0x1p4,3\n1e999,4\n", ",,,\n,,,\n",
		schemaTrain, "-0,1\n0,2\n", "1,a.\n2,a..\n", "1,.\n2,a.\n",
	} {
		f.Add(text, "last", false, 0, false)
		f.Add(text, "1", true, 1, true)
		f.Add(text, "kind", false, 2, true)
	}
	f.Fuzz(func(t *testing.T, text, label string, regression bool, header int, allowUnknown bool) {
		opts := CSVOptions{Label: label, Regression: regression, Header: Header(header), AllowUnknown: allowUnknown, Categorical: []string{"0"}}
		if regression {
			opts.Categorical = nil
		}
		s, err := ReadCSV(bytes.NewReader([]byte(text)), "fuzz", opts)
		if err != nil {
			if s != nil {
				t.Error("a set beside the error")
			}
			return
		}
		if err := s.Validate(); err != nil {
			t.Fatal(err)
		}
		if !regression {
			for class, count := range countLabels(s) {
				if count == 0 {
					t.Errorf("no row of class %d, %q", class, s.Names[class])
				}
			}
		}
		opts.Header = HeaderNo
		if s.Schema.Header != nil {
			opts.Header = HeaderYes
		}
		opts.Schema = s.Schema
		again, err := ReadCSV(bytes.NewReader([]byte(text)), "fuzz", opts)
		if err != nil {
			t.Fatalf("under its own schema: %v", err)
		}
		if len(again.X) != len(s.X) || len(again.Labels) != len(s.Labels) || len(again.Y) != len(s.Y) {
			t.Fatal("under its own schema: another shape")
		}
		for i := range s.X {
			if s.X[i] != again.X[i] {
				t.Fatalf("under its own schema: input %d is %v, was %v", i, again.X[i], s.X[i])
			}
		}
		for i := range s.Labels {
			if s.Labels[i] != again.Labels[i] {
				t.Fatalf("under its own schema: label %d is %v, was %v", i, again.Labels[i], s.Labels[i])
			}
		}
	})
}
