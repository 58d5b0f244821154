package main

import (
	"path/filepath"
	"testing"

	"github.com/lockstep-go/lockstep/gen/arm64/asmcheck"
)

// TestWords assembles every arm64 file with the Go toolchain and compares what
// its disassembler makes of each encoded word with the word's comment.
func TestWords(t *testing.T) {
	files, err := filepath.Glob("../asm/*/*_arm64.s")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no arm64 files under ../asm")
	}
	for _, f := range files {
		if err := asmcheck.CheckWords(f); err != nil {
			t.Error(err)
		}
	}
}
