package train

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/lockstep-go/lockstep/bench/internal/progress"
)

// shared returns the path of a published data set that lies beside the
// repository, and skips the test where it does not.
func shared(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "..", "shared", "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the published data set %s is not beside the repository, in ../shared/data", name)
	}
	return path
}

// run runs the command with the given flags and returns what it prints.
func run(ctx context.Context, args ...string) (string, error) {
	var out bytes.Buffer
	o, err := Parse(args, io.Discard)
	if err != nil {
		return "", err
	}
	err = Run(ctx, o, &out, progress.NewDisplay(io.Discard, false))
	return out.String(), err
}

var resultLine = regexp.MustCompile(`test accuracy [0-9.]+ % \((\d+) of (\d+);`)

// right returns the number of right decisions and of rows that out reports.
func right(t *testing.T, out string) (right, rows int) {
	t.Helper()
	m := resultLine.FindStringSubmatch(out)
	if m == nil {
		t.Fatalf("the output lacks the test accuracy:\n%s", out)
	}
	right, _ = strconv.Atoi(m[1])
	rows, _ = strconv.Atoi(m[2])
	return right, rows
}

// write puts text into a new file and returns its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// quadrants is a CSV of points with the sign of their product as class, named
// in its first column: something that no linear network can tell apart.
func quadrants(rows int) string {
	var b strings.Builder
	b.WriteString("side,x,y\n")
	for i := range rows {
		// Steps prime to the ranges visit the square evenly.
		x, y := (i*37)%101-50, (i*59)%103-51
		side := "same"
		if x*y < 0 {
			side = "other"
		}
		fmt.Fprintf(&b, "%s,%d,%g\n", side, x*1000, float64(y)/1000)
	}
	return b.String()
}
