package lockstep

import (
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
)

// TestReadmeExamples: the README's Go code is, word for word, the body of an
// example that the tests compile and run.
func TestReadmeExamples(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var bodies []string
	for _, name := range []string{"kernels/example_test.go", "nn/example_test.go"} {
		bodies = append(bodies, exampleBodies(t, name)...)
	}
	blocks := strings.Split(string(readme), "```go\n")[1:]
	if len(blocks) < 2 {
		t.Fatalf("README.md has %d blocks of Go, want one for kernels and one for nn", len(blocks))
	}
	for _, block := range blocks {
		code, _, _ := strings.Cut(block, "```")
		found := false
		for _, body := range bodies {
			found = found || strings.Contains(body, strings.TrimSpace(code))
		}
		if !found {
			t.Errorf("README.md has code that is no example's:\n%s", code)
		}
	}
}

// exampleBodies returns the statements of every example in a file, without the
// indentation and the expected output.
func exampleBodies(t *testing.T, name string) []string {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var bodies []string
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || !strings.HasPrefix(f.Name.Name, "Example") {
			continue
		}
		body := src[fset.Position(f.Body.Lbrace).Offset+1 : fset.Position(f.Body.Rbrace).Offset]
		text, err := format.Source(body)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for line := range strings.Lines(string(text)) {
			lines = append(lines, strings.TrimPrefix(line, "\t"))
		}
		bodies = append(bodies, strings.Join(lines, ""))
	}
	return bodies
}
