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
