package train

import (
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/lockstep-go/lockstep/bench/internal/report"
	"github.com/lockstep-go/lockstep/nn"
	"github.com/lockstep-go/lockstep/nn/data"
)

// maxClasses is up to how many classes each gets a line of its own.
const maxClasses = 20

// printResult writes the accuracy, beside that of a blind guess, and how well
// each class is recognised.
func printResult(w io.Writer, m nn.Metrics, test *data.Set, took time.Duration) error {
	right := 0
	for c, row := range m.Confusion {
		right += row[c]
	}
	_, err := fmt.Fprintf(w, "\ntest accuracy %.2f %% (%d of %d; always the commonest class: %.2f %%) in %.1f s\n",
		100*m.Accuracy, right, m.Rows, 100*report.Chance(test), took.Seconds())
	if err != nil || test.Classes > maxClasses {
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "class\trows\trecall\tprecision\t\n")
	for c, row := range m.Confusion {
		rows := 0
		for _, n := range row {
			rows += n
		}
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\t\n", className(test, c), rows, percent(m.Confusion.Recall(c)), percent(m.Confusion.Precision(c)))
	}
	return t.Flush()
}

// percent writes a share, or a dash where there was nothing to share.
func percent(v float64) string {
	if v != v {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", 100*v)
}

func className(s *data.Set, c int) string {
	if s.Names == nil {
		return strconv.Itoa(c)
	}
	return s.Names[c]
}
