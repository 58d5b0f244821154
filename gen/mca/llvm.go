package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// oldest is the first version of LLVM with real models of Neoverse cores.
const oldest = 19

// findMCA returns the newest llvm-mca there is, and its version.
func findMCA() (path string, version int, err error) {
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		matches, err := filepath.Glob(filepath.Join(dir, "llvm-mca-*"))
		if err != nil {
			return "", 0, err
		}
		for _, m := range matches {
			v, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(m), "llvm-mca-"))
			if err == nil && v > version {
				path, version = m, v
			}
		}
	}
	if version < oldest {
		return "", 0, fmt.Errorf("llvm-mca-%d or newer is missing: install llvm-%d", oldest, oldest)
	}
	return path, version, nil
}

const iterations = 200

var (
	regionLine = regexp.MustCompile(`^\[\d+\] Code Region - (\w+)`)
	cyclesLine = regexp.MustCompile(`^Total Cycles:\s+(\d+)`)
)

// simulate returns the cycles of one iteration of each region on a core.
func simulate(mca, cpu, assembly string) (map[string]float64, error) {
	cmd := exec.Command(mca, "-mtriple=aarch64", "-mcpu="+cpu, fmt.Sprintf("-iterations=%d", iterations),
		"-instruction-info=false", "-resource-pressure=false")
	cmd.Stdin = strings.NewReader(assembly)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s -mcpu=%s: %w\n%s", mca, cpu, err, stderr.Bytes())
	}
	cycles, region := map[string]float64{}, ""
	for line := range strings.Lines(string(out)) {
		if m := regionLine.FindStringSubmatch(line); m != nil {
			region = m[1]
		} else if m := cyclesLine.FindStringSubmatch(line); m != nil {
			total, err := strconv.ParseFloat(m[1], 64)
			if err != nil {
				return nil, err
			}
			cycles[region] = total / iterations
		}
	}
	return cycles, nil
}
