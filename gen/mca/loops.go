package main

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/lockstep-go/lockstep/gen/arm64/asmcheck"
)

// loop is a stretch of code that ends with a branch back to its beginning.
type loop struct {
	function string
	tile     string   // in a GEMM or dots kernel: the last label that names a tile
	code     []string // GNU syntax, without the branch's target
}

var (
	textLine   = regexp.MustCompile(`^TEXT ·(\w+)\(SB\)`)
	labelLine  = regexp.MustCompile(`^(\w+):$`)
	tileLine   = regexp.MustCompile(`^((?:column|row)_0|group_\d+)(_\d+)?$`) // of whole vectors
	branchLine = regexp.MustCompile(`^\tB(?:GE|GT|LT|LE|NE|EQ)?\s+(\w+)$`)
)

// loops returns the innermost loops of an assembly file, in order.
func loops(file string) ([]loop, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	decoded, err := asmcheck.Disassemble(file)
	if err != nil {
		return nil, err
	}
	var found []loop
	var function, label, tile string
	begin := 0
	lines := bufio.NewScanner(bytes.NewReader(src))
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if m := textLine.FindStringSubmatch(line); m != nil {
			function, label, tile, begin = m[1], "", "", 0
		} else if m := labelLine.FindStringSubmatch(line); m != nil {
			label, begin = m[1], n
			if m := tileLine.FindStringSubmatch(label); m != nil {
				// The tile of one row comes first and needs no label of its own.
				tile = m[1] + cmp.Or(m[2], "_1")
			}
		} else if m := branchLine.FindStringSubmatch(line); m != nil && begin > 0 && m[1] == label {
			l := loop{function: function, tile: tile}
			for i := begin; i <= n; i++ {
				l.code = append(l.code, decoded[i]...)
			}
			found = append(found, l)
		}
	}
	return found, lines.Err()
}

var zeroComparison = regexp.MustCompile(`^(fcm.*, #0)$`)

// assembly returns the loop as llvm-mca's input: a region of its name.
func (l loop) assembly(name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# LLVM-MCA-BEGIN %s\nbegin_%s:\n", name, name)
	for i, in := range l.code {
		if i == len(l.code)-1 {
			in = strings.Fields(in)[0] + " begin_" + name
		}
		b.WriteString(zeroComparison.ReplaceAllString(in, "$1.0") + "\n")
	}
	fmt.Fprintf(&b, "# LLVM-MCA-END %s\n", name)
	return b.String()
}

// count returns how many of the loop's instructions match.
func (l loop) count(pattern string) int {
	re, n := regexp.MustCompile(pattern), 0
	for _, in := range l.code {
		if re.MatchString(in) {
			n++
		}
	}
	return n
}
