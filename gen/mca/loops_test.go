package main

import (
	"strings"
	"testing"
)

const asmDir = "../../asm/neon"

// TestElementwise: each kernel's first loop is the one over several vectors.
func TestElementwise(t *testing.T) {
	subjects, err := elementwise(asmDir)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range subjects {
		if s.name != s.loop.function || s.work < 2 || s.loop.count(`^(str|ldr) q`) < 2*s.work {
			t.Errorf("%s of %s: %d vectors in\n%s", s.name, s.loop.function, s.work, strings.Join(s.loop.code, "\n"))
		}
		if last := s.loop.code[len(s.loop.code)-1]; !strings.HasPrefix(last, "b.") {
			t.Errorf("%s ends with %s, want a branch", s.name, last)
		}
	}
}

// TestProducts: the tallest tile of each order is found, with all of its products.
func TestProducts(t *testing.T) {
	finds(t, products, map[string]int{
		"GemmF32x12, 8 rows, A by column": 24,
		"GemmF32x12, 7 rows, A by row":    84,
		"GemmF64x24, 2 rows, A by column": 24,
		"GemmF64x6, 7 rows, A by row":     42,
	})
}

// TestDots: for each number of rows the loop of the largest group is found, with all of its products.
func TestDots(t *testing.T) {
	finds(t, dots, map[string]int{
		"DotsF32, rows 1, blocks 8": 32,
		"DotsF32, rows 8, blocks 2": 64,
		"DotsF64, rows 1, blocks 8": 16,
		"DotsF64, rows 4, blocks 5": 40,
		"TransposeF32":              4,
		"TransposeF64":              2,
	})
}

// finds checks that these loops are found, with so much work in each.
func finds(t *testing.T, list func(dir string) ([]subject, error), want map[string]int) {
	t.Helper()
	subjects, err := list(asmDir)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range subjects {
		if n, ok := want[s.name]; ok && s.work != n {
			t.Errorf("%s: %d, want %d", s.name, s.work, n)
		}
		delete(want, s.name)
	}
	for name := range want {
		t.Errorf("%s was not found", name)
	}
}

func TestAssembly(t *testing.T) {
	l := loop{code: []string{"fcmgt v1.4s, v2.4s, #0", "add x1, x1, #0x10", "b.ge .-0x40"}}
	want := "# LLVM-MCA-BEGIN r1\nbegin_r1:\nfcmgt v1.4s, v2.4s, #0.0\nadd x1, x1, #0x10\nb.ge begin_r1\n# LLVM-MCA-END r1\n"
	if got := l.assembly("r1"); got != want {
		t.Errorf("assembly is\n%s\nwant\n%s", got, want)
	}
}
