package progress

import (
	"bytes"
	"iter"
	"strings"
	"testing"
	"unicode"

	"github.com/lockstep-go/lockstep/nn"
)

// batches is a source of so many empty batches.
type batches int

func (n batches) Batches(int) iter.Seq2[nn.Batch, error] {
	return func(yield func(nn.Batch, error) bool) {
		for range n {
			if !yield(nn.Batch{Rows: 1}, nil) {
				return
			}
		}
	}
}

// show runs a meter through two epochs of three steps.
func show(terminal bool) (text string, steps int) {
	var out bytes.Buffer
	display := NewDisplay(&out, terminal)
	display.redraw = 0
	m := display.Start("training", 6)
	source := m.Watch(batches(3))
	for epoch := range 2 {
		for range source.Batches(epoch) {
			steps++
		}
		m.Say("epoch %d of 2", epoch+1)
	}
	m.Hide()
	return out.String(), steps
}

func TestPlainLines(t *testing.T) {
	text, steps := show(false)
	if steps != 6 {
		t.Errorf("the source yields %d batches, want 6", steps)
	}
	if want := "training: epoch 1 of 2\ntraining: epoch 2 of 2\n"; text != want {
		t.Errorf("without a terminal:\n%q\nwant\n%q", text, want)
	}
	if i := strings.IndexFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }); i >= 0 {
		t.Errorf("without a terminal the output has the control character %q", text[i])
	}
}

func TestBar(t *testing.T) {
	text, steps := show(true)
	if steps != 6 {
		t.Errorf("the source yields %d batches, want 6", steps)
	}
	for _, want := range []string{"\r", "training", "epoch 1 of 2", "50%"} {
		if !strings.Contains(text, want) {
			t.Errorf("on a terminal the output %q lacks %q", text, want)
		}
	}
}

func TestBufferIsNoTerminal(t *testing.T) {
	if IsTerminal(new(bytes.Buffer)) {
		t.Error("a buffer counts as a terminal")
	}
}
