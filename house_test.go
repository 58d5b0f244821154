package lockstep

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/lockstep-go/lockstep"

// mayImport says which packages of the project, and which modules beyond the
// standard library, the files below a directory may import. The longest
// matching directory counts.
var mayImport = []struct {
	dir     string
	ours    []string
	modules []string
}{
	{dir: ".", ours: nil},
	{dir: "asm"},
	{dir: "kernels", ours: []string{"asm", "kernels/internal"}, modules: []string{"github.com/klauspost/cpuid/v2"}},
	{dir: "kernels/internal", modules: []string{"golang.org/x/sys/unix"}},
	{dir: "nn", ours: []string{"kernels", "nn"}},
	{dir: "gen", ours: []string{"gen"}, modules: []string{"github.com/mmcloughlin/avo", "golang.org/x"}},
}

// TestImportDirections: gen writes asm; bench imports nn imports kernels
// imports asm; nothing imports back.
func TestImportDirections(t *testing.T) {
	eachImport(t, func(file, path string) {
		dir := filepath.ToSlash(filepath.Dir(file))
		rule := mayImport[0]
		for _, r := range mayImport {
			if within(dir, r.dir) {
				rule = r
			}
		}
		if dir == "bench" || within(dir, "bench") {
			if ours, ok := strings.CutPrefix(path, module+"/"); ok && !within(ours, "kernels") && !within(ours, "nn") && !within(ours, "bench") {
				t.Errorf("%s imports %s; bench may import kernels, nn and its own", file, path)
			}
			return
		}
		if ours, ok := strings.CutPrefix(path, module+"/"); ok {
			if ours == dir {
				return // an external test's own package
			}
			if !slices.ContainsFunc(rule.ours, func(dir string) bool { return within(ours, dir) }) {
				t.Errorf("%s imports %s; %s may import of ours only %v", file, path, rule.dir, rule.ours)
			}
		} else if strings.Contains(path, ".") {
			if !slices.ContainsFunc(rule.modules, func(m string) bool { return within(path, m) }) {
				t.Errorf("%s imports %s; %s may import only the standard library and %v", file, path, rule.dir, rule.modules)
			}
		}
	})
}

// TestBackendsAreChosenInOnePlace: only kernels/backend_*.go knows the
// instruction sets.
func TestBackendsAreChosenInOnePlace(t *testing.T) {
	eachImport(t, func(file, path string) {
		if !within(path, module+"/asm") && !strings.HasPrefix(path, "github.com/klauspost/cpuid") || within(filepath.ToSlash(file), "bench") {
			return
		}
		if ok, _ := filepath.Match("kernels/backend_*.go", filepath.ToSlash(file)); !ok {
			t.Errorf("%s imports %s; only kernels/backend_*.go may", file, path)
		}
	})
}

// within reports whether path is dir or below it.
func within(path, dir string) bool { return path == dir || strings.HasPrefix(path, dir+"/") }

// eachImport calls f for every import of every Go file in the tree.
func eachImport(t *testing.T, f func(file, path string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && strings.HasPrefix(d.Name(), "."):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			f(name, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestConsumer builds a program of another module against this one, and looks
// at the module graph that its author gets.
func TestConsumer(t *testing.T) {
	goTool, err := exec.LookPath("go")
	if err != nil || runtime.GOOS == "js" {
		t.Skip("needs the go command of this machine")
	}
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile("go.sum")
	if err != nil {
		t.Fatal(err)
	}
	consumer := strings.Replace(string(mod), "module "+module, "module example.org/consumer", 1) +
		"\nrequire " + module + " v0.0.0\nreplace " + module + " => " + strconv.Quote(root) + "\n"
	for name, text := range map[string]string{
		"go.mod": consumer,
		"go.sum": string(sum),
		"main.go": `package main

import (
	"fmt"

	"` + module + `/kernels"
	"` + module + `/nn"
)

func main() {
	c := make([]float32, 1)
	kernels.MatMul(c, []float32{2, 3}, []float32{5, 7}, 1, 1, 2)
	fmt.Println(c[0], len(nn.MLP(nn.ReLU, 2, 3, 1).Layers))
}
`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) string {
		cmd := exec.Command(goTool, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	if got, want := run("run", "."), "31 2\n"; got != want {
		t.Errorf("the consumer prints %q, want %q", got, want)
	}
	for _, line := range strings.Split(strings.TrimSpace(run("list", "-m", "all")), "\n") {
		path, _, _ := strings.Cut(line, " ")
		switch path {
		case "example.org/consumer", module, "github.com/klauspost/cpuid/v2", "golang.org/x/sys":
		default:
			t.Errorf("the consumer's module graph has %s", path)
		}
	}
}
