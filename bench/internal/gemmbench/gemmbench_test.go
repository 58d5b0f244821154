package gemmbench

import (
	"bytes"
	"strings"
	"testing"
)

func TestUnknownSuite(t *testing.T) {
	err := (&Runner{Out: &bytes.Buffer{}}).Run("cube")
	if err == nil || !strings.Contains(err.Error(), `"cube"`) || !strings.Contains(err.Error(), "square") {
		t.Errorf("error = %v, want one that names the suite and the ones there are", err)
	}
}

func TestLine(t *testing.T) {
	var out bytes.Buffer
	r := &Runner{Out: &out, Impl: "me"}
	measure[float64](r, "s", "gemm_x", "nt", 3, 4, 5)
	got := strings.Split(out.String(), ",")
	if len(got) != 6 || got[0] != "s" || got[1] != "dgemm_x" || got[2] != "me" || got[5] != "GFLOP/s\n" {
		t.Errorf("line %q", out.String())
	}
}

func TestCompare(t *testing.T) {
	ours := "s,a,me,1,20,GFLOP/s\ns,a,me,1,30,GFLOP/s\ns,b,me,1,5,GFLOP/s\ns,b,me,2,5,GFLOP/s\n"
	theirs := "s,b,x,1,10,GFLOP/s\ns,a,x,1,10,GFLOP/s\ns,a,y,1,15,GFLOP/s\n"
	var out bytes.Buffer
	if err := Compare(&out, strings.NewReader(ours), strings.NewReader(theirs)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"15.0  2.00 y\n", "10.0  0.50 x\n", "geometric mean of 2: 1.000"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("output lacks %q:\n%s", want, out.String())
		}
	}
	for _, bad := range []string{"", "s,a,x,1,zero,GFLOP/s\n", "s,a,x\n"} {
		if err := Compare(&out, strings.NewReader(ours), strings.NewReader(bad)); err == nil {
			t.Errorf("no error for %q", bad)
		}
	}
}
