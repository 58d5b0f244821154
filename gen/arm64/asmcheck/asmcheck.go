// Package asmcheck checks arm64 assembly files in which WORD directives stand
// for instructions that Go's assembler lacks. Each such directive carries its
// instruction as a comment:
//
//	WORD $0x4e21d400 // fadd v0.4s, v0.4s, v1.4s
//
// CheckWords assembles the file and compares what the disassembler makes of the
// word with the comment. It needs the Go toolchain and nothing else, on any host.
package asmcheck

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// CheckWords reports, joined, every WORD in the assembly file whose comment is
// missing or is not exactly its disassembly in GNU syntax, and any failure to
// assemble the file for arm64.
func CheckWords(sFile string) error {
	comments, err := wordComments(sFile)
	if err != nil {
		return err
	}
	decoded, err := Disassemble(sFile)
	if err != nil {
		return fmt.Errorf("%s: %w", sFile, err)
	}
	var errs []error
	for _, w := range comments {
		got := decoded[w.line]
		switch {
		case w.comment == "":
			errs = append(errs, fmt.Errorf("%s:%d: WORD without a comment; it is %q", sFile, w.line, got))
		case len(got) != 1:
			errs = append(errs, fmt.Errorf("%s:%d: want one instruction, disassembled %q", sFile, w.line, got))
		case got[0] != w.comment:
			errs = append(errs, fmt.Errorf("%s:%d: comment says %q, the word is %q", sFile, w.line, w.comment, got[0]))
		}
	}
	return errors.Join(errs...)
}

// word is a WORD directive: its line and what the comment behind it says.
type word struct {
	line    int
	comment string
}

// wordComments finds the WORD directives of the file.
func wordComments(sFile string) ([]word, error) {
	src, err := os.ReadFile(sFile)
	if err != nil {
		return nil, err
	}
	var words []word
	lines := bufio.NewScanner(bytes.NewReader(src))
	for n := 1; lines.Scan(); n++ {
		code, comment, _ := strings.Cut(lines.Text(), "//")
		if fields := strings.Fields(code); len(fields) > 0 && fields[0] == "WORD" {
			words = append(words, word{n, strings.TrimSpace(comment)})
		}
	}
	return words, lines.Err()
}

// Disassemble assembles the file for arm64 and returns the GNU text of its
// instructions by source line; "?" for one that the disassembler does not know.
func Disassemble(sFile string) (map[int][]string, error) {
	dir, err := os.MkdirTemp("", "asmcheck")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	goroot, err := run(nil, "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	include := filepath.Join(strings.TrimSpace(string(goroot)), "pkg", "include")
	object := filepath.Join(dir, "words.o")
	target := []string{"GOOS=linux", "GOARCH=arm64"}
	if _, err := run(target, "tool", "asm", "-p", "words", "-I", include, "-o", object, sFile); err != nil {
		return nil, err
	}
	listing, err := run(nil, "tool", "objdump", "-gnu", object)
	if err != nil {
		return nil, err
	}
	return parseListing(listing, filepath.Base(sFile))
}

// listingLine is "  file.s:12  0x3bd  4f981140  VFMLA ... // fmla ...", or "?" in
// place of an instruction that the disassembler does not know.
var listingLine = regexp.MustCompile(`^\s*(\S+):(\d+)\s+0x[0-9a-f]+\s+([0-9a-f]+)\s+(.*)$`)

// padding fills a function up to its alignment; it is listed with the line of the
// last instruction and is no instruction itself.
const padding = "00000000"

// parseListing sorts the disassembly of the source file name by line.
func parseListing(listing []byte, name string) (map[int][]string, error) {
	decoded := map[int][]string{}
	lines := bufio.NewScanner(bytes.NewReader(listing))
	for lines.Scan() {
		m := listingLine.FindStringSubmatch(lines.Text())
		if m == nil || m[1] != name || m[3] == padding {
			continue
		}
		n, err := strconv.Atoi(m[2])
		if err != nil {
			return nil, err
		}
		plan9, gnu, found := strings.Cut(m[4], "// ")
		if !found {
			gnu = plan9
		}
		decoded[n] = append(decoded[n], strings.TrimSpace(gnu))
	}
	return decoded, lines.Err()
}

// run runs the go command with env added; its error carries what it printed.
func run(env []string, args ...string) ([]byte, error) {
	cmd := exec.Command("go", args...)
	cmd.Env = append(hostEnviron(), env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, stderr.Bytes())
	}
	return out, nil
}

// hostEnviron is the environment without a cross-compilation target, so that
// the tools that go builds on demand run here.
func hostEnviron() []string {
	var env []string
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "GOOS=") && !strings.HasPrefix(kv, "GOARCH=") {
			env = append(env, kv)
		}
	}
	return env
}
