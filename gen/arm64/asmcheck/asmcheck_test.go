package asmcheck

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// check runs CheckWords on a function with the given body.
func check(t *testing.T, body string) error {
	t.Helper()
	file := filepath.Join(t.TempDir(), "body_arm64.s")
	src := "#include \"textflag.h\"\n\nTEXT ·body(SB), NOSPLIT, $0\n" + body + "\tRET\n"
	if err := os.WriteFile(file, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	return CheckWords(file)
}

func TestCheckWords(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"right", "\tWORD $0x4e21d400 // fadd v0.4s, v0.4s, v1.4s\n\tMOVD R0, R1\n", ""},
		{"several", "\tWORD $0x4e21d400 // fadd v0.4s, v0.4s, v1.4s\n" +
			"\tWORD $0x7e70d820 // faddp d0, v1.2d\n", ""},
		{"no words", "\tMOVD R0, R1 // not a word\n", ""},
		{"wrong register in comment", "\tWORD $0x4e21d400 // fadd v0.4s, v0.4s, v2.4s\n",
			`body_arm64.s:4: comment says "fadd v0.4s, v0.4s, v2.4s", the word is "fadd v0.4s, v0.4s, v1.4s"`},
		{"wrong encoding", "\tWORD $0x4e22d400 // fadd v0.4s, v0.4s, v1.4s\n", "the word is"},
		{"second of two", "\tWORD $0x4e21d400 // fadd v0.4s, v0.4s, v1.4s\n" +
			"\tWORD $0x4ea1d400 // fadd v0.4s, v0.4s, v1.4s\n", "body_arm64.s:5"},
		{"no comment", "\tWORD $0x4e21d400\n", "without a comment"},
		{"no instruction", "\tWORD $0x6e20c820 // fadd v0.4s, v0.4s, v1.4s\n", `the word is "?"`},
		{"padding is no instruction", "\tWORD $0x00000000 // ?\n", "want one instruction"},
		{"does not assemble", "\tNOSUCH R0\n", "unrecognized instruction"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := check(t, tt.body)
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("unexpected error: %v", err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestCheckWordsMissingFile(t *testing.T) {
	if err := CheckWords(filepath.Join(t.TempDir(), "none.s")); err == nil {
		t.Error("no error for a file that does not exist")
	}
}
