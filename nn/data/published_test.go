package data

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// publishedDir holds well-known data sets, a directory each, beside the
// repository. Nothing of them is part of it, so tests that read them skip.
const publishedDir = "../../../shared/data"

func publishedFile(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(publishedDir, name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("needs %s, which is not part of the repository", path)
	}
	return path
}

func countLabels(s *Set) []int {
	counts := make([]int, s.Classes)
	for _, label := range s.Labels {
		counts[label]++
	}
	return counts
}

func TestPublishedMNIST(t *testing.T) {
	train, test, err := MNIST(publishedFile(t, "mnist"))
	if err != nil {
		t.Fatal(err)
	}
	if train.Name != "MNIST" || test.Name != "MNIST" {
		t.Errorf("recognised as %q and %q", train.Name, test.Name)
	}
	for _, c := range []struct {
		set    *Set
		counts []int
	}{
		{train, []int{5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949}},
		{test, []int{980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009}},
	} {
		if err := c.set.Validate(); err != nil {
			t.Error(err)
		}
		if got := countLabels(c.set); c.set.In != 784 || !slices.Equal(got, c.counts) {
			t.Errorf("%d inputs, classes %v, want 784 and %v", c.set.In, got, c.counts)
		}
	}
	sum := 0.0
	for _, v := range train.X {
		sum += float64(v)
	}
	if mean := sum / float64(len(train.X)); math.Abs(mean-0.13066) > 5e-6 {
		t.Errorf("mean pixel %v, want 0.13066", mean)
	}
}

func TestPublishedClassification(t *testing.T) {
	cases := []struct {
		file   string
		in     int
		names  []string
		counts []int
	}{
		{"iris/iris.csv", 4, []string{"Iris-setosa", "Iris-versicolor", "Iris-virginica"}, []int{50, 50, 50}},
		{"banknote/banknote_authentication.csv", 4, []string{"0", "1"}, []int{762, 610}},
		{"spambase/spambase.data", 57, []string{"0", "1"}, []int{2788, 1813}},
		{"ionosphere/ionosphere.csv", 34, []string{"b", "g"}, []int{126, 225}},
		{"sonar/sonar.csv", 60, []string{"M", "R"}, []int{111, 97}},
		{"optdigits/optdigits.tes", 64, nil, []int{178, 182, 177, 183, 181, 182, 181, 179, 174, 180}},
	}
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			s, err := CSV(publishedFile(t, c.file), CSVOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if got := countLabels(s); s.In != c.in || !slices.Equal(got, c.counts) {
				t.Errorf("%d inputs, classes %v, want %d and %v", s.In, got, c.in, c.counts)
			}
			if c.names != nil && !slices.Equal(s.Names, c.names) {
				t.Errorf("classes %q, want %q", s.Names, c.names)
			}
			if s.Name != filepath.Base(c.file) {
				t.Errorf("name %q", s.Name)
			}
		})
	}
}

// Adult has texts, numbers, missing values, blanks behind commas, and a test
// file whose labels end in a dot and whose rows lack one of the countries.
func TestPublishedAdult(t *testing.T) {
	train, err := CSV(publishedFile(t, "adult/adult-train.csv"), CSVOptions{})
	if err != nil {
		t.Fatal(err)
	}
	test, err := CSV(publishedFile(t, "adult/adult-test.csv"), CSVOptions{Schema: train.Schema})
	if err != nil {
		t.Fatal(err)
	}
	// 6 numbers; 8, 16, 7, 14, 6, 5, 2 and 41 texts; 3 columns with missing values.
	const in = 6 + 8 + 16 + 7 + 14 + 6 + 5 + 2 + 41 + 3
	if train.In != in || test.In != in {
		t.Errorf("%d and %d inputs, want %d", train.In, test.In, in)
	}
	if !slices.Equal(train.Names, []string{"<=50K", ">50K"}) {
		t.Errorf("classes %q", train.Names)
	}
	if got := countLabels(train); !slices.Equal(got, []int{24720, 7841}) {
		t.Errorf("train classes %v", got)
	}
	if got := countLabels(test); !slices.Equal(got, []int{12435, 3846}) {
		t.Errorf("test classes %v", got)
	}
	if slices.Index(train.Features, "column 2=?") < 0 || slices.Index(train.Features, "column 14=Holand-Netherlands") < 0 {
		t.Errorf("features %q", train.Features)
	}
}

func TestPublishedRegression(t *testing.T) {
	cases := []struct {
		file             string
		rows, in         int
		firstY, lastY    float32
		firstX, lastOfIn float32
	}{
		{"wine-quality/winequality-red.csv", 1599, 11, 5, 6, 7.4, 9.4},
		{"wine-quality/winequality-white.csv", 4898, 11, 6, 6, 7, 8.8},
		{"abalone/abalone.csv", 4177, 10, 15, 12, 0, 0.15},
	}
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			s, err := CSV(publishedFile(t, c.file), CSVOptions{Regression: true})
			if err != nil {
				t.Fatal(err)
			}
			if s.Rows() != c.rows || s.In != c.in || s.Y[0] != c.firstY || s.Y[c.rows-1] != c.lastY {
				t.Errorf("%d rows of %d, targets %v..%v, want %d of %d, %v..%v", s.Rows(), s.In, s.Y[0], s.Y[s.Rows()-1], c.rows, c.in, c.firstY, c.lastY)
			}
			if s.X[0] != c.firstX || s.X[s.In-1] != c.lastOfIn {
				t.Errorf("first row %v", s.X[:s.In])
			}
		})
	}
}
