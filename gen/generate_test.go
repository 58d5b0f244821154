package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestGenerated compares ../asm with what the manifest generates: every file up
// to date, and none that the manifest does not know. The levels are checked on
// the way: generate fails on code that an instruction set does not have.
func TestGenerated(t *testing.T) {
	files, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	again, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	const dir = "../asm"
	for name, want := range files {
		if !bytes.Equal(again[name], want) {
			t.Errorf("%s comes out different the second time", name)
		}
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the generator writes; run make generate", name)
		}
	}
	existing, err := generated(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range existing {
		if files[name] == nil {
			t.Errorf("%s is not in the manifest", name)
		}
	}
}

// TestWriteRemovesOrphans: what the manifest no longer has disappears.
func TestWriteRemovesOrphans(t *testing.T) {
	dir := t.TempDir()
	if err := write(dir, map[string][]byte{"a/x.s": []byte("x"), "a/y.s": []byte("y")}); err != nil {
		t.Fatal(err)
	}
	if err := write(dir, map[string][]byte{"a/y.s": []byte("z")}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "a/x.s")); !os.IsNotExist(err) {
		t.Errorf("orphan is still there: %v", err)
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "a/y.s")); string(got) != "z" {
		t.Errorf("a/y.s = %q, want %q", got, "z")
	}
}
